/// An environment that can be seen in shades of grey, point by point: what ``PictureObservation`` looks at.
///
/// Nothing has to be allocated for it, unlike for the shapes of a ``Picture``.
public protocol GreyPicture: Environment {
  /// The left bottom and the right top of what is seen, in the environment's units.
  static var seen: (low: Picture.Point, high: Picture.Point) { get }

  /// How light it is at `point` at present, from 0 to 1.
  func lightness(at point: Picture.Point) -> Double
}
