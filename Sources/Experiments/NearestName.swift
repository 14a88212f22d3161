/// The name that a mistyped one was probably meant to be, for error messages.
public enum NearestName {
  /// The candidate with the fewest edits from `name`, if they are at most a third of its length (and at least
  /// two are allowed); capitals do not count. Of equally near ones, the first.
  public static func suggestion(for name: String, among candidates: [String]) -> String? {
    let limit = max(2, name.count / 3)
    let distances = candidates.map { distance(name.lowercased(), $0.lowercased()) }
    guard let nearest = distances.min(), nearest <= limit else { return nil }
    return distances.firstIndex(of: nearest).map { candidates[$0] }
  }

  /// The text ` Did you mean NAME?`, or nothing if no candidate is near.
  public static func hint(for name: String, among candidates: [String]) -> String {
    suggestion(for: name, among: candidates).map { " Did you mean \($0)?" } ?? ""
  }

  /// The Levenshtein distance: the fewest insertions, deletions and substitutions that turn `a` into `b`.
  static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let substituted = diagonal + (x == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
