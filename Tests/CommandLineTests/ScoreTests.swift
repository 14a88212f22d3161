import Foundation
import Testing

/// `apus score`: what it writes, and what it refuses.
@Suite struct ScoreCommandTests {
  @Test func scoresGoIntoSheetAndPage() throws {
    let folder = try TemporaryFolder()
    let runs = "\(folder.path)/runs"
    #expect(try trainTiny(runs, "--seeds", "1,2").status == 0)
    let page = "\(folder.path)/page.md"
    try Data("<!-- scores -->\n<!-- end of scores -->\n".utf8).write(
      to: URL(fileURLWithPath: page))
    let result = try apus(
      "score", runs, "--episodes", "3", "--output", "\(folder.path)/scores", "--page", page)
    #expect(result.status == 0 && result.output.contains("2 seeds"), "\(result)")
    let sheet = try String(
      contentsOfFile: "\(folder.path)/scores/reinforce/CartPole-v0.csv", encoding: .utf8)
    #expect(sheet.split(separator: "\n").count == 3)
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("| CartPole-v0 | reinforce |"))

    // One seed alone, in the place of both, or beside the other.
    let one = ["score", "\(runs)/seed-2", "--episodes", "3", "--output", "\(folder.path)/scores"]
    let path = "\(folder.path)/scores/reinforce/CartPole-v0.csv"
    #expect(try apus(one + ["--keep"]).output.contains("2 seeds"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == sheet)
    #expect(try apus(one).output.contains("1 seeds"))

    // A run that has not come to its end.
    let configuration = "\(runs)/seed-2/config.yml"
    let whole = try String(contentsOfFile: configuration, encoding: .utf8)
    try Data(whole.replacing("iterations: 2", with: "iterations: 3").utf8).write(
      to: URL(fileURLWithPath: configuration))
    let short = try apus("score", runs, "--output", "\(folder.path)/scores")
    #expect(short.isOneLineError && short.error.contains("not complete"), "\(short)")
    let none = try apus("score", folder.path)
    #expect(none.isOneLineError, "\(none)")
    #expect(try apus("score").status != 0)
  }
}
