import Apus
import ArgumentParser
import Foundation

struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws learning curves of runs, with intervals over the seeds.",
    discussion: """
      Each argument is the folder of a run, or a folder with several. Runs that differ in nothing but the seed \
      share a curve: their interquartile mean, and the interval around it.
      """)

  @Argument(help: "The folders.")
  var folders: [String]

  @OptionGroup var options: MetricOptions

  @Option(help: "The column for the horizontal axis.")
  var over = "environment_steps"

  @Option(parsing: .unconditional, help: "n: shows the mean of n rows, up to and with each.")
  var smooth = 1

  @Option(name: .shortAndLong, help: "The file to draw: .png, .svg or .pdf.")
  var output = "curve.png"

  func validate() throws {
    guard !folders.isEmpty else { throw ValidationError("Missing expected argument '<folders>'.") }
    guard smooth > 0 else { throw ValidationError("--smooth is \(smooth); it must be positive.") }
    _ = try Figure.place(of: output)
  }

  func run() throws {
    let curves = try LearningCurves(
      RunGroup.grouped(folders), metric: options.column, over: over, smoothing: smooth,
      bootstrap: options.bootstrap, seed: options.seed)
    print(try curves.figure.write(to: output).joined(separator: " "))
  }
}
