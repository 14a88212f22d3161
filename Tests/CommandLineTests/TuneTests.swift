import Foundation
import Testing

/// `apus tune`, as it is called.
struct TuneTests {
  private static let space = """
    learningRate: {logUniform: [1.0e-3, 1]}
    hiddenWidths: {choice: [[4], [6, 6]]}
    """

  private func tune(_ folder: TemporaryFolder, _ more: [String]) throws -> Outcome {
    try apus(
      ["tune", "reinforce", "--environment", "CartPole-v0", "--space", "space.yml"]
        + ["--batch-size", "50", "--last", "2"] + more, in: folder)
  }

  private func folder(_ space: String = space) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try space.write(toFile: folder.path + "/space.yml", atomically: true, encoding: .utf8)
    return folder
  }

  @Test func searching() throws {
    let folder = try folder()
    let halving = [
      "--trials", "4", "--budget", "4 iterations", "--rungs", "2", "--reduction", "2", "--jobs",
      "2",
    ]
    let result = try tune(folder, halving + ["--output", "search"])
    #expect(result.status == 0, "\(result)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 6 && lines[0].contains("learningRate"), "\(result.output)")
    #expect(lines[5] == "apus train --config search/best.yml")
    #expect(result.error.contains("Rung 2 of 2: 2 trials of 4 iterations"))
    let names = try folder.contents.keys
    for name in ["best.yml", "search.yml", "trials.csv", "plot.csv", "plot.gp"] {
      #expect(names.contains("search/" + name), "\(name)")
    }
    // What it says to do can be done, and trains the same policy.
    let train = try apus("train", "--config", "search/best.yml", "--output", "again", in: folder)
    #expect(train.status == 0, "\(train)")
    let files = try folder.contents
    let best = try #require(lines[1].split(separator: " ").first)
    #expect(
      files["again/policy.safetensors"]
        == files["search/trials/000\(best)/seed-1/policy.safetensors"])

    // It is found complete, with options and without.
    for arguments in [halving, []] {
      let resumed =
        arguments.isEmpty
        ? try apus("tune", "--resume", "--output", "search", in: folder)
        : try tune(folder, arguments + ["--output", "search", "--resume"])
      #expect(resumed.status == 0 && resumed.output == result.output, "\(resumed)")
    }
    let again = try tune(folder, halving + ["--output", "search"])
    #expect(again.isOneLineError && again.error.contains("holds a run already"), "\(again)")
  }

  /// A search that is killed at any moment and resumed finds what one that was left alone did.
  @Test func killedSearchesEndAsOthers() throws {
    let folder = try folder()
    let arguments = [
      "--trials", "6", "--budget", "30 iterations", "--rungs", "2", "--seeds", "1,2",
    ]
    let began = ContinuousClock.now
    let whole = try tune(folder, arguments + ["--output", "whole"])
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    #expect(whole.status == 0, "\(whole)")
    let path = folder.path + "/killed"
    var killed = 0
    for fraction in [0.2, 0.5, 0.8, 0.9] {
      let process = try start(
        [
          "tune", "reinforce", "--environment", "CartPole-v0", "--space",
          folder.path + "/space.yml",
        ]
          + ["--batch-size", "50", "--last", "2", "--resume", "--output", path] + arguments)
      Thread.sleep(forTimeInterval: fraction * seconds / 2)
      if process.isRunning { killed += 1 }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    #expect(killed > 0, "The search ends before it can be killed.")
    let resumed = try tune(folder, arguments + ["--output", "killed", "--resume"])
    #expect(resumed.status == 0, "\(resumed)")
    let files = try folder.contents
    for name in ["best.yml", "trials.csv", "search.yml"] {
      #expect(files["whole/\(name)"] == files["killed/\(name)"] && files["whole/\(name)"] != nil)
    }
  }

  static let calls: [([String], String)] = [
    (["--trials", "4"], "Missing expected argument '--budget <budget>'"),
    (["--budget", "soon"], "--budget is soon; a number of steps or iterations is expected"),
    (["--budget", "5 minutes"], "--budget is 5 minutes"),
    (["--budget", "9", "--trials", "0"], "trials is 0; it must be positive."),
    (["--budget", "9", "--rungs", "3", "--trials", "8"], "trials is 8; it must be at least 9"),
    (["--budget", "3", "--rungs", "3"], "it must be at least 9, so that the first of 3 rungs"),
    (["--budget", "9", "--reduction", "1"], "reduction is 1; it must lie between 2 and 1000."),
    (["--budget", "9", "--metric", "retrun"], "did you mean \"return\"?"),
    (["--budget", "9", "--last", "0"], "lastRows is 0; it must be positive."),
    (["--budget", "9", "--jobs", "0"], "--jobs is 0; it must be positive."),
    (["--budget", "9", "--discount", "2"], "discount is 2.0; it must lie in (0, 1]."),
    (["--budget", "9", "--set", "discout=1"], "did you mean \"discount\"?"),
    (["--budget", "9", "--resume", "--overwrite"], "--resume and --overwrite exclude each other."),
    (["--budget", "9", "--space", "none.yml"], "Cannot read none.yml"),
    (["--budget", "9", "--environment", "CartPole-v9"], "did you mean \"CartPole-v0\"?"),
  ]

  @Test(arguments: calls)
  func badInput(arguments: [String], message: String) throws {
    let folder = try folder()
    let result = try tune(folder, arguments)
    #expect(result.isOneLineError, "\(result)")
    #expect(result.error.contains(message), "\(result.error)")
    #expect(try folder.contents.keys.sorted() == ["space.yml"])
  }

  static let spaces: [(String, String)] = [
    ("learningRat: {uniform: [0, 1]}", "space.yml, line 1: learningRat is not a known key"),
    ("# Rates.\nlearningRate: {uniform: [1, 0]}", "space.yml, line 2: learningRate has an empty"),
    ("batchSize: {choice: [10, many]}", "space.yml: batchSize is \"many\"; a whole number"),
    ("discount: {uniform: [0.9, 1.1]}", "space.yml: discount can be 1.1; it must lie in (0, 1]."),
  ]

  @Test(arguments: spaces)
  func badSpaces(yaml: String, message: String) throws {
    let folder = try folder(yaml)
    let result = try tune(folder, ["--budget", "9"])
    #expect(result.isOneLineError && result.error.contains(message), "\(result)")
    #expect(try folder.contents.keys.sorted() == ["space.yml"])
  }

  @Test func everyTrialFails() throws {
    let folder = try folder("learningRate: {uniform: [2.0e+38, 3.0e+38]}")
    let result = try tune(folder, ["--budget", "5 iterations", "--trials", "2", "--output", "out"])
    #expect(result.status == 64 || result.status == 1, "\(result)")
    #expect(result.error.contains("Error: All 2 trials failed; the first: "), "\(result)")
    #expect(try folder.contents["out/best.yml"] == nil)
  }

  @Test func nothingToResume() throws {
    let folder = try folder()
    let result = try apus("tune", "--resume", "--output", "none", in: folder)
    #expect(result.isOneLineError && result.error.contains("search.yml is missing"), "\(result)")
    let more = try apus("tune", "--resume", "--output", "none", "--trials", "3", in: folder)
    #expect(more.isOneLineError && more.error.contains("takes the search as it is"), "\(more)")
    #expect(try apus("tune", "--help").output.contains("--rungs"))
    #expect(try apus("tune").output.contains("USAGE"))
  }
}
