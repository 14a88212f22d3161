import Environments
import Foundation
import InformationTheory
import LinearAlgebra
import ReinforcementLearning
import Testing

@Suite("Information")
struct InformationTests {
  @Test("Entropies, divergences and information, by hand")
  func byHand() {
    #expect(Information.entropy([0.5, 0.25, 0.25, 0]) == 1.5)
    #expect(Information.entropy([1]) == 0)
    #expect(Information.divergence([0.5, 0.5], from: [0.25, 0.75]) == 0.5 + 0.5 * log2(2.0 / 3))
    #expect(Information.divergence([1, 0], from: [0, 1]) == .infinity)
    #expect(Information.divergence([0, 1], from: [0, 1]) == 0)
    // Y tells X in half of the cases.
    let joint = Matrix([[0.25, 0, 0.25], [0, 0.25, 0.25]])
    #expect(Information.mutualInformation(joint) == 0.5)
    #expect(Information.conditionalEntropy(joint) == 0.5)
    #expect(abs(Information.mutualInformation(Matrix([[0.06, 0.14], [0.24, 0.56]]))) < 1e-15)
  }

  @Test("I(X; Y) = H(X) − H(X|Y), on random tables", arguments: 1...10 as ClosedRange<UInt64>)
  func identity(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    var joint = Matrix<Double>(rows: 4, columns: 6) { _, _ in stream.uniform() }
    joint = (1 / joint.elements.sum()) * joint
    let rows = Vector((0..<4).map { x in (0..<6).reduce(0.0) { $0 + joint[x, $1] } })
    let difference = Information.entropy(rows) - Information.conditionalEntropy(joint)
    #expect(abs(Information.mutualInformation(joint) - difference) < 1e-12)
  }
}

@Suite("Channel capacity")
struct ChannelCapacityTests {
  private func binaryEntropy(_ p: Double) -> Double { Information.entropy([p, 1 - p]) }

  @Test("Capacities that have a formula")
  func formulas() {
    // Symmetric: 1 − H(p). Erasure: 1 − e. Z: log₂(1 + (1 − p) p^(p/(1−p))). Noiseless: log₂ n. Useless: 0.
    let symmetric = ChannelCapacity(of: Matrix([[0.9, 0.1], [0.1, 0.9]]))
    #expect(abs(symmetric.bits - (1 - binaryEntropy(0.1))) < 1e-9)
    #expect(abs(symmetric.input[0] - 0.5) < 1e-9)
    let erasure = ChannelCapacity(of: Matrix([[0.7, 0.3, 0], [0, 0.3, 0.7]]))
    #expect(abs(erasure.bits - 0.7) < 1e-9)
    let p = 0.3
    let z = ChannelCapacity(of: Matrix([[1, 0], [p, 1 - p]]))
    #expect(abs(z.bits - log2(1 + (1 - p) * pow(p, p / (1 - p)))) < 2e-9)
    #expect(z.gap <= 1e-9)
    #expect(z.input[0] > 0.5)
    #expect(abs(ChannelCapacity(of: .identity(5)).bits - log2(5)) < 1e-12)
    #expect(ChannelCapacity(of: Matrix([[0.2, 0.8], [0.2, 0.8]])).bits < 1e-12)
    // An input more that says the same carries no more.
    let double = ChannelCapacity(of: Matrix([[1, 0], [p, 1 - p], [p, 1 - p]]))
    #expect(abs(double.bits - z.bits) < 2e-9)
  }

  @Test("No other input carries more", arguments: 1...10 as ClosedRange<UInt64>)
  func optimality(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    func distribution(_ n: Int) -> [Double] {
      let weights = (0..<n).map { _ in -log(1 - stream.uniform()) }
      return weights.map { $0 / weights.reduce(0, +) }
    }
    let channel = Matrix((0..<4).map { _ in distribution(5) })
    let capacity = ChannelCapacity(of: channel)
    func information(_ p: [Double]) -> Double {
      Information.mutualInformation(Matrix(rows: 4, columns: 5) { p[$0] * channel[$0, $1] })
    }
    #expect(abs(information(Array(capacity.input)) - capacity.bits) < 1e-8)
    for _ in 0..<200 { #expect(information(distribution(4)) <= capacity.bits + 1e-9) }
  }

  @Test func aTableThatIsNoChannelStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = ChannelCapacity(of: Matrix([[0.5, 0.4]]))
    }
    await #expect(processExitsWith: .failure) {
      _ = ChannelCapacity(of: Matrix([[1.5, -0.5]]))
    }
  }
}

@Suite("Empowerment")
struct EmpowermentTests {
  private func world(_ size: Int, wind: Double = 0) throws -> TabularMDP {
    let map = Array(repeating: String(repeating: ".", count: size), count: size)
    return try TabularMDP(
      Gridworld(map: map, terminals: "", wind: wind, allowsStaying: true).transitionTable())
  }

  @Test("In the open it is log₂(2n² + 2n + 1)", arguments: 1...4)
  func open(steps: Int) throws {
    let size = 2 * steps + 1
    let values = Empowerment(of: try world(size), steps: steps).values
    let middle = values[steps * size + steps]
    #expect(abs(middle - log2(Double(2 * steps * steps + 2 * steps + 1))) < 1e-9)
    // In a corner, a triangle of (n + 1)(n + 2)/2 cells.
    #expect(abs(values[0] - log2(Double((steps + 1) * (steps + 2)) / 2)) < 1e-9)
  }

  @Test("Wind takes power, and without choice there is none")
  func wind() throws {
    let (calm, windy) = (
      Empowerment(of: try world(5), steps: 2).values,
      Empowerment(of: try world(5, wind: 0.4), steps: 2).values
    )
    for s in 0..<25 { #expect(windy[s] < calm[s] - 0.5 && windy[s] > 0) }
    let blown = Empowerment(of: try world(5, wind: 1), steps: 2).values
    for s in 0..<25 { #expect(blown[s] < 1e-9) }
  }
}
