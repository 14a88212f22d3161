internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import ReinforcementLearning

/// Why a value cannot be that of an option.
struct UnfitValue: Error {
  let description: String
}

extension ConfigurationOption {
  /// What a value has to be, for messages.
  var expectation: String {
    let form =
      switch kind {
      case .integer: "a whole number"
      case .number: "a number"
      case .boolean: "true or false"
      case .text: "a text"
      case .choice(let words): "one of \(words.joined(separator: ", "))"
      case .integers: "a list of whole numbers, such as [64, 64]"
      case .numbers: "a list of numbers"
      case .schedule: "a number or a schedule, such as {linear: {from: 1, to: 0.05, over: 10000}}"
      }
    let bounds = range.map { ", \($0)" } ?? ""
    return form + bounds + (isOptional ? ", or null" : "")
  }

  /// `value` as this option's type takes it.
  func accepting(_ value: CodedValue) throws(UnfitValue) -> CodedValue {
    if case .null = value, isOptional { return .null }
    guard let fitting = fitting(value) else {
      var hint = ""
      if case .choice(let words) = kind, case .text(let text) = value,
        let near = UnknownNameError(kind: "", name: text, candidates: words).suggestion
      {
        hint = "; did you mean \"\(near)\"?"
      }
      throw UnfitValue(
        description: "is \(Self.shown(value)); \(expectation) is expected\(hint)")
    }
    return fitting
  }

  private func fitting(_ value: CodedValue) -> CodedValue? {
    switch (kind, value) {
    case (.integer, _): return Self.integer(value)
    case (.number, _): return Self.number(value)
    case (.boolean, .bool): return value
    case (.text, .text): return value
    case (.text, .integer(let number)): return .text("\(number)")
    case (.choice(let words), .text(let word)): return words.contains(word) ? value : nil
    case (.integers, .array(let values)):
      let numbers = values.compactMap(Self.integer)
      return numbers.count == values.count ? .array(numbers) : nil
    case (.integers, .integer): return .array([value])
    case (.integers, .text(let text)), (.numbers, .text(let text)):
      let words = text.split(separator: ",", omittingEmptySubsequences: false).map {
        YAMLText.plain($0.trimmingCharacters(in: .whitespaces))
      }
      return words.count > 1 ? fitting(.array(words)) : nil
    case (.numbers, .array(let values)):
      let numbers = values.compactMap(Self.number)
      return numbers.count == values.count ? .array(numbers) : nil
    case (.schedule, _):
      if let number = Self.number(value) { return number }
      guard let schedule: Schedule = try? value.decoded(), (try? schedule.validate()) != nil else {
        return nil
      }
      return value
    default: return nil
    }
  }

  private static func integer(_ value: CodedValue) -> CodedValue? {
    switch value {
    case .integer, .natural: value
    case .double(let number): Int64(exactly: number).map { .integer($0) }
    default: nil
    }
  }

  private static func number(_ value: CodedValue) -> CodedValue? {
    switch value {
    case .double: value
    case .integer(let number): .double(Double(number))
    case .natural(let number): .double(Double(number))
    // Swift's names of what YAML calls .nan and .inf.
    case .text("nan"), .text("inf"), .text("-inf"):
      if case .text(let text) = value { Double(text).map { .double($0) } } else { nil }
    default: nil
    }
  }

  /// A value as it stood in the file.
  static func shown(_ value: CodedValue) -> String {
    switch value {
    case .null: "empty"
    case .bool(let bool): "\(bool)"
    case .integer(let number): "\(number)"
    case .natural(let number): "\(number)"
    case .double(let number): MetricsTable.text(number)
    case .text(let text): "\"\(text)\""
    case .array: "a list"
    default: "a group of keys"
    }
  }
}
