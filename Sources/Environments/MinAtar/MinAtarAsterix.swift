public import LinearAlgebra

/// MinAtar's Asterix: treasure is collected and enemies are avoided, which come from both sides.
///
/// Every row but the first and the last holds at most one of them. A treasure is worth 1, and to touch an enemy
/// ends the episode. With the difficulty, the frames between two arrivals fall from 10 to 1 and those between two
/// of their moves from 5 to 1.
///
/// Channels: 0 player, 1 enemies, 2 the cell behind each thing that moves, 3 treasure. Useful moves: all but fire.
/// At each arrival chance decides the side, whether it is treasure (1/3), and the row among those that are free.
///
/// Source: K. Young and T. Tian, "MinAtar: An Atari-inspired testbed for thorough and reproducible reinforcement
/// learning experiments", 2019; the rules of the package `minatar` 1.0.15.
public struct MinAtarAsterix: MinAtarGame, Codable {
  private var control: MinAtarControl
  private let rampsDifficulty: Bool
  private var playerX: Int8 = 5
  private var playerY: Int8 = 5
  /// The column of the thing in row i + 1; the three sets below say whether there is one and what it is.
  private var columns = SIMD8<Int8>()
  private var present: UInt8 = 0
  private var rightwards: UInt8 = 0
  private var treasures: UInt8 = 0
  private var spawnInterval: Int16 = 10
  private var spawnTimer: Int16 = 10
  private var moveInterval: Int16 = 5
  private var moveTimer: Int16 = 5
  private var rampTimer: Int16 = 100
  private var rampIndex: Int16 = 0

  package static let channels = 4
  package static let marks = [
    MinAtarMark(.agent), MinAtarMark(.danger), MinAtarMark(.guide, .dot),
    MinAtarMark(.goal, .disc),
  ]
  private static let observations = makeObservationSpace()

  /// A game with the given actions, which becomes harder with time if `rampsDifficulty`.
  /// - Precondition: `stickyProbability` lies in [0, 1].
  public init(
    actions: MinAtarActionSet = .minimal, stickyProbability: Double = 0.1,
    rampsDifficulty: Bool = true
  ) {
    control = MinAtarControl(
      actions, useful: [.none, .left, .up, .right, .down], stickyProbability: stickyProbability)
    self.rampsDifficulty = rampsDifficulty
  }

  /// 10×10 cells of 4 bits.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The moves of the action set.
  public var actionSpace: ActionSpace { .discrete(control.count) }

  /// Begins an episode with the player alone in the middle.
  public mutating func reset(using stream: inout RandomStream) { begin(using: &stream) }

  /// Moves the player, and the rest when it is time.
  /// - Precondition: `action` is one of the action space.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    play(action, using: &stream)
  }

  @inline(__always)
  package mutating func begin(using chance: inout some MinAtarChance) {
    control.reset()
    (playerX, playerY) = (5, 5)
    columns = SIMD8()
    (present, rightwards, treasures) = (0, 0, 0)
    (spawnInterval, spawnTimer) = (10, 10)
    (moveInterval, moveTimer) = (5, 5)
    (rampTimer, rampIndex) = (100, 0)
  }

  @inline(__always)
  package mutating func play(_ action: Int, using chance: inout some MinAtarChance) -> Step {
    let move = control.move(for: action, using: &chance)
    if spawnTimer == 0 {
      spawn(using: &chance)
      spawnTimer = spawnInterval
    }
    switch move {
    case .left: playerX = max(0, playerX - 1)
    case .right: playerX = min(9, playerX + 1)
    case .up: playerY = max(1, playerY - 1)
    case .down: playerY = min(8, playerY + 1)
    case .none, .fire: break
    }

    var step = Step(reward: 0, status: .running)
    meet(&step)
    if moveTimer == 0 {
      moveTimer = moveInterval
      for i in 0..<8 where present >> i & 1 != 0 {
        let column = columns[i] + (rightwards >> i & 1 != 0 ? 1 : -1)
        columns[i] = column
        if column < 0 || column > 9 { present &= ~(1 << i) }
      }
      meet(&step)
    }
    spawnTimer -= 1
    moveTimer -= 1
    if rampsDifficulty { ramp() }
    return step
  }

  /// What happens if something is where the player is: only the thing in the player's row can be.
  @inline(__always)
  private mutating func meet(_ step: inout Step) {
    let i = Int(playerY) - 1
    let slot = UInt8(1) << i
    guard present & slot != 0 && columns[i] == playerX else { return }
    if treasures & slot != 0 {
      present &= ~slot
      step.reward += 1
    } else {
      step.status = .terminated
    }
  }

  /// A new enemy or treasure in a row that is free, if there is one.
  private mutating func spawn(using chance: inout some MinAtarChance) {
    let fromLeft = chance.happens(1 / 2.0)
    let isTreasure = chance.happens(1 / 3.0)
    var free = ~present
    guard free != 0 else { return }
    for _ in 0..<chance.choice(among: free.nonzeroBitCount) { free &= free - 1 }
    let i = free.trailingZeroBitCount
    let slot = UInt8(1) << i
    columns[i] = fromLeft ? 0 : 9
    present |= slot
    rightwards = fromLeft ? rightwards | slot : rightwards & ~slot
    treasures = isTreasure ? treasures | slot : treasures & ~slot
  }

  @inline(__always)
  private mutating func ramp() {
    guard spawnInterval > 1 || moveInterval > 1 else { return }
    if rampTimer >= 0 {
      rampTimer -= 1
      return
    }
    if moveInterval > 1 && rampIndex % 2 != 0 { moveInterval -= 1 }
    if spawnInterval > 1 { spawnInterval -= 1 }
    rampIndex += 1
    rampTimer = 100
  }

  /// Writes the channels of each cell, row by row from the top.
  public func observe(into row: inout MutableSpan<Scalar>) {
    MinAtarCanvas.paint(&row, channels: Self.channels) { canvas in
      canvas.mark(Int(playerX), Int(playerY), 0)
      for i in 0..<8 where present >> i & 1 != 0 {
        let column = Int(columns[i])
        canvas.mark(column, i + 1, treasures >> i & 1 != 0 ? 3 : 1)
        canvas.markIfInside(column + (rightwards >> i & 1 != 0 ? -1 : 1), i + 1, 2)
      }
    }
  }

  /// The board.
  public func picture() -> Picture? { paintedBoard() }
}
