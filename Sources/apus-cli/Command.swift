import Apus
import ArgumentParser
import Foundation

@main
struct Command: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus",
    abstract: "Deep reinforcement learning: the algorithms of CS285, on OpenBLAS.",
    version: Platform().apus,
    subcommands: [
      List.self, Train.self, Tune.self, Plan.self, Evaluate.self, Score.self, Compare.self,
      Plot.self, Render.self, Reproduce.self,
    ])

  /// Runs the command line; a failure is one line on standard error, without the usage after it.
  static func main() {
    do {
      if let help = AlgorithmHelp(arguments: Array(CommandLine.arguments.dropFirst())) {
        print(try help.text(), terminator: "")
        return
      }
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      guard !code.isSuccess else { exit(withError: error) }
      let message = message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
      if !message.isEmpty { FileHandle.standardError.write(Data("Error: \(message)\n".utf8)) }
      Foundation.exit(code.rawValue)
    }
  }
}
