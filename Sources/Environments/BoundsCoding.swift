/// The coded form of bounds: an infinite bound is `null`, since JSON has no infinity, and bounds that are
/// all the same are written once, since an image has thousands of them.
enum BoundsCoding {
  /// The form that is written.
  static func encoded(_ bounds: [Double]) -> [Double?] {
    let isUniform = bounds.allSatisfy { $0 == bounds[0] }
    return bounds.prefix(isUniform ? 1 : bounds.count).map { $0.isFinite ? $0 : nil }
  }

  /// The `count` bounds of a written form, or nil if their number does not fit.
  static func decoded(_ bounds: [Double?], count: Int, unbounded: Double) -> [Double]? {
    if bounds.count == count { return bounds.map { $0 ?? unbounded } }
    guard bounds.count == 1, count >= 0 else { return nil }
    return Array(repeating: bounds[0] ?? unbounded, count: count)
  }

  /// What is wrong with a pair of bounds for `count` components, if anything.
  static func problem(low: [Double], high: [Double], count: Int) -> String? {
    guard low.count == count, high.count == count else {
      return "\(low.count) lower and \(high.count) upper bounds do not fit \(count) components."
    }
    for i in 0..<count where !(low[i] <= high[i] && low[i] < .infinity && high[i] > -.infinity) {
      return "Component \(i) has the bounds [\(low[i]), \(high[i])], which hold no number."
    }
    return nil
  }
}
