import Environments
import Experiments
import Foundation
import FoundationXML
import LinearAlgebra
import Testing

/// What an SVG file holds: elements with their attributes, in order. nil where it is not well formed.
private final class SVGContent: NSObject, XMLParserDelegate {
  var elements: [(name: String, attributes: [String: String])] = []
  var text = ""

  init?(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) { elements.append((name, attributes)) }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func named(_ name: String) -> [[String: String]] {
    elements.filter { $0.name == name }.map(\.attributes)
  }
}

struct PictureTests {
  private var sample: Picture {
    var picture = Picture(low: .init(0, 0), high: .init(4, 2))
    picture.addRectangle(from: .init(1, 0), to: .init(2, 1), .agent)
    picture.add(.circle(.init(3, 1), radius: 0.5), .scale(1))
    picture.add(.line([.init(0, 0), .init(4, 2)], width: 0.1), .guide)
    picture.add(.text("a<b & \"c\"\u{1}", .init(2, 1), height: 0.5), .text)
    return picture
  }

  @Test func aStillPicture() throws {
    let content = try #require(SVGContent(sample.svg(caption: "step 1 < 2", size: 400)))
    let polygon = try #require(content.named("polygon").first)
    #expect(polygon["points"] == "100,200 200,200 200,100 100,100")
    #expect(polygon["class"] == "agent")
    let circle = try #require(content.named("circle").first)
    #expect([circle["cx"], circle["cy"], circle["r"]] == ["300", "100", "50"])
    #expect(circle["color"] == "#fde725")
    let line = try #require(content.named("polyline").first)
    #expect(line["points"] == "0,200 400,0" && line["stroke-width"] == "10")
    #expect(content.text.contains("a<b & \"c\" ") && content.text.contains("step 1 < 2"))
    #expect(content.text.contains("prefers-color-scheme:dark"))
    #expect(content.named("animate").isEmpty)
  }

  @Test func aStillPictureWithoutACaption() throws {
    let content = try #require(SVGContent(sample.svg(size: 400)))
    #expect(content.named("svg").first?["viewBox"] == "0 0 400 200")
    #expect(content.named("text").count == 1)
  }

  private func frame(_ x: Double, _ marks: Int, _ caption: String = "") -> PictureAnimation.Frame {
    var picture = Picture(low: .init(0, 0), high: .init(10, 10))
    picture.addRectangle(from: .init(0, 0), to: .init(10, 1), .ground)
    picture.add(.circle(.init(x, 5), radius: 1), .agent)
    for i in 0..<marks { picture.add(.circle(.init(Double(i), 9), radius: 0.5), .goal) }
    return PictureAnimation.Frame(picture, caption: caption)
  }

