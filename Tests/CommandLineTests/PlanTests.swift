import Foundation
import Testing

struct PlanTests {
  private static let small = ["--horizon", "4", "--candidates", "20", "--episodes", "2"]

  @Test("Every planner acts for whole episodes", arguments: ["random-shooting", "cem", "mppi"])
  func shooting(planner: String) throws {
    let call = ["plan", planner, "--environment", "Obstacles-v0"] + Self.small
    let result = try apus(call + (planner == "cem" ? ["--elites", "5"] : []))
    #expect(result.status == 0, "\(result)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 3 && lines[1].hasPrefix("episode 2: return -"))
    #expect(lines.last?.hasSuffix("over 2 episodes") == true)
    // The number of threads does not matter.
    let again = try apus(
      call + ["--threads", "3"] + (planner == "cem" ? ["--elites", "5"] : []))
    #expect(again.output == result.output)
  }

  @Test func anEpisodeBecomesAnAnimation() throws {
    let folder = try TemporaryFolder()
    let call =
      ["plan", "tree-search", "--environment", "FrozenLake-v1"] + [
        "--simulations", "5", "--horizon", "5", "--json",
      ]
    let result = try apus(call + ["--output", "a.svg"], in: folder)
    #expect(result.status == 0, "\(result)")
    #expect(
      String(decoding: try #require(try folder.contents["a.svg"]), as: UTF8.self)
        .contains("<animate "))
    // The episodes are the same without a picture.
    #expect(try apus(call).output == result.output)
    #expect(result.output.contains("\"episodes\" : 1"))
  }

  static let calls: [([String], String)] = [
    (["mppi", "--environment", "CartPole-v1"], "averages actions"),
    (["tree-search", "--environment", "Pendulum-v1"], "branches over the choices"),
    (["cem", "--environment", "Pendulum-v1", "--elites", "0"], "elites is 0; it must be positive"),
    (
      ["cem", "--environment", "Pendulum-v1", "--smoothing", "1"],
      "smoothing is 1.0; it must be in [0, 1)"
    ),
    (["random-shooting", "--environment", "Pendulum-v2"], "did you mean"),
    (["random-shooting", "--environment", "Pendulum-v1", "--horizon", "-1"], "horizon is -1"),
    (["random-shooting", "--environment", "Pendulum-v1", "--threads", "0"], "--threads is 0"),
    (["cem", "--environment", "Pendulum-v1", "--episodes", "0"], "--episodes is 0"),
    (["cem", "--environment", "Pendulum-v1", "--simulations", "3"], "simulations"),
  ]

  @Test("What cannot be planned is one line that says why", arguments: calls)
  func refusals(call: [String], message: String) throws {
    let result = try apus(["plan"] + call)
    #expect(result.isOneLineError && result.error.contains(message), "\(result)")
  }
}
