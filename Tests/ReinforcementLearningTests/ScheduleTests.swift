import Foundation
import ReinforcementLearning
import Testing

@Suite struct ScheduleTests {
  private static let piecewise = Schedule.piecewise([
    .init(step: 10, value: 1), .init(step: 20, value: 3), .init(step: 40, value: 2),
  ])

  @Test func values() {
    #expect(Schedule.constant(0.3).value(at: 1_000_000) == 0.3)
    let linear = Schedule.linear(from: 1, to: 0.5, over: 100)
    #expect([-5, 0, 50, 100, 1000].map(linear.value) == [1, 1, 0.75, 0.5, 0.5])
    let exponential = Schedule.exponential(from: 1, to: 0.01, over: 10)
    #expect(exponential.value(at: 0) == 1 && exponential.value(at: 10) == 0.01)
    #expect(abs(exponential.value(at: 5) - 0.1) < 1e-15)
    #expect(
      [0, 10, 15, 20, 30, 40, 99].map(Self.piecewise.value) == [1, 1, 2, 3, 2.5, 2, 2])
    #expect(Schedule.piecewise([.init(step: 5, value: 7)]).value(at: 6) == 7)
  }

  @Test(arguments: [
    Schedule.constant(1), .linear(from: 1, to: 0, over: 10),
    .exponential(from: 1, to: 0.1, over: 10), piecewise,
  ])
  func codable(schedule: Schedule) throws {
    try schedule.validate()
    let data = try JSONEncoder().encode(schedule)
    #expect(try JSONDecoder().decode(Schedule.self, from: data) == schedule)
  }

  @Test(arguments: [
    Schedule.constant(.nan), .linear(from: 1, to: .infinity, over: 1),
    .linear(from: 1, to: 0, over: 0), .exponential(from: 1, to: 0, over: 10),
    .exponential(from: 1, to: 0.5, over: -1), .piecewise([]),
    .piecewise([.init(step: 1, value: 1), .init(step: 1, value: 2)]),
    .piecewise([.init(step: 1, value: .nan)]),
  ])
  func wrongSchedulesAreErrors(schedule: Schedule) {
    #expect(throws: Schedule.Invalid.self) { try schedule.validate() }
  }
}
