import Experiments
import Foundation
import Testing

/// A run that is killed at any moment and resumed leaves the bytes of one that was not.
///
/// Four kills by default; as many as the variable `APUS_KILLS` says (`scripts/kill-test`).
@Suite(.serialized) struct KillTests {
  private static let kills =
    ProcessInfo.processInfo.environment["APUS_KILLS"].flatMap { Int($0) } ?? 4

  /// The runs that are killed in turn: two environments, one worker and two.
  private static let scenarios = ["CartPole-v0", "Pendulum-v1"].flatMap { environment in
    ["1", "2"].map { workers in
      [
        "train", "reinforce", "--environment", environment, "--workers", workers, "--threads",
        workers, "--batch-size", "300", "--hidden-widths", "16", "--normalize-observations",
        "--iterations", "\(iterations)", "--baseline", "learned", "--evaluate-every",
        "3 iterations",
        "--checkpoint-every", "1 iterations", "--keep-best",
      ]
    }
  }

  #if DEBUG
    private static let iterations = 12
  #else
    private static let iterations = 60
  #endif

  private func files(_ path: String) -> [String: Data] {
    var result: [String: Data] = [:]
    for name in [
      "config.yml", "metrics.csv", "evaluations.csv", "policy.safetensors", "best.safetensors",
    ] {
      result[name] = FileManager.default.contents(atPath: "\(path)/\(name)")
    }
    return result
  }

  @Test func killedRunsEndAsOthers() throws {
    try kill(Self.kills, Self.scenarios)
  }

