internal import LinearAlgebra

/// A game of MinAtar, played on 10×10 cells, of which each channel of the observation is a bit map.
package protocol MinAtarGame: Environment, Equatable where Action == Int {
  /// From actions to moves.
  var control: MinAtarControl { get set }

  /// The number of channels.
  static var channels: Int { get }

  /// How a cell of each channel is painted.
  static var marks: [MinAtarMark] { get }

  /// Sets the board up for an episode.
  mutating func begin(using chance: inout some MinAtarChance)

  /// Makes a move and lets the rest of the game go on for one frame.
  mutating func advance(_ move: MinAtarMove, using chance: inout some MinAtarChance) -> Step
}

extension MinAtarGame {
  /// Begins an episode.
  @inline(__always)
  package mutating func start(using chance: inout some MinAtarChance) {
    control.reset()
    begin(using: &chance)
  }

  /// Plays an action: the draw for its sticking first, then those of the game.
  @inline(__always)
  package mutating func play(_ action: Int, using chance: inout some MinAtarChance) -> Step {
    advance(control.move(for: action, using: &chance), using: &chance)
  }

  /// The space of 10×10×channels bits.
  static func makeObservationSpace() -> ObservationSpace {
    ObservationSpace(shape: [10, 10, channels], storage: .byte, low: 0, high: 1)
  }
}
