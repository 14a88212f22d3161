import Apus
import ArgumentParser
import Experiments
import ReinforcementLearning

/// What there is to know about an algorithm: options with symbol, default and bounds, and the logged columns.
struct AlgorithmHelp {
  private let name: String

  /// Recognises `help ALGORITHM` and `train ALGORITHM --help`; what other commands ask for is not meant.
  init?(arguments: [String]) {
    guard arguments.count >= 2, !arguments[1].hasPrefix("-") else { return nil }
    name = arguments[1]
    if arguments[0] == "help" {
      for command in Command.configuration.subcommands where command._commandName == name {
        return nil
      }
    } else if arguments[0] != "train"
      || (!arguments.contains("--help") && !arguments.contains("-h"))
    {
      return nil
    }
  }

  /// The page.
  func text() throws -> String {
    let algorithm = try AlgorithmCatalogue.named(name)
    let entry = algorithm.entry
    let number = entry.notesAlgorithm.map { ", Algorithm \($0) of the notes" } ?? ""
    var text = """
      \(entry.name) (chapter \(entry.chapter)\(number)): \(entry.summary)
      Actions: \(entry.actionSpaces.joined(separator: ", ")).

      USAGE: apus train \(entry.name) [--environment NAME] [--set KEY=VALUE ...] [OPTION ...]


      """
    text += "OPTIONS OF \(entry.name.uppercased()) (--set KEY=VALUE, or the flag)\n"
    let defaults = try algorithm.document(environment: "", isTuned: false)
    for option in algorithm.options {
      text += Self.entry(
        option, key: option.name, flag: "--" + option.flag,
        value: defaults.shownValue(of: "configuration.\(option.name)"))
    }
    text += "\nOPTIONS OF A RUN (--set KEY=VALUE; `apus train --help` has their flags)\n"
    for option in ConfigurationDocument.runOptions {
      text += Self.entry(
        option, key: option.name, flag: nil, value: defaults.shownValue(of: option.name))
    }
    let tuned = try TunedConfigurations(of: entry.name)?.environments ?? []
    if !tuned.isEmpty {
      text +=
        "\nTuned for \(tuned.joined(separator: ", ")): these values are taken unless --untuned is given.\n"
    }
    text += "\nCOLUMNS OF metrics.csv\n"
    let width = algorithm.metrics.map(\.name.count).max() ?? 0
    for column in algorithm.metrics {
      let padding = String(repeating: " ", count: width - column.name.count)
      text += "  \(column.name)\(padding)  \(column.meaning)\n"
    }
    return text
  }

  private static func entry(
    _ option: ConfigurationOption, key: String, flag: String?, value: String
  ) -> String {
    let values =
      switch option.kind {
      case .integer: "whole number"
      case .number: "number"
      case .boolean: "true or false"
      case .text: "text"
      case .choice(let words): words.joined(separator: ", ")
      case .integers: "whole numbers"
      case .numbers: "numbers"
      case .schedule: "number or schedule"
      }
    let form = values + (option.range.map { ", \($0)" } ?? "")
    let symbol = option.symbol.map { "\($0), " } ?? ""
    let names = [key, flag].compactMap { $0 }.joined(separator: ", ")
    return "  \(names)\n      \(symbol)\(option.meaning)\n      (default: \(value); \(form))\n"
  }
}