  /// Every algorithm of the catalogue, in runs of a second or two; part of `scripts/kill-test`.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["APUS_KILLS"] != nil,
      "only with a number of kills in APUS_KILLS; scripts/kill-test sets it"),
    arguments: AlgorithmCatalogue.all.map(\.name))
  func everyAlgorithm(name: String) throws {
    let folder = try TemporaryFolder()
    let algorithm = try AlgorithmCatalogue.named(name)
    // Its length is settled by a run of twenty iterations.
    let file = folder.path + "/brief.yml"
    func arguments(_ iterations: Int) throws -> [String] {
      let document = try algorithm.briefDocument(iterations: iterations, seed: 1)
      try document.value.yaml.write(toFile: file, atomically: true, encoding: .utf8)
      return [
        "train", "--config", file, "--checkpoint-every", "1 iterations", "--keep-best",
        "--evaluate-every", "3 iterations",
      ]
    }
    let start = ContinuousClock.now
    let trial = try apus(arguments(20) + ["--output", folder.path + "/trial"])
    #expect(trial.status == 0, "\(trial)")
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try kill(max(1, Self.kills / 10), [arguments(min(max(Int(30 / seconds), 20), 2000))])
  }

  /// Kills runs of `scenarios` in turn at random moments, resumes them, and compares their files with those of
  /// whole runs.
  private func kill(_ kills: Int, _ scenarios: [[String]]) throws {
    var random = SystemRandomNumberGenerator()
    let folder = try TemporaryFolder()
    var references: [(files: [String: Data], seconds: Double)] = []
    for (i, scenario) in scenarios.enumerated() {
      let start = ContinuousClock.now
      let path = "\(folder.path)/whole-\(i)"
      let outcome = try apus(scenario + ["--output", path])
      #expect(outcome.status == 0, "\(outcome)")
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      references.append((files(path), seconds))
      #expect(references[i].files.count == 5)
    }
    var (kill, afresh, misses) = (0, 0, 0)
    while kill < kills {
      let i = kill % scenarios.count
      let path = "\(folder.path)/killed-\(kill)"
      let arguments = scenarios[i] + ["--output", path, "--resume"]
      // Every third run is killed again while it is being resumed.
      let strikes = kill % 3 == 2 ? 2 : 1
      var hits = 0
      for time in 0..<strikes {
        let part = time == 0 ? 0.95 : 0.3
        hits +=
          try strike(
            arguments, after: Double.random(in: 0...part, using: &random) * references[i].seconds)
          ? 1 : 0
      }
      // Only a kill that hit a living process counts.
      guard hits == strikes else {
        misses += 1
        try #require(misses < 10 + kills, "The runs end before they can be killed.")
        try? FileManager.default.removeItem(atPath: path)
        continue
      }
      let resumed = try apus(arguments)
      #expect(resumed.status == 0, "kill \(kill): \(resumed)")
      if resumed.error.contains("starting afresh") { afresh += 1 }
      let found = files(path)
      for (name, data) in references[i].files {
        #expect(found[name] == data, "kill \(kill), scenario \(i): \(name)")
      }
      kill += 1
      try FileManager.default.removeItem(atPath: path)
    }
    if ProcessInfo.processInfo.environment["APUS_KILLS"] != nil {
      print(
        "killed and resumed: \(kill), of these before a checkpoint: \(afresh), missed: \(misses)")
    }
    if kill >= 20 { #expect(afresh < kill / 2, "Most kills came before the first checkpoint.") }
  }

  /// Starts a run and kills it.
  /// - Returns: Whether it was alive until then.
  private func strike(_ arguments: [String], after seconds: Double) throws -> Bool {
    let process = try start(arguments)
    Thread.sleep(forTimeInterval: seconds)
    let wasRunning = process.isRunning
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return wasRunning && process.terminationReason == .uncaughtSignal
      && process.terminationStatus == SIGKILL
  }

  /// SIGTERM and SIGINT save and end with the shell's status; SIGUSR1 saves and goes on.
  @Test(arguments: [SIGTERM, SIGINT]) func signals(signal: Int32) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/run"
    let arguments = [
      "train", "reinforce", "--batch-size", "200", "--hidden-widths", "8", "--output", path,
      "--iterations", "3000", "--checkpoint-every", "never", "--evaluate-every", "never",
    ]
    let process = try start(arguments)
    try wait(for: "\(path)/metrics.csv")
    Foundation.kill(process.processIdentifier, SIGUSR1)
    try wait(for: "\(path)/checkpoints")
    #expect(process.isRunning)
    Foundation.kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 128 + signal)
    let checkpoints = try FileManager.default.contentsOfDirectory(atPath: "\(path)/checkpoints")
      .sorted()
    let last = try #require(checkpoints.last.flatMap { Int($0) })
    let rows =
      try String(contentsOfFile: "\(path)/metrics.csv", encoding: .utf8)
      .split(separator: "\n").count - 1
    #expect(rows == last)
    let resumed = try apus("train", "--resume", "--output", path, "--iterations", "\(last + 2)")
    #expect(resumed.status == 0 && resumed.error.contains("after iteration \(last)"), "\(resumed)")
  }

  private func wait(for path: String) throws {
    for _ in 0..<3000 {
      if FileManager.default.fileExists(atPath: path) { return }
      Thread.sleep(forTimeInterval: 0.01)
    }
    Issue.record("\(path) did not appear.")
  }
}

