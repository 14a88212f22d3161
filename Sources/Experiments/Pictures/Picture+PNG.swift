public import Environments

extension Picture {
  /// The picture as a PNG file.
  ///
  /// - Parameters:
  ///   - caption: A line below the picture.
  ///   - theme: The colours.
  ///   - size: The longer side of the picture in pixels.
  /// - Precondition: `size` is positive.
  public func png(caption: String? = nil, theme: PictureTheme = .light, size: Int = 480) -> [UInt8]
  {
    precondition(size > 0, "A picture of \(size) pixels shows nothing.")
    let layout = PictureLayout(self, size: size, letters: caption?.count ?? 0)
    return png(layout, caption: caption ?? "", theme: theme)
  }

  /// The picture in a layout that it may share with others.
  func png(_ layout: PictureLayout, caption: String, theme: PictureTheme) -> [UInt8] {
    let raster = raster(layout, caption: caption, theme: theme)
    return PNG.encode(raster.pixels, width: raster.width, height: raster.height)
  }

  /// The picture as pixels.
  func raster(_ layout: PictureLayout, caption: String, theme: PictureTheme) -> Raster {
    var raster = Raster(width: layout.width, height: layout.height, theme.background)
    let scale = layout.scale(self)
    for (shape, ink) in shapes {
      let outlines: [[Raster.Place]]
      switch shape {
      case .line(let points, let width):
        outlines = Raster.line(points.map { layout.place($0, in: self) }, width: width * scale)
      case .polygon(let points):
        outlines = [points.map { layout.place($0, in: self) }]
      case .circle(let middle, let radius):
        outlines = [Raster.circle(layout.place(middle, in: self), radius: radius * scale)]
      case .text(let text, let middle, let height):
        var place = layout.place(middle, in: self)
        // The gap after the last letter does not count.
        place.x -= (Double(text.count) * PictureLayout.letterWidth - 0.1) * height * scale / 2
        outlines = Raster.text(text, from: place, height: height * scale)
      }
      raster.fill(outlines, theme.colour(of: ink))
    }
    if layout.captionHeight > 0 {
      raster.fill(
        Raster.text(caption, from: layout.captionPlace, height: PictureLayout.captionSize),
        theme.colour(of: .text))
    }
    return raster
  }
}

extension PictureAnimation {
  /// A frame as a PNG file; all frames have the same size.
  /// - Precondition: There is such a frame.
  public func png(_ frame: Int, theme: PictureTheme = .light) -> [UInt8] {
    precondition(frames.indices.contains(frame), "There is no frame \(frame) of \(frames.count).")
    return frames[frame].picture.png(layout, caption: frames[frame].caption, theme: theme)
  }
}
