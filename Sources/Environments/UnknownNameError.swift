public import Foundation

/// A name that a catalogue does not have, with the one that was probably meant.
public struct UnknownNameError: Error, Equatable, Sendable {
  /// What was looked up, such as "environment".
  public let kind: String
  /// The name that was not found.
  public let name: String
  /// The names that there are.
  public let candidates: [String]

  /// An error about `name`, which is not among the `candidates` for a `kind`.
  public init(kind: String, name: String, candidates: [String]) {
    self.kind = kind
    self.name = name
    self.candidates = candidates
  }

  /// The candidate nearest to the name, if it is near enough to be a slip of the pen.
  ///
  /// Nearness is the edit distance without regard to case, at most 2 or a third of the longer
  /// name; of equally near candidates the first.
  public var suggestion: String? {
    let wanted = name.lowercased()
    var nearest: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = Self.editDistance(wanted, candidate.lowercased())
      let isNear = distance <= max(2, max(wanted.count, candidate.count) / 3)
      if isNear && distance < nearest?.distance ?? .max { nearest = (candidate, distance) }
    }
    return nearest?.candidate
  }

  /// The least number of characters to insert, delete or replace that turns `a` into `b`.
  static func editDistance(_ a: String, _ b: String) -> Int {
    let target = Array(b)
    var row = Array(0...target.count)
    for (i, character) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in target.enumerated() {
        let replaced = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[target.count]
  }
}

extension UnknownNameError: CustomStringConvertible, LocalizedError {
  /// What is missing and what was probably meant, or what there is.
  public var description: String {
    let missing = "there is no \(kind) \"\(name)\""
    if let suggestion { return "\(missing); did you mean \"\(suggestion)\"?" }
    if candidates.isEmpty { return "\(missing), nor any other" }
    return "\(missing); there are: \(candidates.joined(separator: ", "))"
  }

  /// The description.
  public var errorDescription: String? { description }
}