/// Folders that are full or read-only.
struct BadWorldTests {
  /// The largest file that may be written is reached in the middle of a run: an error, and what was there stays.
  @Test(
    .disabled(
      if: ProcessInfo.processInfo.environment["APUS_SANITIZER"] == "thread",
      "The thread sanitizer's own files need to grow."))
  func filesThatCannotGrow() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/run"
    #expect(try trainTiny(path, "--checkpoint-every", "1 iterations").status == 0)
    let tool = try executable("apus").path
    // 4 blocks of 1,024 bytes; the checkpoint's state is larger.
    let result = try run(
      "/bin/bash",
      [
        "-c",
        "trap '' XFSZ; ulimit -f 4; exec \"$0\" train --resume --output \"$1\" --iterations 200",
        tool, path,
      ])
    #expect(result.status > 0 && result.status < 126, "\(result)")
    #expect(result.errorLines.filter { $0.hasPrefix("Error: ") }.count == 1, "\(result)")
    #expect(result.error.contains("File too large"), "\(result)")
    let resumed = try apus("train", "--resume", "--output", path, "--iterations", "4")
    #expect(resumed.status == 0 && resumed.error.contains("after iteration"), "\(resumed)")
  }

  private static let canMount: Bool = {
    guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
    guard
      (try? run("/bin/mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path]).status) == 0
    else { return false }
    _ = try? run("/bin/umount", [folder.path])
    return true
  }()

  @Test(.enabled(if: canMount, "a small disk can be mounted by root alone"))
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    let mounted = try run("/bin/mount", ["-t", "tmpfs", "-o", "size=160k", "tmpfs", folder.path])
    try #require(mounted.status == 0)
    defer { _ = try? run("/bin/umount", ["-l", folder.path]) }
    let path = "\(folder.path)/run"
    let first = try trainTiny(path, "--checkpoint-every", "1 iterations", "--keep-last", "100")
    #expect(first.status == 0, "\(first)")
    let full = try apus(
      "train", "--resume", "--output", path, "--iterations", "500", "--keep-last", "100")
    #expect(full.status > 0 && full.status < 126, "\(full)")
    #expect(full.error.contains("No space left on device"), "\(full)")
    let checkpoints = try FileManager.default.contentsOfDirectory(atPath: "\(path)/checkpoints")
    #expect(checkpoints.contains("000000002") && !checkpoints.contains { $0.hasPrefix(".") })
    // With room again it goes on.
    #expect(try run("/bin/mount", ["-o", "remount,size=8m", folder.path]).status == 0)
    let resumed = try apus("train", "--resume", "--output", path, "--keep-last", "2")
    #expect(resumed.status == 0 && resumed.error.contains("Resuming"), "\(resumed)")
    #expect(
      try trainTiny("\(path)-whole", "--iterations", "500", "--checkpoint-every", "never").status
        == 0)
    let files = try folder.contents
    for name in ["metrics.csv", "policy.safetensors"] {
      #expect(files["run/\(name)"] == files["run-whole/\(name)"], "\(name)")
    }
  }

  @Test(.enabled(if: geteuid() != 0 || canMount, "root writes where it is not allowed to"))
  func readOnlyFolder() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/run"
    if geteuid() == 0 {
      let mounted = try run("/bin/mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.path])
      try #require(mounted.status == 0)
    }
    defer { if geteuid() == 0 { _ = try? run("/bin/umount", ["-l", folder.path]) } }
    #expect(try trainTiny(path).status == 0)
    if geteuid() == 0 {
      #expect(try run("/bin/mount", ["-o", "remount,ro", folder.path]).status == 0)
    } else {
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: path)
    }
    let before = try folder.contents
    for arguments in [["--resume"], ["--overwrite"]] {
      let result = try apus(
        ["train", "reinforce", "--output", path, "--iterations", "5"] + arguments)
      #expect(result.isOneLineError && result.error.contains("Cannot write"), "\(result)")
    }
    #expect(try folder.contents == before)
    if geteuid() != 0 {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
  }

  @Test func damagedCheckpoint() throws {
    let folder = try TemporaryFolder()
    #expect(try trainTiny(folder.path).status == 0)
    let path = "\(folder.path)/checkpoints/000000002/manifest.json"
    var data = try #require(FileManager.default.contents(atPath: path))
    data[100] ^= 1
    try data.write(to: URL(fileURLWithPath: path))
    let before = try folder.contents
    let result = try apus("train", "--resume", "--output", folder.path, "--iterations", "5")
    #expect(result.isOneLineError && result.error.contains("checksum does not fit"), "\(result)")
    #expect(try folder.contents == before)
  }

  /// A run that is going on is not resumed a second time; once it has ended, however that was, it can be.
  @Test func twoProcesses() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/run"
    let arguments = ["train", "--resume", "--output", path]
    #expect(try trainTiny(path).status == 0)
    let process = try start(arguments + ["--iterations", "1000000"])
    defer { if process.isRunning { process.terminate() } }
    let begun = FileManager.default.contents(atPath: "\(path)/metrics.csv")
    for _ in 0..<3000 where FileManager.default.contents(atPath: "\(path)/metrics.csv") == begun {
      Thread.sleep(forTimeInterval: 0.01)
    }
    let second = try apus(arguments)
    #expect(second.isOneLineError && second.error.contains("written by another run"), "\(second)")
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let third = try apus(arguments + ["--iterations", "4"])
    #expect(third.status == 0 && third.error.contains("after iteration 2"), "\(third)")
  }
}
