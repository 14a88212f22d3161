import Foundation
import Testing

/// Whatever is wrong with the input: one line on standard error, a status other than 0, nothing overwritten.
struct BadInputTests {
  static let calls: [([String], String)] = [
    (["--batch-size", "0"], "batchSize is 0; it must be positive."),
    (["--batch-size", "-5"], "batchSize is -5; it must be positive."),
    (["--learning-rate", "-1"], "learningRate is -1.0; it must be positive and finite."),
    (["--learning-rate=-1e-3"], "learningRate is -0.001; it must be positive and finite."),
    (["--learning-rate", "nan"], "learningRate is nan; it must be positive and finite."),
    (["--discount", "nan"], "discount is nan; it must lie in (0, 1]."),
    (["--discount", "1.5"], "discount is 1.5; it must lie in (0, 1]."),
    (["--baseline", "optimal"], "baseline is optimal; it needs the full return, not normalised."),
    (["--updates-per-batch", "3"], "importanceSampling is none; it must be"),
    (["--weight-clip", "2"], "weightClip is 2.0; it has no effect without importance sampling."),
    (["--hidden-widths", "64", "0"], "hiddenWidths is [64, 0]; it must be positive."),
    (["--threads", "0"], "threads is 0; it must be positive."),
    (["--iterations", "0"], "--iterations is 0; it must be positive."),
    (["--environment", "CartPole-v9"], "did you mean \"CartPole-v0\"?"),
    (["--environment", "Hanoi"], "there is no environment \"Hanoi\""),
    (["--baseline", "bset"], "--baseline: baseline is \"bset\"; one of none, meanReturn"),
    (["--baseline", "lerned"], "did you mean \"learned\"?"),
    (
      ["--batch-size", "many"],
      "--batch-size: batchSize is \"many\"; a whole number, positive is expected."
    ),
    (["--no-such-option"], "Unknown option '--no-such-option'"),
    (["--batch-sise", "3"], "Did you mean '--batch-size'?"),
    (["--batch-size"], "Missing value for '--batch-size'"),
    (["--set", "discout=1"], "did you mean \"discount\"?"),
    (["--set", "discount"], "--set discount: KEY=VALUE is expected."),
    (["--set", "seed=-1"], "--set seed=-1: seed is -1; a whole number, not negative is expected."),
    (["--set", "discount=2"], "discount is 2.0; it must lie in (0, 1]."),
    (["--set", "evaluation.every=often"], "evaluation.every"),
    (["--evaluate-every", "5 minutes"], "must count steps or iterations"),
    (["--keep-best", "--evaluate-every", "never"], "has no effect without evaluations"),
    (["--seeds", "5..<1"], "5..<1"),
    (["--seeds", "1,1"], "1,1"),
    (["--seed", "1", "--seeds", "1,2"], "--seed and --seeds exclude each other."),
    (["--jobs", "0"], "--jobs is 0; it must be positive."),
    (["--config", "no-such.yml"], "Cannot read no-such.yml: No such file or directory."),
    (["--resume", "--overwrite"], "--resume and --overwrite exclude each other."),
    (["--output", "/dev/null/run"], "Cannot create the folder /dev/null/run: Not a directory."),
  ]

  @Test(arguments: calls)
  func training(arguments: [String], message: String) throws {
    let folder = try TemporaryFolder()
    let result = try apus(["train", "reinforce"] + arguments, in: folder)
    #expect(result.isOneLineError, "\(result)")
    #expect(result.error.contains(message), "\(result.error)")
    #expect(result.output.isEmpty)
    // Nothing was begun.
    #expect(try folder.contents.isEmpty)
  }

