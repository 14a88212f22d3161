import Environments
import Foundation
import LinearAlgebra
import Testing

struct SpaceTests {
  static let spaces: [ActionSpace] = [
    .discrete(3), .multiDiscrete([2, 5]), .continuous(low: [-1, 0], high: [1, 4]),
    .continuous(low: [-.infinity, 2, -.infinity], high: [.infinity, .infinity, -3]),
  ]

  @Test(arguments: spaces)
  func samplesLieInside(_ space: ActionSpace) {
    var stream = RandomStream(seed: 1)
    var row = [Scalar](repeating: 0, count: space.width)
    for _ in 0..<1_000 {
      var span = row.mutableSpan
      space.sample(into: &span, using: &stream)
      let isInside = space.contains(row.span)
      #expect(isInside)
    }
  }

  @Test func samplesAreUniform() {
    var stream = RandomStream(seed: 1)
    let space = ActionSpace.multiDiscrete([2, 5])
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 5), count: 2)
    var row: [Scalar] = [0, 0]
    for _ in 0..<10_000 {
      var span = row.mutableSpan
      space.sample(into: &span, using: &stream)
      counts[0][Int(row[0])] += 1
      counts[1][Int(row[1])] += 1
    }
    #expect(counts[0].prefix(2).allSatisfy { abs($0 - 5_000) < 250 })
    #expect(counts[1].allSatisfy { abs($0 - 2_000) < 200 })
  }

  @Test func maskedSamplesEqualUnmaskedOnesIfAllIsAllowed() {
    let space = ActionSpace.multiDiscrete([4, 3])
    var (a, b) = (RandomStream(seed: 5), RandomStream(seed: 5))
    let mask = [Bool](repeating: true, count: space.choices)
    var (free, masked): ([Scalar], [Scalar]) = ([0, 0], [0, 0])
    for _ in 0..<100 {
      var span = free.mutableSpan
      space.sample(into: &span, using: &a)
      var maskedSpan = masked.mutableSpan
      space.sample(into: &maskedSpan, allowed: mask.span, using: &b)
      #expect(free == masked)
    }
  }

  @Test func knowsWhatIsOutside() {
    let outside: [(ActionSpace, [Scalar])] = [
      (.discrete(3), [3]), (.discrete(3), [-1]), (.discrete(3), [0.5]), (.discrete(3), [.nan]),
      (.discrete(3), [0, 0]), (.multiDiscrete([2, 5]), [1, 5]),
      (.continuous(low: [-1], high: [1]), [1.1]), (.continuous(low: [-1], high: [1]), [.nan]),
    ]
    for (space, row) in outside {
      let isInside = space.contains(row.span)
      #expect(!isInside, "\(space) \(row)")
    }
  }

  @Test func widthsChoicesAndDescriptions() {
    #expect(Self.spaces.map(\.width) == [1, 2, 2, 3])
    #expect(Self.spaces.map(\.choices) == [3, 7, 0, 0])
    #expect(ActionSpace.discrete(2).description == "2 actions")
    #expect(ActionSpace.multiDiscrete([2, 5]).description == "2×5 actions")
    #expect(Pendulum().actionSpace.description == "1 number in [-2.0, 2.0]")
    #expect(CartPole().observationSpace.description == "4 numbers")
    let image = ObservationSpace(shape: [8, 8, 3], storage: .byte, low: 0, high: 255)
    #expect(image.description == "8×8×3 bytes in [0.0, 255.0]")
    #expect(image.count == 192)
  }

  @Test(arguments: spaces)
  func actionSpacesSurviveCoding(_ space: ActionSpace) throws {
    let data = try JSONEncoder().encode(space)
    #expect(try JSONDecoder().decode(ActionSpace.self, from: data) == space)
  }

  @Test func observationSpacesSurviveCoding() throws {
    let goal = ObservationSpace(
      shape: [6], low: [Double](repeating: -.infinity, count: 6),
      high: [1, 2, 3, 4, 5, .infinity], observation: 0..<2, achievedGoal: 2..<4,
      desiredGoal: 4..<6)
    let image = ObservationSpace(shape: [84, 84, 4], storage: .byte, low: 0, high: 255)
    for space in [goal, image, CartPole().observationSpace, ObservationSpace(shape: [3])] {
      let data = try JSONEncoder().encode(space)
      #expect(data.count < 300)
      #expect(try JSONDecoder().decode(ObservationSpace.self, from: data) == space)
    }
  }

  @Test(arguments: [
    #"{"shape":[2],"storage":"float","low":[0,0,0],"high":[1],"observation":[0,2]}"#,
    #"{"shape":[-2],"storage":"float","low":[0],"high":[1],"observation":[0,2]}"#,
    #"{"shape":[2],"storage":"float","low":[2],"high":[1],"observation":[0,2]}"#,
    #"{"shape":[2],"storage":"float","low":[0],"high":[1],"observation":[0,3]}"#,
  ])
  func brokenObservationSpacesAreRefused(_ json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ObservationSpace.self, from: Data(json.utf8))
    }
  }

  @Test func actionsSurviveTheirRows() {
    var row: [Scalar] = [0]
    var span = row.mutableSpan
    7.write(into: &span)
    let seven = Int(row.span)
    #expect(seven == 7)
    var pair: [Scalar] = [0, 0]
    var pairSpan = pair.mutableSpan
    ([0.5, -2] as InlineArray<2, Double>).write(into: &pairSpan)
    #expect(pair == [0.5, -2])
    let read = InlineArray<2, Double>(pair.span)
    #expect(read[0] == 0.5 && read[1] == -2)
    let whole = InlineArray<2, Int>(([3, 4] as [Scalar]).span)
    #expect(whole[0] == 3 && whole[1] == 4)
  }

  @Test func anActionIsAnInteger() async {
    await #expect(processExitsWith: .failure) { _ = Int(([0.5] as [Scalar]).span) }
    await #expect(processExitsWith: .failure) { _ = Int(([.infinity] as [Scalar]).span) }
    await #expect(processExitsWith: .failure) {
      _ = InlineArray<2, Double>(([1] as [Scalar]).span)
    }
  }
}
