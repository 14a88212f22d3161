import Apus
import ArgumentParser

@main
struct Command: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus",
    abstract: "Deep reinforcement learning: the algorithms of CS285, on OpenBLAS.",
    version: Platform().apus,
    subcommands: [List.self, Train.self, Evaluate.self, Reproduce.self])
}
