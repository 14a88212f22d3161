internal import Foundation

extension Pendulum: GreyPicture {
  /// What the rod can reach, and a little more.
  public static let seen = (low: Picture.Point(-1.2, -1.2), high: Picture.Point(1.2, 1.2))

  /// exp(−½ (d/w)²), d the distance to the rod and w = 0.12: an edge that is soft enough to be seen to move by less than a pixel.
  public func lightness(at point: Picture.Point) -> Double {
    let tip = (x: -sine, y: cosine)
    let along = min(max(point.x * tip.x + point.y * tip.y, 0), Constant.length)
    let (x, y) = (point.x - along * tip.x, point.y - along * tip.y)
    let width = 0.12
    return exp(-0.5 * (x * x + y * y) / (width * width))
  }
}
