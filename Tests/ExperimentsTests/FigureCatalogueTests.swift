import Experiments
import Foundation
import Testing

private let catalogue = FigureCatalogue(
  [
    ("pg-variance", 4, .a), ("hw2-cartpole", 4, .b), ("deep-sea", 17, .c),
  ].map { (id: String, chapter: Int, tier: FigureTier) in
    CourseFigure(
      id: id, chapter: chapter, tier: tier, title: "Title of \(id)", setting: "n100",
      stated: "≥ 190"
    ) { context in
      context.progress(1, "done")
      return FigureOutcome(
        obtained: "191", verdict: .pass, seeds: context.seeds ?? 3, files: ["\(id).svg"])
    }
  })

@Suite struct FigureCatalogueTests {
  @Test func selection() throws {
    #expect(try catalogue.selection().map(\.id) == ["pg-variance", "hw2-cartpole", "deep-sea"])
    #expect(
      try catalogue.selection(only: ["deep-sea", "pg-variance"]).map(\.id)
        == ["pg-variance", "deep-sea"])
    #expect(try catalogue.selection(tiers: [.a, .b]).map(\.id) == ["pg-variance", "hw2-cartpole"])
    #expect(try catalogue.selection(only: ["deep-sea"], tiers: [.c]).map(\.id) == ["deep-sea"])
  }

  @Test func nothingSelected() {
    #expect {
      try catalogue.selection(only: ["hw2-cartpol"])
    } throws: { error in
      "\(error)"
        == "there is no figure \"hw2-cartpol\"; did you mean \"hw2-cartpole\"?"
    }
    #expect(throws: EmptySelectionError.self) {
      try catalogue.selection(only: ["deep-sea"], tiers: [.a, .b])
    }
  }

  @Test func listing() {
    #expect(
      catalogue.listing == """
        FIGURE        CHAPTER  TIER  TITLE                  STATED
        pg-variance   4        A     Title of pg-variance   ≥ 190
        hw2-cartpole  4        B     Title of hw2-cartpole  ≥ 190
        deep-sea      17       C     Title of deep-sea      ≥ 190

        """)
  }

  @Test func json() throws {
    let array = try JSONSerialization.jsonObject(with: Data(catalogue.json().utf8))
    let entries = try #require(array as? [[String: Any]])
    #expect(entries.map { $0["id"] as? String } == ["pg-variance", "hw2-cartpole", "deep-sea"])
    #expect(entries[2]["chapter"] as? Int == 17)
    #expect(entries[2]["tier"] as? String == "C")
    #expect(entries[0].keys.sorted() == ["chapter", "id", "setting", "stated", "tier", "title"])
  }

  @Test func drawing() throws {
    let figure = catalogue.figures[1]
    let result = try figure.draw(FigureContext(seeds: 5, folder: "out", command: "draw it"))
    #expect(result.id == "hw2-cartpole" && result.seeds == 5 && result.verdict == .pass)
    #expect(result.command == "draw it" && result.files == ["hw2-cartpole.svg"])
    #expect(result.seconds >= 0)
  }
}
