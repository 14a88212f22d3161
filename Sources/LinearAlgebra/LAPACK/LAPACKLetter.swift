/// The letters by which LAPACK's options are called.
enum LAPACKLetter {
  static let one: CChar = 49  // 1: the 1-norm
  static let left: CChar = 76  // L
  static let unit: CChar = 85  // U
  static let notUnit: CChar = 78  // N
  static let vectors: CChar = 86  // V
  static let noVectors: CChar = 78  // N
  static let thin: CChar = 83  // S
}

extension Transposition {
  /// LAPACK's letter.
  var letter: CChar { self == .none ? 78 : 84 }  // N, T
}

extension Triangle {
  /// LAPACK's letter.
  var letter: CChar { self == .lower ? 76 : 85 }  // L, U
}