  static let otherCalls: [([String], String)] = [
    (["train", "reinfroce"], "there is no algorithm \"reinfroce\"; did you mean \"reinforce\"?"),
    (["train", "--resume"], "There is no run to resume in a folder that --output names"),
    (["train", "--resume", "--output", "nowhere"], "There is no run to resume in nowhere, and no"),
    (["reproduce", "--only", "hw2-cartpol"], "did you mean \"hw2-cartpole\"?"),
    (
      ["reproduce", "--only", "hw2-cartpole", "--output", "/dev/null/figures"], "/dev/null/figures"
    ),
    (["reproduce", "--seeds", "0"], "--seeds is 0; it must be positive."),
    (["reproduce", "--jobs", "-1"], "--jobs"),
    (["evaluate", "no-such-folder"], "There is no run in no-such-folder: no such folder."),
    (["evaluate"], "Missing expected argument '<folder>'"),
    (["evaluate", ".", "--episodes", "0"], "--episodes is 0; it must be positive."),
    (["compare"], "Missing expected argument '<folders>"),
    (["compare", "no-such-folder"], "There is no run in no-such-folder: no such folder."),
    (["compare", "a", "--last", "0"], "--last is 0; it must be positive."),
    (["compare", "a", "--last", "3", "--final"], "--last has no effect with --final."),
    (["compare", "a", "--confidence", "1"], "--confidence is 1.0; it must lie in (0, 1)."),
    (["compare", "a", "--output", "a.jpg"], "at the end .png, .svg or .pdf."),
    (["plot", "."], "There is no run in .: neither config.yml nor"),
    (["plot", "a", "--smooth", "0"], "--smooth is 0; it must be positive."),
    (["plot", "a", "--output", "a"], "at the end .png, .svg or .pdf."),
    (["list", "--json"], "--json needs one of"),
    (["list", "planets"], "'planets' is invalid"),
    (["sing"], "Unexpected argument 'sing'"),
  ]

  @Test(arguments: otherCalls)
  func other(arguments: [String], message: String) throws {
    let folder = try TemporaryFolder()
    let result = try apus(arguments, in: folder)
    #expect(result.isOneLineError, "\(result)")
    #expect(result.error.contains(message), "\(result.error)")
    #expect(try folder.contents.isEmpty)
  }

  @Test func aFolderThatHoldsARun() throws {
    let folder = try TemporaryFolder()
    #expect(try trainTiny(folder.path).status == 0)
    let before = try folder.contents
    let result = try trainTiny(folder.path, "--seed", "2")
    #expect(result.isOneLineError, "\(result)")
    #expect(result.error.contains("holds a run already"))
    #expect(try folder.contents == before)
    // Options that are wrong do not replace it either.
    let wrong = try trainTiny(folder.path, "--overwrite", "--discount", "0")
    #expect(wrong.isOneLineError, "\(wrong)")
    #expect(try folder.contents == before)
    #expect(try trainTiny(folder.path, "--seed", "2", "--overwrite").status == 0)
    #expect(try folder.contents != before)
  }

  static let configurations = [
    ("configuration:\n  discout: 0.9\n", "line 2: configuration.discout is not a known key"),
    ("configuration:\n  batchSize: many\n", "line 2: configuration.batchSize is \"many\""),
    ("seed: 1\nconfiguration:\n  discount: 1.5\n", "line 3: configuration.discount is 1.5"),
    ("configuration: {batchSize: 0}\n", "configuration.batchSize is 0; it must be positive."),
    ("iterations: -1\n", "line 1: iterations is -1"), ("a: [1\n", "not valid YAML"),
  ]

  /// A configuration file with a defect: nothing is begun, and a run that is there stays as it is, also if it was to be
  /// resumed or replaced.
  @Test(arguments: configurations) func configurationFiles(text: String, message: String) throws {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/c.yml"
    #expect(try trainTiny("\(folder.path)/run", "--checkpoint-every", "1 iterations").status == 0)
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    let before = try folder.contents
    for more in [
      ["--output", "new"], ["--output", "run", "--resume"], ["--output", "run", "--overwrite"],
    ] {
      let result = try apus(["train", "reinforce", "--config", "c.yml"] + more, in: folder)
      #expect(result.isOneLineError && result.output.isEmpty, "\(result)")
      #expect(result.error.contains("c.yml") && result.error.contains(message), "\(result.error)")
      #expect(try folder.contents == before)
    }
  }

