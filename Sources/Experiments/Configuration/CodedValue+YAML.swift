internal import LinearAlgebra
internal import ReinforcementLearning

extension CodedValue {
  /// The value as YAML: objects as indented blocks, lists in one line, numbers with the fewest digits that read
  /// back to the same bits.
  package var yaml: String {
    var text = ""
    writeBlock(into: &text, indentation: "")
    return text
  }

  private func writeBlock(into text: inout String, indentation: String) {
    for (name, value) in members {
      if value.members.isEmpty {
        text += "\(indentation)\(Self.quoted(name)): \(value.flow)\n"
      } else {
        text += "\(indentation)\(Self.quoted(name)):\n"
        value.writeBlock(into: &text, indentation: indentation + "  ")
      }
    }
  }

  /// The value in one line.
  package var yamlText: String { flow }

  private var flow: String {
    switch self {
    case .null, .tensor: "null"
    case .bool(let bool): "\(bool)"
    case .integer(let number): "\(number)"
    case .natural(let number): "\(number)"
    case .single(let number): Self.number(Double(number), "\(number)")
    case .double(let number): Self.number(number, "\(number)")
    case .text(let text): Self.quoted(text)
    case .bytes(let bytes): "[\(bytes.map { "\($0)" }.joined(separator: ", "))]"
    case .singles(let vector):
      "[\(Array(vector).map { CodedValue.single($0).flow }.joined(separator: ", "))]"
    case .doubles(let vector):
      "[\(Array(vector).map { CodedValue.double($0).flow }.joined(separator: ", "))]"
    case .array(let values): "[\(values.map(\.flow).joined(separator: ", "))]"
    case .object(let object):
      "{\(object.members.map { "\(Self.quoted($0.name)): \($0.value.flow)" }.joined(separator: ", "))}"
    }
  }

  private static func number(_ number: Double, _ text: String) -> String {
    if number.isNaN { return ".nan" }
    return number.isFinite ? text : number > 0 ? ".inf" : "-.inf"
  }

  /// A text as it stands if nothing in it could be taken for something else, or in quotation marks.
  private static func quoted(_ text: String) -> String {
    let words: Set = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    let isPlain =
      text.first?.isLetter == true && !words.contains(text.lowercased())
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./ ".contains($0)) }
      && text.last != " "
    if isPlain || Recurrence(text) != nil { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case _ where scalar.properties.generalCategory == .control:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
