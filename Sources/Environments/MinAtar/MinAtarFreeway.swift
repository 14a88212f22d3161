public import LinearAlgebra

/// MinAtar's Freeway: a chicken crosses eight lanes of cars.
///
/// Each time it arrives at the top it gets 1, goes back to the bottom and finds the cars at other speeds; a car
/// that hits it takes it back too. It moves at most every third frame, a car of speed s every (s + 1)th. The
/// episode ends after 2,501 frames, as a rule of the game: a termination, as in the package.
///
/// Channels: 0 chicken, 1 cars, 2 to 6 the cell behind a car of speed 1 (the fastest) to 5. Useful moves: none,
/// up, down. Chance decides the cars' speeds, then their directions.
///
/// Source: K. Young and T. Tian, "MinAtar: An Atari-inspired testbed for thorough and reproducible reinforcement
/// learning experiments", 2019; the rules of the package `minatar` 1.0.15.
public struct MinAtarFreeway: MinAtarGame, Codable {
  private var control: MinAtarControl
  // A byte for each car, the lowest that of the car in row 1; all are below 128, so that sums stay in their byte.
  /// The column of each car.
  private var columns: UInt64 = 0
  /// The frames until each car moves.
  private var timers = Self.ones
  /// The frames between two moves of each car.
  private var speeds = Self.ones
  /// What a move adds to the column, modulo 10: 1 to the right, 9 to the left.
  private var strides = Self.ones
  private var chicken: Int8 = 9
  private var chickenTimer: Int8 = 3
  private var framesLeft: Int16 = 2_500

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  package static let channels = 7
  package static let marks = [
    MinAtarMark(.agent, .disc), MinAtarMark(.danger), MinAtarMark(.scale(1), .dot),
    MinAtarMark(.scale(0.8), .dot), MinAtarMark(.scale(0.6), .dot), MinAtarMark(.scale(0.4), .dot),
    MinAtarMark(.scale(0.2), .dot),
  ]
  private static let observations = makeObservationSpace()

  /// A game with the given actions.
  /// - Precondition: `stickyProbability` lies in [0, 1].
  public init(actions: MinAtarActionSet = .minimal, stickyProbability: Double = 0.1) {
    control = MinAtarControl(
      actions, useful: [.none, .up, .down], stickyProbability: stickyProbability)
  }

  /// 10×10 cells of 7 bits.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The moves of the action set.
  public var actionSpace: ActionSpace { .discrete(control.count) }

  /// Begins an episode with the chicken at the bottom and the cars at the left.
  public mutating func reset(using stream: inout RandomStream) { begin(using: &stream) }

  /// Moves the chicken and the cars.
  /// - Precondition: `action` is one of the action space.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    play(action, using: &stream)
  }

  @inline(__always)
  package mutating func begin(using chance: inout some MinAtarChance) {
    control.reset()
    drawCars(using: &chance)
    columns = 0
    chicken = 9
    chickenTimer = 3
    framesLeft = 2_500
  }

  @inline(__always)
  private mutating func drawCars(using chance: inout some MinAtarChance) {
    (speeds, strides) = (0, 0)
    for i in 0..<8 { speeds |= UInt64(1 + chance.choice(among: 5)) << UInt64(8 * i) }
    for i in 0..<8 { strides |= (chance.happens(0.5) ? 9 : 1) << UInt64(8 * i) }
    timers = speeds
  }

  @inline(__always)
  package mutating func play(_ action: Int, using chance: inout some MinAtarChance) -> Step {
    let move = control.move(for: action, using: &chance)
    if (move == .up || move == .down) && chickenTimer == 0 {
      chickenTimer = 3
      chicken = move == .up ? max(0, chicken - 1) : min(9, chicken + 1)
    }
    var reward = 0.0
    if chicken == 0 {
      reward = 1
      drawCars(using: &chance)
      chicken = 9
    }
    // Only the car in the chicken's row can hit it, before or after it moves.
    var isHit = isUnderCar
    moveCars()
    if isUnderCar { isHit = true }
    if isHit { chicken = 9 }

    if chickenTimer > 0 { chickenTimer -= 1 }
    framesLeft -= 1
    return Step(reward: reward, status: framesLeft < 0 ? .terminated : .running)
  }

  /// Moves the cars whose timer is 0; the timers of the others run.
  @inline(__always)
  private mutating func moveCars() {
    // 0xFF in the byte of each car that moves: only there adding 127 leaves the highest bit clear.
    let moves = (~(timers &+ 0x7F &* Self.ones) >> 7 & Self.ones) &* 0xFF
    timers = (timers &- (Self.ones & ~moves)) | (speeds & moves)
    columns = Self.modulo10(columns &+ (strides & moves))
  }

  /// Each byte, below 20, modulo 10.
  @inline(__always)
  private static func modulo10(_ bytes: UInt64) -> UInt64 {
    bytes &- ((bytes &+ 118 &* ones) >> 7 & ones) &* 10
  }

  /// The byte of car i.
  @inline(__always)
  private static func byte(_ i: Int, of bytes: UInt64) -> Int {
    Int(truncatingIfNeeded: bytes >> UInt64(8 * i) & 0xFF)
  }

  /// Whether the car in the chicken's row is in its column, 4.
  @inline(__always)
  private var isUnderCar: Bool {
    chicken >= 1 && chicken <= 8 && Self.byte(Int(chicken) - 1, of: columns) == 4
  }

  /// Writes the channels of each cell, row by row from the top.
  public func observe(into row: inout MutableSpan<Scalar>) {
    MinAtarCanvas.paint(&row, channels: Self.channels) { canvas in
      canvas.mark(4, Int(chicken), 0)
      let behind = Self.modulo10(columns &+ (10 &* Self.ones &- strides))
      for i in 0..<8 {
        canvas.mark(Self.byte(i, of: columns), i + 1, 1)
        canvas.mark(Self.byte(i, of: behind), i + 1, 1 + Self.byte(i, of: speeds))
      }
    }
  }

  /// The board.
  public func picture() -> Picture? { paintedBoard() }
}
