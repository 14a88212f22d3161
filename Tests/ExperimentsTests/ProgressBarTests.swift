import Experiments
import Testing

/// A clock that stands until it is set, and what was written.
private final class Screen {
  var time = 100.0
  var texts: [String] = []

  func bar(total: Int, isTerminal: Bool, columns: Int = 80) -> ProgressBar {
    ProgressBar(
      total: total,
      output: .init(isTerminal: isTerminal, columns: columns) { self.texts.append($0) },
      clock: { self.time })
  }
}

@Suite struct ProgressBarTests {
  @Test func terminal() {
    let screen = Screen()
    var bar = screen.bar(total: 100, isTerminal: true)
    bar.update(completed: 1, value: 20, count: 1000)
    #expect(screen.texts.isEmpty)
    screen.time = 110
    bar.update(completed: 43, value: 182.34, count: 612_345)
    #expect(
      screen.texts == [
        "\r[########------------]  43 %  return 182.3  61,200 steps/s  0:13 left\u{1B}[K"
      ])
    screen.time = 110.05
    bar.update(completed: 44)
    #expect(screen.texts.count == 1)
    screen.time = 3875
    bar.update(completed: 100, value: -0.012_345, count: 3_775_000_000)
    bar.finish()
    bar.finish()
    #expect(
      screen.texts.dropFirst(2) == [
        "\r[###################] 100 %  return -0.01235  1,000,000 steps/s  1:02:55 in all\u{1B}[K",
        "\n",
      ])
  }

  @Test func narrowTerminal() {
    let screen = Screen()
    var bar = screen.bar(total: 10, isTerminal: true, columns: 30)
    screen.time += 1
    bar.update(completed: 5, value: 1, count: 50)
    #expect(screen.texts == ["\r 50 %  return 1  50 steps/s\u{1B}[K"])
  }

  @Test func plainLines() {
    let screen = Screen()
    var bar = screen.bar(total: 1000, isTerminal: false)
    for second in 1...60 {
      screen.time = 100 + Double(second)
      bar.update(completed: second * 10, value: Double(second), count: second * 50)
    }
    bar.finish()
    #expect(screen.texts.count == 13)
    #expect(screen.texts.first == "  5 %  return 5  50 steps/s  1:35 left\n")
    #expect(screen.texts.last == " 60 %  return 60  50 steps/s  1:00 in all\n")
  }

  @Test func nothingToSay() {
    let screen = Screen()
    var bar = screen.bar(total: 3, isTerminal: false)
    bar.finish()
    #expect(screen.texts == ["  0 %  0:00 in all\n"])
  }
}
