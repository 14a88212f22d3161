internal import Environments

/// Where a picture's rectangle lies among the pixels, with room for a caption below it.
package struct PictureLayout {
  /// A place in pixels, y downwards.
  package struct Place: Equatable, Sendable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// The height of the strip below the picture; 0 without a caption.
  let captionHeight: Int
  /// The width of the whole.
  let width: Int
  /// The height of the whole.
  let height: Int

  /// The height of the caption's letters.
  static let captionSize = 15.0
  /// The width of a letter as a part of its height, in the font of SVG and in that of PNG.
  static let letterWidth = 0.6
  /// The middle of the caption's first letter.
  var captionPlace: Place {
    Place(x: 10, y: Double(height) - Double(captionHeight) / 2)
  }

  /// The layout of pictures shaped as `picture`, the longer side `size` pixels, at least wide enough for `letters`
  /// letters of a caption.
  init(_ picture: Picture, size: Int, letters: Int) {
    let (x, y) = (picture.high.x - picture.low.x, picture.high.y - picture.low.y)
    let scale = Double(size) / max(x, y)
    let least = letters > 0 ? Int(Double(letters) * Self.captionSize * Self.letterWidth) + 21 : 1
    captionHeight = letters > 0 ? 26 : 0
    width = max(Int((x * scale).rounded()), least)
    height = max(Int((y * scale).rounded()), 1) + captionHeight
  }

  /// The pixels of a unit of the picture's.
  func scale(_ picture: Picture) -> Double {
    min(
      Double(width) / (picture.high.x - picture.low.x),
      Double(height - captionHeight) / (picture.high.y - picture.low.y))
  }

  /// Where a point of the picture is; the picture stands in the middle of its room.
  func place(_ point: Picture.Point, in picture: Picture) -> Place {
    let scale = scale(picture)
    let middle = Picture.Point(
      (picture.low.x + picture.high.x) / 2, (picture.low.y + picture.high.y) / 2)
    return Place(
      x: Double(width) / 2 + (point.x - middle.x) * scale,
      y: Double(height - captionHeight) / 2 - (point.y - middle.y) * scale)
  }
}
