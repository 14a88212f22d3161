import Environments
import LinearAlgebra
import Testing

/// A walk on a line: action 0 goes left, 1 goes right, state 2 is the end.
private struct Line: MarkovDecisionProcess {
  var stateCount: Int { 3 }
  var actionCount: Int { 2 }
  var discount: Double { 0.5 }
  func transitionProbability(from state: Int, action: Int, to next: Int) -> Double {
    next == max(state + 2 * action - 1, 0) ? 1 : 0
  }
  func reward(state: Int, action: Int) -> Double { Double(10 * state + action) }
  func initialProbability(of state: Int) -> Double { state == 0 ? 1 : 0 }
  func isTerminal(_ state: Int) -> Bool { state == 2 }
}

@Suite struct MarkovDecisionProcessTests {
  private let transitions = Matrix<Double>([[0.5, 0.5], [0, 1], [1, 0], [0.25, 0.75]])
  private let rewards = Matrix<Double>([[1, 2], [3, 4]])
  private let start: Vector<Double> = [0.5, 0.5]

  private func make(
    _ transitions: Matrix<Double>? = nil, _ rewards: Matrix<Double>? = nil,
    _ start: Vector<Double>? = nil, discount: Double = 0.9, terminal: Set<Int> = []
  ) throws -> TabularMDP {
    try TabularMDP(
      transitions: transitions ?? self.transitions, rewards: rewards ?? self.rewards,
      initialDistribution: start ?? self.start, discount: discount, terminalStates: terminal)
  }

  @Test func tablesOfAProcess() throws {
    let line = try TabularMDP(Line())
    #expect(
      line.transitions
        == Matrix([[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1], [0, 0, 1]]))
    #expect(line.rewards == Matrix([[0, 1], [10, 11], [0, 0]]))
    #expect(line.initialDistribution == [1, 0, 0] && line.discount == 0.5)
    #expect(line.terminal == [false, false, true])
    #expect(try TabularMDP(line) == line)
  }

  @Test func readsItsTables() throws {
    let process = try make()
    #expect(process.stateCount == 2 && process.actionCount == 2)
    #expect(process.transitionProbability(from: 1, action: 1, to: 0) == 0.25)
    #expect(process.reward(state: 1, action: 0) == 3)
    #expect(process.initialProbability(of: 1) == 0.5 && !process.isTerminal(1))
  }

  @Test func aTerminalStatesTablesAreNotRead() throws {
    let process = try make(
      Matrix([[0.5, 0.5], [0, 1], [.nan, 7], [0, 0]]), Matrix([[1, 2], [.nan, 4]]), [1, 0],
      terminal: [1])
    #expect(process.transitions == Matrix([[0.5, 0.5], [0, 1], [0, 1], [0, 1]]))
    #expect(process.rewards == Matrix([[1, 2], [0, 0]]))
  }

  @Test func wrongTablesAreErrors() throws {
    func expect(_ error: MarkovDecisionProcessError, _ body: () throws -> TabularMDP) {
      #expect(throws: error) { _ = try body() }
    }
    var wrong = transitions
    wrong[2, 0] = 1 + 2e-9
    expect(.transitions(state: 1, action: 0, sum: 1 + 2e-9)) { try make(wrong) }
    wrong[2, 0] = 1 + 5e-10
    _ = try make(wrong)
    for bad in [Double.nan, .infinity, -0.5] {
      wrong[2, 0] = bad
      wrong[2, 1] = 1 - bad
      #expect(throws: MarkovDecisionProcessError.self) { try make(wrong) }
    }
    expect(.reward(state: 0, action: 1, value: .infinity)) {
      try make(nil, Matrix([[1, .infinity], [3, 4]]))
    }
    expect(.initialDistribution(sum: 0.75)) { try make(nil, nil, [0.5, 0.25]) }
    #expect(throws: MarkovDecisionProcessError.self) { try make(terminal: [1]) }
    expect(.discount(1.5)) { try make(discount: 1.5) }
    #expect(throws: MarkovDecisionProcessError.self) { try make(discount: .nan) }
    #expect(throws: MarkovDecisionProcessError.self) { try make(nil, nil, [1]) }
    #expect(throws: MarkovDecisionProcessError.self) { try make(Matrix(rows: 3, columns: 2)) }
    #expect(throws: MarkovDecisionProcessError.self) { try make(terminal: [2]) }
    #expect(throws: MarkovDecisionProcessError.self) {
      try make(Matrix(rows: 0, columns: 0), Matrix(rows: 0, columns: 0), [])
    }
    let message = "\(MarkovDecisionProcessError.transitions(state: 1, action: 0, sum: 0.9))"
    #expect(message.contains("state 1, action 0") && message.contains("0.9"))
  }
}
