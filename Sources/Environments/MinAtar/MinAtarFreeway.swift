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
  package var control: MinAtarControl
  /// The column of the car in row i + 1.
  private var columns = SIMD8<Int8>()
  /// The frames until each car moves.
  private var timers = SIMD8<Int8>()
  /// The frames between two moves of each car.
  private var speeds = SIMD8<Int8>(repeating: 1)
  /// 1 to the right, −1 to the left.
  private var directions = SIMD8<Int8>(repeating: 1)
  private var chicken: Int8 = 9
  private var chickenTimer: Int8 = 3
  private var framesLeft: Int16 = 2_500

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
  public mutating func reset(using stream: inout RandomStream) { start(using: &stream) }

  /// Moves the chicken and the cars.
  /// - Precondition: `action` is one of the action space.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    play(action, using: &stream)
  }

  @inline(__always)
  package mutating func begin(using chance: inout some MinAtarChance) {
    drawCars(using: &chance)
    columns = SIMD8()
    chicken = 9
    chickenTimer = 3
    framesLeft = 2_500
  }

  @inline(__always)
  private mutating func drawCars(using chance: inout some MinAtarChance) {
    for i in 0..<8 { speeds[i] = Int8(1 + chance.choice(among: 5)) }
    for i in 0..<8 { directions[i] = chance.happens(0.5) ? -1 : 1 }
    timers = speeds
  }

  @inline(__always)
  package mutating func advance(_ move: MinAtarMove, using chance: inout some MinAtarChance)
    -> Step
  {
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
    let moves = timers .== 0
    timers = (timers &- 1).replacing(with: speeds, where: moves)
    columns.replace(with: columns &+ directions, where: moves)
    columns.replace(with: 9, where: columns .< 0)
    columns.replace(with: 0, where: columns .> 9)
    if isUnderCar { isHit = true }
    if isHit { chicken = 9 }

    if chickenTimer > 0 { chickenTimer -= 1 }
    framesLeft -= 1
    return Step(reward: reward, status: framesLeft < 0 ? .terminated : .running)
  }

  /// Whether the car in the chicken's row is in its column, 4.
  @inline(__always)
  private var isUnderCar: Bool {
    chicken >= 1 && chicken <= 8 && columns[Int(chicken) - 1] == 4
  }

  /// Writes the channels of each cell, row by row from the top.
  public func observe(into row: inout MutableSpan<Scalar>) {
    MinAtarCanvas.paint(&row, channels: Self.channels) { canvas in
      canvas.mark(4, Int(chicken), 0)
      var behind = columns &- directions
      behind.replace(with: 9, where: behind .< 0)
      behind.replace(with: 0, where: behind .> 9)
      for i in 0..<8 {
        canvas.mark(Int(columns[i]), i + 1, 1)
        canvas.mark(Int(behind[i]), i + 1, 1 + Int(speeds[i]))
      }
    }
  }

  /// The board.
  public func picture() -> Picture? { paintedBoard() }
}