  @Test func truncatedPolicies() throws {
    let folder = try TemporaryFolder()
    #expect(try trainTiny(folder.path, "--normalize-observations").status == 0)
    let path = "\(folder.path)/policy.safetensors"
    let whole = try #require(FileManager.default.contents(atPath: path))
    for length in [0, 1, 7, 8, 9, 100, whole.count / 2, whole.count - 8, whole.count - 1] {
      let part = whole.prefix(length)
      try part.write(to: URL(fileURLWithPath: path))
      let result = try apus("evaluate", folder.path, "--episodes", "1")
      #expect(result.isOneLineError, "\(length) bytes: \(result)")
      #expect(result.error.contains("policy.safetensors"))
      #expect(result.output.isEmpty)
      #expect(FileManager.default.contents(atPath: path) == part)
    }
    try whole.write(to: URL(fileURLWithPath: path))
    #expect(try apus("evaluate", folder.path, "--episodes", "1").status == 0)
  }

  @Test func aPolicyForAnotherEnvironment() throws {
    let folder = try TemporaryFolder()
    #expect(try trainTiny(folder.path, "--environment", "Pendulum-v1").status == 0)
    let path = "\(folder.path)/policy.safetensors"
    let file = try #require(FileManager.default.contents(atPath: path))
    // Another name of the same length leaves the file whole.
    var bytes = Array(file)
    let name = Array("Pendulum-v1".utf8)
    let at = try #require(
      bytes.indices.first { bytes[$0...].starts(with: name) })
    bytes.replaceSubrange(at..<at + name.count, with: Array("CartPole-v1".utf8))
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let result = try apus("evaluate", folder.path)
    #expect(result.isOneLineError, "\(result)")
    #expect(result.error.contains("does not fit the environment CartPole-v1"))
  }

  @Test func filesThatAreMissing() throws {
    let folder = try TemporaryFolder()
    var result = try apus("evaluate", folder.path)
    #expect(result.isOneLineError && result.error.contains("config.yml is missing"))
    #expect(try trainTiny(folder.path).status == 0)
    try FileManager.default.removeItem(atPath: "\(folder.path)/policy.safetensors")
    result = try apus("evaluate", folder.path)
    #expect(result.isOneLineError && result.error.contains("policy.safetensors"))
  }

  @Test func aRunThatFailsLeavesWhatItHas() throws {
    let folder = try TemporaryFolder()
    let result = try trainTiny(folder.path, "--learning-rate", "3e38", "--iterations", "50")
    #expect(result.status != 0)
    #expect(result.errorLines.filter { $0.hasPrefix("Error: ") }.count == 1, "\(result)")
    #expect(
      try Set(folder.contents.keys).isSuperset(
        of: ["config.yml", "metrics.csv", "policy.safetensors"]))
  }

  /// Numbers that cease to be finite end the run with an error; its checkpoints are whole, and it can be asked again.
  @Test func divergence() throws {
    let folder = try TemporaryFolder()
    let result = try trainTiny(
      folder.path, "--learning-rate", "3e38", "--iterations", "50", "--checkpoint-every",
      "1 iterations", "--keep-last", "100")
    #expect(result.status > 0 && result.status < 126, "\(result)")
    let messages = result.errorLines.filter { $0.hasPrefix("Error: ") }
    #expect(messages.count == 1 && messages[0].contains("finite"), "\(result)")
    let before = try folder.contents.filter { $0.key.hasPrefix("checkpoints/") }
    #expect(!before.isEmpty)
    let again = try apus("train", "--resume", "--output", folder.path)
    #expect(again.status > 0 && again.error.contains("Resuming"), "\(again)")
    #expect(try folder.contents.filter { $0.key.hasPrefix("checkpoints/") } == before)
  }
}
