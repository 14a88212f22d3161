import Apus
import ArgumentParser
import Experiments
import ReinforcementLearning

/// The options of an algorithm as flags of the command line, made from their documentation: `--batch-size 50`,
/// `--hidden-widths 64 64`, `--normalize-observations`, `--no-normalize-advantages`.
struct AlgorithmFlags {
  private let options: [ConfigurationOption]

  init(_ options: [ConfigurationOption]) { self.options = options }

  /// Sets what `words` say.
  func apply(_ words: [String], to document: inout ConfigurationDocument) throws {
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        throw ValidationError("Unexpected argument '\(word)'")
      }
      let parts = word.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      if let option = options.first(where: { $0.kind == .boolean && "no-" + $0.flag == name }),
        parts.count == 1
      {
        try document.set(option.name, text: "false", source: word)
        continue
      }
      guard let option = options.first(where: { $0.flag == name }) else { throw unknown(name) }
      let value: String
      if parts.count == 2 {
        value = String(parts[1])
      } else if option.kind == .boolean {
        value = "true"
      } else if option.kind == .integers || option.kind == .numbers {
        var values: [String] = []
        while let next = rest.first, !next.hasPrefix("--") {
          values.append(next)
          rest = rest.dropFirst()
        }
        value =
          values.contains { $0.hasPrefix("[") }
          ? values.joined() : "[\(values.joined(separator: ","))]"
      } else if let next = rest.popFirst() {
        value = next
      } else {
        throw ValidationError("Missing value for '--\(name)'")
      }
      try document.set(option.name, text: value, source: "--\(name)")
    }
  }

  private func unknown(_ name: String) -> ValidationError {
    let candidates = options.map(\.flag)
    let near = UnknownNameError(kind: "option", name: name, candidates: candidates).suggestion
    return ValidationError(
      "Unknown option '--\(name)'" + (near.map { ". Did you mean '--\($0)'?" } ?? ""))
  }
}
