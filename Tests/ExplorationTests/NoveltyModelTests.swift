import Environments
import Exploration
import Foundation
import LinearAlgebra
import ReinforcementLearning
import Testing

/// Rows for a model.
func rows(_ states: [[Scalar]]) -> RowBuffer {
  var buffer = RowBuffer(columns: states[0].count)
  for state in states { state.withUnsafeBufferPointer { buffer.append($0.baseAddress!) } }
  return buffer
}

/// The bonuses of states.
func bonuses(_ model: inout some NoveltyModel, _ states: [[Scalar]]) -> [Scalar] {
  var bonuses = Vector<Scalar>(count: 0)
  model.writeBonuses(of: rows(states), into: &bonuses)
  return Array(bonuses.span.indices.map { bonuses[$0] })
}

/// `count` states in [low, high]².
func square(_ count: Int, _ low: Double, _ high: Double, seed: UInt64) -> [[Scalar]] {
  var stream = RandomStream(seed: seed)
  return (0..<count).map { _ in
    [Scalar(stream.uniform(low, high)), Scalar(stream.uniform(low, high))]
  }
}

@Suite("Counted states")
struct StateCountsTests {
  @Test("Cells by hand, the bounds and what lies beyond them included")
  func cells() throws {
    let space = ObservationSpace(shape: [2], low: [0, -1], high: [1, 1])
    var histogram = try StateHistogram(space, cells: 4)
    histogram.learn(
      rows([[0, -1], [0.24, -0.6], [0.26, -0.6], [1, 1], [0.9, 0.7], [2, 5], [-3, -2]]))
    #expect(histogram.total == 7 && histogram.counts.count == 16)
    // First feature in quarters of 1, second in quarters of 2.
    #expect(histogram.counts[0] == 3 && histogram.counts[4] == 1 && histogram.counts[15] == 3)
    #expect(histogram.counts.reduce(0, +) == 7)
    let expected: [Scalar] = [Scalar(1 / 3.0.squareRoot()), 1, .infinity]
    #expect(bonuses(&histogram, [[0.1, -0.9], [0.3, -0.9], [0.6, 0]]) == expected)
  }

  @Test("Each form of the bonus is that of the counts", arguments: CountBonus.allCases)
  func forms(form: CountBonus) throws {
    let space = ObservationSpace(shape: [1], low: 0, high: 1)
    var histogram = try StateHistogram(space, cells: 2, form: form)
    var random = RandomStream(seed: 3)
    var hashes = SimHashCounts(space, bits: 8, form: form, using: &random)
    let states: [[Scalar]] = [[0.1], [0.1], [0.1], [0.9]]
    histogram.learn(rows(states))
    hashes.learn(rows(states))
    let expected = [3.0, 1].map { Scalar(form.value(visits: $0, total: 4)) }
    #expect(bonuses(&histogram, [[0.1], [0.9]]) == expected)
    #expect(bonuses(&hashes, [[0.1], [0.9]]) == expected)
  }

  @Test("A histogram needs bounds, and not too many cells")
  func refusals() throws {
    func option(_ body: () throws -> StateHistogram) -> String? {
      do {
        _ = try body()
        return nil
      } catch { return (error as? InvalidConfigurationError)?.option }
    }
    #expect(option { try StateHistogram(ObservationSpace(shape: [2]), cells: 3) } == "bonus")
    let wide = ObservationSpace(shape: [40], low: 0, high: 1)
    #expect(option { try StateHistogram(wide, cells: 2) } == "cells")
    #expect(option { try StateHistogram(wide, cells: 1) } == nil)
  }