  /// What does not move has no animation; what moves is one element with a value for each place; what comes and goes
  /// is hidden meanwhile.
  @Test func anAnimationHasEachShapeOnce() throws {
    let frames = [(1.0, 0), (2, 0), (2, 1), (3, 0)].map { frame($0.0, $0.1) }
    let animation = PictureAnimation(frames, framesPerSecond: 4, size: 100)
    let content = try #require(SVGContent(animation.svg()))
    #expect(content.named("polygon").count == 1)
    let circles = content.named("circle")
    #expect(circles.map { $0["class"] } == ["agent", "goal"])
    #expect(circles.map { $0["visibility"] } == [nil, "hidden"])
    let animations = content.named("animate")
    #expect(animations.map { $0["attributeName"] } == ["cx", "visibility"])
    // Four frames, and the last one for a second more: eight of a quarter of a second.
    #expect(animations.allSatisfy { $0["dur"] == "2000ms" && $0["calcMode"] == "discrete" })
    #expect(
      Self.values(animations[0], frames: 8) == ["10", "20", "20"] + Array(repeating: "30", count: 5)
    )
    #expect(
      Self.values(animations[1], frames: 8)
        == ["hidden", "hidden", "visible"] + Array(repeating: "hidden", count: 5))
  }

  /// The value in each frame, as a reader takes it from values and times.
  private static func values(_ animation: [String: String], frames: Int) -> [String] {
    let values = animation["values", default: ""].split(separator: ";").map(String.init)
    guard let times = animation["keyTimes"]?.split(separator: ";").map({ Double($0)! }) else {
      return (0..<frames).map { values[$0 * values.count / frames] }
    }
    return (0..<frames).map { frame in
      let now = (Double(frame) + 0.01) / Double(frames)
      return values[times.lastIndex { $0 <= now }!]
    }
  }

  /// The elements of one place in the order of painting never show at the same time, and each frame shows its own.
  @Test func framesAreWhatTheyWere() throws {
    var random = RandomStream(seed: 5)
    let frames = (0..<23).map { _ in
      frame(Double(random.integer(below: 3)), random.integer(below: 4))
    }
    let animation = PictureAnimation(frames, framesPerSecond: 7, size: 100)
    var content: [(name: String, attributes: [String: String])] = []
    content = try #require(SVGContent(animation.svg())).elements
    var shown = [[String]](repeating: [], count: 30)
    for (i, element) in content.enumerated() where element.name == "circle" {
      let animations = content[(i + 1)...].prefix { $0.name == "animate" }.map(\.attributes)
      func value(_ name: String, _ still: String) -> [String] {
        animations.first { $0["attributeName"] == name }.map { Self.values($0, frames: 30) }
          ?? Array(repeating: still, count: 30)
      }
      let (x, y) = (value("cx", element.attributes["cx"]!), value("cy", element.attributes["cy"]!))
      let visibility = value("visibility", "visible")
      for frame in 0..<30 where visibility[frame] == "visible" {
        shown[frame].append("\(x[frame]) \(y[frame])")
      }
    }
    for (i, here) in shown.enumerated() {
      let expected = frames[min(i, 22)].picture.shapes.compactMap { shape, _ -> String? in
        guard case .circle(let middle, _) = shape else { return nil }
        return "\(Int(10 * middle.x)) \(Int(100 - 10 * middle.y))"
      }
      #expect(here == expected, "frame \(i)")
    }
  }

  @Test func captionsPassAWindow() throws {
    let frames = (0..<3).map { frame(1, 0, "step \($0)") }
    let animation = PictureAnimation(frames, framesPerSecond: 1, size: 100)
    let content = try #require(SVGContent(animation.svg()))
    let move = try #require(content.named("animateTransform").first)
    #expect(Self.values(move, frames: 4) == ["0 0", "0 -26", "0 -52", "0 -52"])
    #expect(["step 0", "step 1", "step 2"].allSatisfy(content.text.contains))
    // A single frame needs no clock.
    let single = try #require(
      SVGContent(PictureAnimation([frame(1, 0, "still")], size: 100).svg()))
    #expect(single.named("animateTransform").isEmpty && single.named("animate").isEmpty)
  }

  @Test func coloursOfValues() {
    let theme = PictureTheme.light
    #expect(theme.colour(of: .scale(0)) == PictureColour(0x440154))
    #expect(theme.colour(of: .scale(1)) == PictureColour(0xFDE725))
    #expect(theme.colour(of: .scale(0.5)) == PictureColour(0x21918C))
    #expect(theme.colour(of: .scale(7)) == theme.colour(of: .scale(1)))
    #expect(theme.colour(of: .scale(.nan)) == theme.colour(of: .scale(0)))
    // Ever brighter.
    let brightness = (0...50).map {
      let colour = theme.colour(of: .scale(Double($0) / 50))
      return 0.2126 * Double(colour.red) + 0.7152 * Double(colour.green) + 0.0722
        * Double(colour.blue)
    }
    #expect(zip(brightness, brightness.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func heatMaps() throws {
    let picture = Picture.heatMap(
      Matrix([[0, 1], [2, 4], [.nan, 0]]), low: .init(0, 0), high: .init(4, 3))
    #expect(
      picture.shapes.map(\.ink)
        == [.scale(0), .scale(0.25), .scale(0.5), .scale(1), .scale(0)])
    // Row 0 is at the bottom; the cell that is not a number, the first of row 2, is left out.
    guard case .polygon(let corners) = picture.shapes[4].shape else {
      Issue.record("A cell is no polygon.")
      return
    }
    #expect(corners.map(\.x).min() == 2 && corners.map(\.y).min() == 2)
    let logarithmic = Picture.heatMap(
      Matrix([[0, 3, 15]]), low: .init(0, 0), high: .init(1, 1), logarithmic: true)
    #expect(logarithmic.shapes.map(\.ink) == [.scale(0), .scale(0.5), .scale(1)])
    let equal = Picture.heatMap(Matrix([[5, 5]]), low: .init(0, 0), high: .init(1, 1))
    #expect(equal.shapes.map(\.ink) == [.scale(0), .scale(0)])
  }

  @Test func visits() {
    var visits = VisitationCounts(low: .init(-1, 0), high: .init(1, 4), columns: 2, rows: 4)
    let inside = [(-1.0, 0.0), (-0.01, 0.99), (0, 1), (1, 4), (1, 4)].map { visits.visit($0, $1) }
    let outside = [(-1.01, 0.0), (0, 4.1), (.nan, 1)].map { visits.visit($0, $1) }
    #expect(!inside.contains(false) && !outside.contains(true))
    #expect(visits.counts == Matrix([[2, 0], [0, 1], [0, 0], [0, 2]]))
    #expect(visits.picture().shapes.count == 8)
  }
}
