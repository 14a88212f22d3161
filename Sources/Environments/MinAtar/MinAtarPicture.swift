internal import LinearAlgebra

/// How the cells of a channel are painted.
package struct MinAtarMark: Sendable {
  /// The form of what is in a cell.
  package enum Form: Sendable {
    /// The whole cell.
    case square
    /// A disc as wide as the cell.
    case disc
    /// A small disc.
    case dot
  }

  let ink: Picture.Ink
  let form: Form

  /// A mark of the given ink and form.
  init(_ ink: Picture.Ink, _ form: Form = .square) {
    self.ink = ink
    self.form = form
  }
}

extension MinAtarGame {
  /// The board with a mark for each feature that is set, the first channel in front.
  func paintedBoard() -> Picture {
    let channels = Self.channels
    var features = [Scalar](repeating: 0, count: 100 * channels)
    var row = features.mutableSpan
    observe(into: &row)
    var picture = Picture(low: .init(-0.1, -0.1), high: .init(10.1, 10.1))
    let frame = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)] as [(Double, Double)]
    picture.add(.line(frame.map { Picture.Point($0.0, $0.1) }, width: 0.06), .guide)
    for channel in (0..<channels).reversed() {
      let mark = Self.marks[channel]
      for cell in 0..<100 where features[cell * channels + channel] != 0 {
        let (left, bottom) = (Double(cell % 10), Double(9 - cell / 10))
        let middle = Picture.Point(left + 0.5, bottom + 0.5)
        switch mark.form {
        case .square:
          picture.addRectangle(
            from: .init(left + 0.03, bottom + 0.03), to: .init(left + 0.97, bottom + 0.97), mark.ink
          )
        case .disc: picture.add(.circle(middle, radius: 0.46), mark.ink)
        case .dot: picture.add(.circle(middle, radius: 0.2), mark.ink)
        }
      }
    }
    return picture
  }
}
