public import LinearAlgebra

/// MinAtar's Breakout: a paddle bounces a ball that breaks bricks.
///
/// The ball moves along diagonals and is reflected by walls, bricks and the paddle, whose two edges send it to
/// different sides. Each brick is worth 1; when all 30 are gone and the ball reaches the bottom again, there are
/// 30 new ones. The episode ends when the ball is missed.
///
/// Channels: 0 paddle, 1 ball, 2 where the ball was before, 3 bricks. Useful moves: none, left, right. The game's
/// one decision of chance is from which side the ball starts.
///
/// Source: K. Young and T. Tian, "MinAtar: An Atari-inspired testbed for thorough and reproducible reinforcement
/// learning experiments", 2019; the rules of the package `minatar` 1.0.15.
public struct MinAtarBreakout: MinAtarGame, Codable {
  private var control: MinAtarControl
  private var bricks = Self.wall
  private var paddle: Int8 = 4
  private var x: Int8 = 0
  private var y: Int8 = 3
  private var lastX: Int8 = 0
  private var lastY: Int8 = 3
  private var goesRight = true
  private var goesDown = true
  /// Whether the ball broke a brick last time and is still among bricks, through which it passes meanwhile.
  private var isStriking = false

  private static let wall = MinAtarBoard(columns: 0..<10, rows: 1..<4)
  package static let channels = 4
  package static let marks = [
    MinAtarMark(.agent), MinAtarMark(.danger, .disc), MinAtarMark(.guide, .dot), MinAtarMark(.goal),
  ]
  private static let observations = makeObservationSpace()

  /// A game with the given actions.
  /// - Precondition: `stickyProbability` lies in [0, 1].
  public init(actions: MinAtarActionSet = .minimal, stickyProbability: Double = 0.1) {
    control = MinAtarControl(
      actions, useful: [.none, .left, .right], stickyProbability: stickyProbability)
  }

  /// 10×10 cells of 4 bits.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The moves of the action set.
  public var actionSpace: ActionSpace { .discrete(control.count) }

  /// Begins an episode with all bricks, the ball at the left or the right.
  public mutating func reset(using stream: inout RandomStream) { begin(using: &stream) }

  /// Moves the paddle and the ball.
  /// - Precondition: `action` is one of the action space.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    play(action, using: &stream)
  }

  @inline(__always)
  package mutating func begin(using chance: inout some MinAtarChance) {
    control.reset()
    goesRight = chance.choice(among: 2) == 0
    goesDown = true
    (x, y) = (goesRight ? 0 : 9, 3)
    (lastX, lastY) = (x, y)
    paddle = 4
    bricks = Self.wall
    isStriking = false
  }

  @inline(__always)
  package mutating func play(_ action: Int, using chance: inout some MinAtarChance) -> Step {
    let move = control.move(for: action, using: &chance)
    if move == .left { paddle = max(0, paddle - 1) }
    if move == .right { paddle = min(9, paddle + 1) }

    (lastX, lastY) = (x, y)
    var reward = 0.0
    var status = Status.running
    var isAmongBricks = false
    var nextX = goesRight ? x + 1 : x - 1
    var nextY = goesDown ? y + 1 : y - 1
    if nextX < 0 || nextX > 9 {
      nextX = x
      goesRight.toggle()
    }
    if nextY < 0 {
      nextY = 0
      goesDown.toggle()
    } else if bricks.contains(Int(nextX), Int(nextY)) {
      isAmongBricks = true
      if !isStriking {
        reward = 1
        isStriking = true
        bricks.remove(Int(nextX), Int(nextY))
        nextY = y
        goesDown.toggle()
      }
    } else if nextY == 9 {
      if bricks.isEmpty { bricks = Self.wall }
      if x == paddle {
        goesDown.toggle()
        nextY = y
      } else if nextX == paddle {
        goesRight.toggle()
        goesDown.toggle()
        nextY = y
      } else {
        status = .terminated
      }
    }
    if !isAmongBricks { isStriking = false }
    (x, y) = (nextX, nextY)
    return Step(reward: reward, status: status)
  }

  /// Writes the channels of each cell, row by row from the top.
  public func observe(into row: inout MutableSpan<Scalar>) {
    MinAtarCanvas.paint(&row, channels: Self.channels) { canvas in
      canvas.mark(Int(paddle), 9, 0)
      canvas.mark(Int(x), Int(y), 1)
      canvas.mark(Int(lastX), Int(lastY), 2)
      canvas.mark(bricks, 3)
    }
  }

  /// The board.
  public func picture() -> Picture? { paintedBoard() }
}
