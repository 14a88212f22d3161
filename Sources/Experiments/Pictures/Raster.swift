internal import Foundation

/// An image of pixels into which outlines are filled, with smooth edges.
package struct Raster {
  package typealias Place = PictureLayout.Place

  /// The number of pixels of a row.
  package let width: Int
  /// The number of rows.
  package let height: Int
  /// Red, green and blue of each pixel, row by row from the top.
  package private(set) var pixels: [UInt8]

  /// The lines on which a row of pixels is sampled; along a line coverage is exact.
  private static let lines = 5

  /// An image of one colour.
  package init(width: Int, height: Int, _ colour: PictureColour) {
    self.width = width
    self.height = height
    pixels = []
    pixels.reserveCapacity(3 * width * height)
    for _ in 0..<width * height { pixels += [colour.red, colour.green, colour.blue] }
  }

  /// Fills what at least one of the outlines encloses.
  package mutating func fill(_ outlines: [[Place]], _ colour: PictureColour) {
    var edges: [(a: Place, b: Place, winding: Int)] = []
    for outline in outlines {
      guard outline.count >= 3, outline.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
        continue
      }
      // Every outline runs the same way round, so that two of them never cancel.
      let sign = Self.area(outline) < 0 ? -1 : 1
      for (i, a) in outline.enumerated() {
        let b = outline[(i + 1) % outline.count]
        if a.y < b.y { edges.append((a, b, sign)) }
        if a.y > b.y { edges.append((b, a, -sign)) }
      }
    }
    guard let top = edges.map(\.a.y).min(), let bottom = edges.map(\.b.y).max() else { return }
    let first = Int(min(max(top, 0), Double(height)))
    let last = Int(min(max(bottom, 0), Double(height)).rounded(.up))
    var coverage = [Double](repeating: 0, count: width)
    var crossings: [(x: Double, winding: Int)] = []
    for row in first..<max(first, last) {
      for i in 0..<width { coverage[i] = 0 }
      for line in 0..<Self.lines {
        let y = Double(row) + (Double(line) + 0.5) / Double(Self.lines)
        crossings.removeAll(keepingCapacity: true)
        for edge in edges where edge.a.y <= y && y < edge.b.y {
          let t = (y - edge.a.y) / (edge.b.y - edge.a.y)
          crossings.append((edge.a.x + t * (edge.b.x - edge.a.x), edge.winding))
        }
        crossings.sort { $0.x < $1.x }
        var winding = 0
        for (i, crossing) in crossings.enumerated() {
          winding += crossing.winding
          if winding != 0 && i + 1 < crossings.count {
            Self.cover(&coverage, from: crossing.x, to: crossings[i + 1].x)
          }
        }
      }
      for x in 0..<width where coverage[x] > 0 { blend(x, row, colour, coverage[x]) }
    }
  }

  /// Adds one line's part of a row between two places.
  private static func cover(_ coverage: inout [Double], from a: Double, to b: Double) {
    let (a, b) = (max(a, 0), min(b, Double(coverage.count)))
    guard a < b else { return }
    for x in Int(a)..<Int(b.rounded(.up)) {
      coverage[x] += (min(b, Double(x + 1)) - max(a, Double(x))) / Double(lines)
    }
  }

  private mutating func blend(_ x: Int, _ y: Int, _ colour: PictureColour, _ coverage: Double) {
    let part = min(coverage, 1)
    let i = 3 * (y * width + x)
    for (j, channel) in [colour.red, colour.green, colour.blue].enumerated() {
      let old = Double(pixels[i + j])
      pixels[i + j] = UInt8((old + part * (Double(channel) - old)).rounded())
    }
  }

  /// Twice the area within an outline, negative if it runs the other way round.
  private static func area(_ outline: [Place]) -> Double {
    outline.indices.reduce(0) { sum, i in
      let (a, b) = (outline[i], outline[(i + 1) % outline.count])
      return sum + a.x * b.y - b.x * a.y
    }
  }

  /// The outline of a circle.
  package static func circle(_ middle: Place, radius: Double) -> [Place] {
    guard radius > 0 && radius.isFinite else { return [] }
    let count = min(max(12, Int(8 * radius.squareRoot())), 256)
    return (0..<count).map {
      let angle = 2 * Double.pi * Double($0) / Double(count)
      return Place(x: middle.x + radius * cos(angle), y: middle.y + radius * sin(angle))
    }
  }

  /// The outlines of a line with round ends and corners.
  package static func line(_ points: [Place], width: Double) -> [[Place]] {
    var outlines = points.map { circle($0, radius: width / 2) }
    for (a, b) in zip(points, points.dropFirst()) {
      let (dx, dy) = (b.x - a.x, b.y - a.y)
      let length = (dx * dx + dy * dy).squareRoot()
      guard length > 0 else { continue }
      let (nx, ny) = (-dy / length * width / 2, dx / length * width / 2)
      outlines.append([
        Place(x: a.x + nx, y: a.y + ny), Place(x: b.x + nx, y: b.y + ny),
        Place(x: b.x - nx, y: b.y - ny), Place(x: a.x - nx, y: a.y - ny),
      ])
    }
    return outlines
  }

  /// The outlines of text from its left end, around the line through its middle; capitals are 0.7 of `height` tall.
  static func text(_ text: String, from left: Place, height: Double) -> [[Place]] {
    let dot = height / 10
    var outlines: [[Place]] = []
    for (i, character) in text.enumerated() {
      let x = left.x + dot * Double(i * (PixelFont.columns + 1))
      for (j, row) in PixelFont.glyph(character).enumerated() {
        let y = left.y + dot * (Double(j) - Double(PixelFont.rows) / 2)
        var column = 0
        while column < PixelFont.columns {
          // Dots side by side are one rectangle.
          var end = column
          while end < PixelFont.columns && row >> (PixelFont.columns - 1 - end) & 1 != 0 {
            end += 1
          }
          if end > column {
            let (from, to) = (x + dot * Double(column), x + dot * Double(end))
            outlines.append([
              Place(x: from, y: y), Place(x: to, y: y), Place(x: to, y: y + dot),
              Place(x: from, y: y + dot),
            ])
          }
          column = end + 1
        }
      }
    }
    return outlines
  }
}
