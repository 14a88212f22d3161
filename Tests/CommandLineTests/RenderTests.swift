import Foundation
import Testing

struct RenderTests {
  @Test func aRunBecomesAnAnimation() throws {
    let folder = try TemporaryFolder()
    let run = "\(folder.path)/run"
    #expect(try trainTiny(run).status == 0)
    let call = ["render", run, "--seed", "3", "--steps", "8", "--size", "60"]
    let result = try apus(
      call + ["--output", "a.svg", "--frames", "svg", "--png", "png", "--theme", "dark"], in: folder
    )
    #expect(result.status == 0 && result.error.isEmpty, "\(result)")
    #expect(result.output.hasPrefix("CartPole-v0: episode 1, return 8.00, 8 steps"))
    let files = try folder.contents
    let svg = String(decoding: try #require(files["a.svg"]), as: UTF8.self)
    #expect(svg.contains("step 8, return 8") && svg.contains("<animate "))
    for number in 0...8 {
      #expect(files["svg/frame-0000\(number).svg"]?.starts(with: Data("<svg".utf8)) == true)
      #expect(files["png/frame-0000\(number).png"]?.starts(with: [0x89, 0x50]) == true)
    }
    #expect(files["png/frame-00009.png"] == nil)
    // The same again gives the same file; drawn actions are others.
    #expect(try apus(call + ["--output", "b.svg"], in: folder).status == 0)
    #expect(try apus(call + ["--output", "c.svg", "--sample"], in: folder).status == 0)
    let again = try folder.contents
    #expect(again["b.svg"] == files["a.svg"] && again["c.svg"] != files["a.svg"])
  }

  @Test func randomActions() throws {
    let folder = try TemporaryFolder()
    let result = try apus(
      ["render", "--environment", "MinAtar/Freeway-v1", "--random", "--output", "x.svg"]
        + ["--steps", "5", "--episodes", "2"], in: folder)
    #expect(
      result.status == 0
        && result.output.contains("episode 2, return 0.00, 5 steps, not at its end"))
    #expect(try folder.contents.keys.contains("x.svg"))
  }

  static let calls: [([String], String)] = [
    (["--random"], "Name the folder of a run, or --environment with --random."),
    (["no-such-run", "--output", "x.svg"], "There is no run in no-such-run: no such folder."),
    (["--environment", "CartPole-v1", "--output", "x.svg"], "has no policy; add --random"),
    (["run", "--environment", "CartPole-v1", "--output", "x.svg"], "leave --environment away"),
    (["run", "--random", "--output", "x.svg"], "--random takes --environment"),
    (["--environment", "CartPole-v1", "--random"], "add --output, --frames or --png"),
    (["--environment", "CartPole-v1", "--random", "--greedy", "--output", "x"], "no policy for"),
    (["--environment", "CartPol-v1", "--random", "--output", "x.svg"], "did you mean"),
    (
      ["--environment", "CartPole-v1", "--random", "--output", "x", "--steps", "0"], "--steps is 0"
    ),
    (["--environment", "CartPole-v1", "--random", "--output", "x", "--size", "9"], "--size is 9"),
    (
      ["--environment", "CartPole-v1", "--random", "--output", "x", "--theme", "dark"], "--theme is"
    ),
    (
      ["--environment", "CartPole-v1", "--random", "--output", "/dev/null/x.svg"],
      "Cannot write /dev/null/x.svg: Not a directory."
    ),
    (
      ["--environment", "CartPole-v1", "--random", "--output", "no/such/folder/x.svg"],
      "Cannot write no/such/folder/x.svg: No such file or directory."
    ),
    (
      ["--environment", "CartPole-v1", "--random", "--png", "/dev/null/x"],
      "Cannot create the folder /dev/null/x: Not a directory."
    ),
  ]

  @Test(arguments: calls)
  func badInput(arguments: [String], message: String) throws {
    let folder = try TemporaryFolder()
    let result = try apus(["render"] + arguments, in: folder)
    #expect(result.isOneLineError, "\(result)")
    #expect(result.error.contains(message), "\(result.error)")
    #expect(try folder.contents.isEmpty)
  }

  @Test func aFolderWithFilesIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(folder.path)/note.txt"))
    let result = try apus(
      "render", "--environment", "CartPole-v1", "--random", "--png", folder.path, in: folder)
    #expect(result.isOneLineError && result.error.contains("holds files already"), "\(result)")
    #expect(try folder.contents.count == 1)
  }
}
