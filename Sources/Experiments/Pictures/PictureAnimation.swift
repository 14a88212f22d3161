public import Environments

/// Pictures one after another, as one SVG file that a browser plays without a script.
///
/// The n-th shapes of all pictures share one element as long as they differ in their places alone; an element holds
/// each run of equal places once. Nothing moves between two frames.
public struct PictureAnimation: Sendable {
  /// A picture and the line below it.
  public struct Frame: Sendable, Equatable {
    /// What is shown.
    public var picture: Picture
    /// The line below; none is shown if all are empty.
    public var caption: String

    /// A picture with a line below it.
    public init(_ picture: Picture, caption: String = "") {
      self.picture = picture
      self.caption = caption
    }
  }

  /// The frames in their order.
  public var frames: [Frame]
  /// How many of them are shown in a second.
  public var framesPerSecond: Double
  /// What the file is called by readers that cannot show it.
  public var title: String
  /// The longer side of the pictures in pixels.
  public var size: Int

  /// An animation.
  /// - Precondition: There is a frame, and the rate and the size are positive.
  public init(
    _ frames: [Frame], framesPerSecond: Double = 20, title: String = "An episode", size: Int = 480
  ) {
    precondition(!frames.isEmpty, "An animation of no frames shows nothing.")
    precondition(
      framesPerSecond > 0 && framesPerSecond.isFinite && size > 0,
      "\(framesPerSecond) frames a second of \(size) pixels cannot be shown.")
    self.frames = frames
    self.framesPerSecond = framesPerSecond
    self.title = title
    self.size = size
  }

  /// The layout that all frames share, shaped as the first of them.
  var layout: PictureLayout {
    PictureLayout(
      frames[0].picture, size: size, letters: frames.map(\.caption.count).max() ?? 0)
  }

  /// The frames, the last one for a second more, so that the end is seen before it begins again.
  private var shown: [Frame] {
    let rest = frames.count == 1 ? 0 : Int(framesPerSecond.rounded(.up))
    return frames + Array(repeating: frames[frames.count - 1], count: rest)
  }

  /// The animation as an SVG file that follows the reader's light or dark theme.
  public func svg() -> String {
    let (layout, shown) = (layout, shown)
    let clock = SVGClock(frames: shown.count, framesPerSecond: framesPerSecond)
    // The shapes of frames that repeat are computed once.
    var shapes: [[SVGShape]] = []
    for (i, frame) in shown.enumerated() {
      if i > 0 && frame.picture == shown[i - 1].picture {
        shapes.append(shapes[i - 1])
      } else {
        shapes.append(
          frame.picture.shapes.map { SVGShape($0.shape, $0.ink, in: frame.picture, layout) })
      }
    }
    var lines: [String] = []
    for slot in 0..<(shapes.map(\.count).max() ?? 0) {
      lines += Self.elements(shapes.map { slot < $0.count ? $0[slot] : nil }, clock)
    }
    if layout.captionHeight > 0 {
      lines.append(Self.captions(shown.map(\.caption), layout, clock))
    }
    return SVGDocument.wrap(lines.joined(separator: "\n"), layout, title: title)
  }

  /// The elements of one place in the order of painting, of which at most one is seen at a time.
  private static func elements(_ shapes: [SVGShape?], _ clock: SVGClock) -> [String] {
    var kinds: [SVGShape] = []
    for case let shape? in shapes where !kinds.contains(where: { $0.isAlike(shape) }) {
      kinds.append(shape)
    }
    return kinds.map { kind in
      let own = shapes.map { $0.flatMap { $0.isAlike(kind) ? $0 : nil } }
      var animations = ""
      for (j, name) in kind.names.enumerated() {
        // While the element is not seen its places stay what they were.
        var last = kind.values[j]
        let values = own.map { shape in
          last = shape?.values[j] ?? last
          return last
        }
        animations += clock.animation("animate", name, values)
      }
      let isSeen = own.map { $0 != nil }
      animations += clock.animation(
        "animate", "visibility", isSeen.map { $0 ? "visible" : "hidden" })
      return kind.element(animations, hidden: !isSeen[0])
    }
  }

  /// All captions below one another, moved past a window of one line.
  private static func captions(
    _ captions: [String], _ layout: PictureLayout, _ clock: SVGClock
  ) -> String {
    var lines: [String] = []
    var offsets: [String] = []
    for (i, caption) in captions.enumerated() {
      if i == 0 || caption != captions[i - 1] {
        lines.append(
          SVGDocument.caption(caption, layout, offset: lines.count * layout.captionHeight))
      }
      offsets.append("0 \(-(lines.count - 1) * layout.captionHeight)")
    }
    let top = layout.height - layout.captionHeight
    return "<svg y=\"\(top)\" width=\"\(layout.width)\" height=\"\(layout.captionHeight)\" "
      + "viewBox=\"0 \(top) \(layout.width) \(layout.captionHeight)\"><g>"
      + clock.animation("animateTransform", "transform", offsets) + lines.joined()
      + "</g></svg>"
  }
}

/// The common clock of an animation's elements.
struct SVGClock {
  /// The number of frames.
  let frames: Int
  /// The frames of a second.
  let framesPerSecond: Double

  /// The element that gives an attribute its value in each frame; nothing if the value never changes.
  func animation(_ tag: String, _ name: String, _ values: [String]) -> String {
    let starts = values.indices.filter { $0 == 0 || values[$0] != values[$0 - 1] }
    guard starts.count > 1 else { return "" }
    let duration = SVGShape.number(Double(frames) / framesPerSecond * 1000)
    let type = tag == "animateTransform" ? " type=\"translate\"" : ""
    // Values for all frames need no times; values for those where one changes do.
    let all = values.joined(separator: ";")
    let times = starts.map { Self.fraction($0, frames) }.joined(separator: ";")
    let some = starts.map { values[$0] }.joined(separator: ";")
    let timed = "keyTimes=\"\(times)\" values=\"\(some)\""
    let list = timed.utf8.count < all.utf8.count + 9 ? timed : "values=\"\(all)\""
    return "<\(tag) attributeName=\"\(name)\"\(type) calcMode=\"discrete\" dur=\"\(duration)ms\" "
      + "repeatCount=\"indefinite\" \(list)/>"
  }

  /// i / n to six digits, a little early, so that frame i has begun by its time on every reader's clock.
  private static func fraction(_ i: Int, _ n: Int) -> String {
    let millionths = i * 1_000_000 / n
    guard millionths > 0 else { return "0" }
    var digits = String(1_000_000 + millionths).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "." + digits
  }
}
