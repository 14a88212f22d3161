public import Environments

/// A shape as SVG writes it: what stays the same while it moves, and what changes.
struct SVGShape: Equatable {
  /// The element's name.
  let tag: String
  /// What is constant, attributes and text; shapes of an animation that agree in it become one element.
  let constant: String
  /// The names of the attributes that may change.
  let names: [String]
  /// Their values.
  let values: [String]
  /// What stands in the element.
  let text: String

  /// Whether the other one may be the same element at another time.
  func isAlike(_ other: SVGShape) -> Bool {
    tag == other.tag && constant == other.constant && text == other.text
  }

  /// The shape of a picture in the layout's pixels.
  init(_ shape: Picture.Shape, _ ink: Picture.Ink, in picture: Picture, _ layout: PictureLayout) {
    let scale = layout.scale(picture)
    func points(_ points: [Picture.Point]) -> String {
      points.map {
        let place = layout.place($0, in: picture)
        return "\(Self.number(place.x)),\(Self.number(place.y))"
      }.joined(separator: " ")
    }
    let colour = Self.attribute(of: ink)
    switch shape {
    case .line(let line, let width):
      // A point twice is a dot; once it is nothing to some readers.
      let line = line.count == 1 ? [line[0], line[0]] : line
      tag = "polyline"
      constant = "\(colour) stroke-width=\"\(Self.number(width * scale))\""
      (names, values, text) = (["points"], [points(line)], "")
    case .polygon(let corners):
      tag = "polygon"
      constant = colour
      (names, values, text) = (["points"], [points(corners)], "")
    case .circle(let middle, let radius):
      let place = layout.place(middle, in: picture)
      tag = "circle"
      constant = colour
      names = ["cx", "cy", "r"]
      values = [Self.number(place.x), Self.number(place.y), Self.number(radius * scale)]
      text = ""
    case .text(let content, let middle, let height):
      let place = layout.place(middle, in: picture)
      tag = "text"
      constant = "\(colour) font-size=\"\(Self.number(height * scale))\""
      names = ["x", "y"]
      // Letters stand on their line; capitals are 0.7 of the font's size tall.
      values = [Self.number(place.x), Self.number(place.y + 0.35 * height * scale)]
      text = Self.escaped(content)
    }
  }

  /// The element with what else stands in it.
  func element(_ animations: String = "", hidden: Bool = false) -> String {
    var attributes = constant
    for (name, value) in zip(names, values) { attributes += " \(name)=\"\(value)\"" }
    if hidden { attributes += " visibility=\"hidden\"" }
    let inner = animations + text
    return inner.isEmpty
      ? "<\(tag) \(attributes)/>" : "<\(tag) \(attributes)>\(inner)</\(tag)>"
  }

  private static func attribute(of ink: Picture.Ink) -> String {
    if let named = PictureTheme.classes.first(where: { $0.ink == ink }) {
      return "class=\"\(named.name)\""
    }
    return "color=\"\(PictureTheme.light.colour(of: ink).hexadecimal)\""
  }

  /// A number to a tenth of a pixel, as short as it can be written; 0 for what is not a number.
  static func number(_ x: Double) -> String {
    let tenths = x.isFinite ? Int((min(max(x, -1e6), 1e6) * 10).rounded()) : 0
    let sign = tenths < 0 ? "-" : ""
    let (whole, tenth) = (abs(tenths) / 10, abs(tenths) % 10)
    return tenth == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(tenth)"
  }

  /// Text as it may stand in an element: without what XML means otherwise or forbids.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default:
        let isForbidden = scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF
        result.unicodeScalars.append(isForbidden ? " " : scalar)
      }
    }
    return result
  }
}

/// The frame of an SVG file: its size, and the colours of both themes.
enum SVGDocument {
  /// A file that shows `body`.
  static func wrap(_ body: String, _ layout: PictureLayout, title: String) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(layout.width) \(layout.height)" \
    width="\(layout.width)" height="\(layout.height)" role="img">
    <title>\(SVGShape.escaped(title))</title>
    <style>
    polygon,circle,text{fill:currentColor}
    polyline{fill:none;stroke:currentColor;stroke-linecap:round;stroke-linejoin:round}
    text{font-family:monospace;text-anchor:middle}
    .caption{text-anchor:start}
    \(colours(.light))
    @media (prefers-color-scheme:dark){\(colours(.dark))}
    </style>
    <rect class="background" width="100%" height="100%"/>
    \(body)
    </svg>

    """
  }

  private static func colours(_ theme: PictureTheme) -> String {
    let inks = PictureTheme.classes.map {
      ".\($0.name){color:\(theme.colour(of: $0.ink).hexadecimal)}"
    }
    return ".background{fill:\(theme.background.hexadecimal)}" + inks.joined()
  }

  /// A line of text at the caption's place, moved down by `offset`.
  static func caption(_ text: String, _ layout: PictureLayout, offset: Int = 0) -> String {
    let y = layout.captionPlace.y + 0.35 * PictureLayout.captionSize + Double(offset)
    return
      "<text class=\"text caption\" font-size=\"\(SVGShape.number(PictureLayout.captionSize))\" "
      + "x=\"\(SVGShape.number(layout.captionPlace.x))\" y=\"\(SVGShape.number(y))\">"
      + "\(SVGShape.escaped(text))</text>"
  }
}

extension Picture {
  /// The picture as an SVG file that follows the reader's light or dark theme.
  ///
  /// - Parameters:
  ///   - caption: A line below the picture.
  ///   - size: The longer side of the picture in pixels.
  /// - Precondition: `size` is positive.
  public func svg(caption: String? = nil, size: Int = 480) -> String {
    precondition(size > 0, "A picture of \(size) pixels shows nothing.")
    let layout = PictureLayout(self, size: size, letters: caption?.count ?? 0)
    return svg(layout, caption: caption ?? "", title: caption ?? "A picture")
  }

  /// The picture in a layout that it may share with others.
  func svg(_ layout: PictureLayout, caption: String, title: String) -> String {
    var lines = shapes.map { SVGShape($0.shape, $0.ink, in: self, layout).element() }
    if layout.captionHeight > 0 { lines.append(SVGDocument.caption(caption, layout)) }
    return SVGDocument.wrap(lines.joined(separator: "\n"), layout, title: title)
  }
}
