import Experiments
import Foundation
import Testing

private func result(_ id: String, chapter: Int = 4, verdict: Verdict = .pass) -> FigureResult {
  FigureResult(
    id: id, chapter: chapter, tier: .a, title: "Variance of \(id)", setting: "θ < 0.9 & seed 1",
    stated: "192", obtained: "191.8 ± 0.4", verdict: verdict, seeds: 3, seconds: 1.25,
    files: ["\(id).svg", "\(id).png", "\(id).csv", "\(id).gp"],
    command: "scripts/reproduce-course-figures --only \(id)")
}

@Suite struct GalleryTests {
  @Test func forMachines() throws {
    let folder = try TemporaryFolder()
    var gallery = try Gallery(folder: folder.path + "/figures")
    gallery.add(result("pg-variance"))
    try gallery.write()
    let json = try JSONSerialization.jsonObject(
      with: Data(folder.text("figures/results.json").utf8))
    let figure = try #require((json as? [String: [String: Any]])?["pg-variance"])
    #expect(figure["stated"] as? String == "192")
    #expect(figure["obtained"] as? String == "191.8 ± 0.4")
    #expect(figure["verdict"] as? String == "pass")
    #expect(figure["seeds"] as? Int == 3)
    #expect(figure["seconds"] as? Double == 1.25)
  }

  @Test func earlierFiguresStay() throws {
    let folder = try TemporaryFolder()
    var first = try Gallery(folder: folder.path)
    first.add(result("b", chapter: 17, verdict: .miss))
    first.add(result("a", chapter: 17))
    first.add(result("c", chapter: 6))
    try first.write()

    var second = try Gallery(folder: folder.path)
    #expect(second.results == first.results)
    second.add(result("b", chapter: 17, verdict: .shown))
    try second.write()
    #expect(second.results.map(\.id) == ["c", "a", "b"])
    #expect(second.results.map(\.verdict) == [.pass, .pass, .shown])
    #expect(try Gallery(folder: folder.path).results == second.results)
    #expect(try folder.names == ["index.html", "results.json"])
  }

  @Test func page() throws {
    let folder = try TemporaryFolder()
    var gallery = try Gallery(folder: folder.path)
    gallery.add(result("pg-variance"))
    gallery.add(result("hw2", verdict: .miss))
    try gallery.write()
    let page = try folder.text("index.html")
    for text in [
      "<!DOCTYPE html>", "width=device-width", "prefers-color-scheme: dark", "max-width: 100%",
      "θ &lt; 0.9 &amp; seed 1", "src=\"pg-variance.svg\"", "href=\"pg-variance.csv\"",
      "2 figures: 1 pass, 1 miss, 0 shown.", "id=\"hw2\"", "href=\"#hw2\"",
      "scripts/reproduce-course-figures --only hw2", "<form id=\"filters\" hidden>",
      "<section id=\"hw2\" data-chapter=\"4\" data-tier=\"A\" data-verdict=\"miss\">",
      "<option value=\"A\">A, seconds</option>", "@media (max-width: 44rem)",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(!page.contains("http"), "The page asks nothing of the network.")
    #expect(!page.contains("θ < 0.9"))
    // Every element that is opened is closed: the page is well-formed XML but for its void elements.
    for tag in [
      "html", "head", "body", "main", "table", "section", "dl", "dd", "a", "p", "code", "form",
      "select",
      "option", "label", "script", "style",
    ] {
      let opened =
        page.components(separatedBy: "<\(tag)>").count
        + page.components(separatedBy: "<\(tag) ").count
      #expect(opened - 1 == page.components(separatedBy: "</\(tag)>").count, "\(tag)")
    }
  }

  /// Pictures have the size that they say, so that the page does not move when they come.
  @Test func sizesOfPictures() throws {
    let folder = try TemporaryFolder()
    try folder.write("<svg width='9' viewBox=\"0 0 1120 520\"></svg>", to: "a.svg")
    try folder.write("<svg></svg>", to: "b.svg")
    var gallery = try Gallery(folder: folder.path)
    gallery.add(result("a"))
    gallery.add(result("b"))
    let page = gallery.page
    #expect(page.contains("src=\"a.svg\" width=\"1120\" height=\"520\" loading"))
    #expect(page.contains("src=\"b.svg\" loading"))
  }

  @Test func badResults() throws {
    let folder = try TemporaryFolder()
    for text in ["", "[]", "{\"a\": {\"id\": \"a\"}}"] {
      try folder.write(text, to: "results.json")
      #expect {
        try Gallery(folder: folder.path)
      } throws: { error in
        "\(error)".hasPrefix("\(folder.path)/results.json cannot be read: ")
      }
    }
    #expect(throws: (any Error).self) { try Gallery(folder: "/dev/null/x") }
  }
}