  @Test("Codes are the signs of the projections, and near states share them")
  func codes() {
    let space = ObservationSpace(shape: [2], low: [0, -.infinity], high: [10, .infinity])
    var random = RandomStream(seed: 1)
    let hashes = SimHashCounts(space, bits: 16, using: &random)
    // The same projections, by a plain loop.
    var plain = RandomStream(seed: 1)
    let projections = (0..<16).map { _ in (0..<3).map { _ in Scalar(plain.normal()) } }
    for state in [[3, -0.4], [9, 2], [0, 0]] as [[Scalar]] {
      let g = [state[0] / 5 - 1, state[1], 1]
      var code: UInt64 = 0
      for (i, row) in projections.enumerated() where zip(row, g).reduce(0, { $0 + $1.0 * $1.1 }) > 0
      {
        code |= 1 << UInt64(i)
      }
      #expect(hashes.code(of: state) == code)
    }
    func differing(_ a: [Scalar], _ b: [Scalar]) -> Int {
      (hashes.code(of: a) ^ hashes.code(of: b)).nonzeroBitCount
    }
    #expect(differing([3, 0.5], [3.01, 0.5]) == 0)
    #expect(differing([1, -1], [9, 1]) > 4)
  }

  @Test("More bits tell more states apart")
  func bits() {
    let space = ObservationSpace(shape: [2], low: 0, high: 1)
    let states = square(2000, 0, 1, seed: 2)
    let codes = [1, 8, 32, 64].map { bits in
      var random = RandomStream(seed: 4)
      var hashes = SimHashCounts(space, bits: bits, using: &random)
      hashes.learn(rows(states))
      #expect(hashes.total == 2000)
      return hashes.codes
    }
    #expect(codes[0] == 2)
    for (few, many) in zip(codes, codes.dropFirst()) { #expect(many > 2 * few) }
  }
}

@Suite("Densities of states")
struct StateDensityTests {
  @Test("Kernels by hand")
  func byHand() {
    var kernels = KernelDensity(features: 1, deviation: 0.5, capacity: 10)
    #expect(bonuses(&kernels, [[0]]) == [.infinity])
    kernels.learn(rows([[0], [1]]))
    // p(0) = ½ (1 + exp(−1 / 0.5)).
    let expected = [-log((1 + exp(-2)) / 2), -log(exp(-0.5))]
    for (found, expected) in zip(bonuses(&kernels, [[0], [0.5]]), expected) {
      #expect(abs(Double(found) - expected) < 1e-6)
    }
  }

  @Test("Blocks of kernels give the plain double sum, far away too; the newest states are kept")
  func plainSum() {
    for (count, capacity) in [(3, 5000), (512, 512), (1500, 5000), (1500, 700)] {
      let states = square(count, 0, 1, seed: UInt64(count)).map { $0 + [$0[0] * $0[1]] }
      var kernels = KernelDensity(features: 3, deviation: 0.05, capacity: capacity)
      for first in stride(from: 0, to: count, by: 100) {
        kernels.learn(rows(Array(states[first..<min(first + 100, count)])))
      }
      #expect(kernels.count == min(count, capacity))
      let queries = Array(states.prefix(5)) + [[0.5, 0.5, 0], [7, 7, -3]]
      let kept = states.suffix(capacity)
      for (query, found) in zip(queries, bonuses(&kernels, queries)) {
        let exponents = kept.map { state in
          -zip(query, state).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) } / 0.005
        }
        let largest = exponents.max()!
        let sum = exponents.reduce(0) { $0 + exp($1 - largest) }
        let expected = -(largest + log(sum / Double(kept.count)))
        #expect(abs(Double(found) - expected) < 1e-5 * (1 + expected))
      }
    }
  }

  @Test("Wider kernels are flatter")
  func widths() {
    let states = square(300, 0, 0.5, seed: 5)
    let spread = [0.05, 0.2, 1].map { deviation in
      var kernels = KernelDensity(features: 2, deviation: deviation, capacity: 1000)
      kernels.learn(rows(states))
      let found = bonuses(&kernels, [[0.25, 0.25], [0.9, 0.9]])
      return found[1] - found[0]
    }
    #expect(spread[0] > spread[1] && spread[1] > spread[2] && spread[2] > 0)
  }

  @Test("What does not fit stops the program")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      var kernels = KernelDensity(features: 2, deviation: 1, capacity: 4)
      kernels.learn(RowBuffer(columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = KernelDensity(features: 2, deviation: 0, capacity: 4)
    }
  }
}
