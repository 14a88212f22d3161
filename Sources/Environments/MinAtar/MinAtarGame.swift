internal import LinearAlgebra

/// A game of MinAtar, played on 10×10 cells, of which each channel of the observation is a bit map.
package protocol MinAtarGame: Environment, Equatable where Action == Int {
  /// The number of channels.
  static var channels: Int { get }

  /// How a cell of each channel is painted.
  static var marks: [MinAtarMark] { get }

  /// Begins an episode.
  mutating func begin(using chance: inout some MinAtarChance)

  /// Plays an action for one frame: the draw for its sticking first, then those of the game.
  mutating func play(_ action: Int, using chance: inout some MinAtarChance) -> Step
}

extension MinAtarGame {
  /// The space of 10×10×channels bits.
  static func makeObservationSpace() -> ObservationSpace {
    ObservationSpace(shape: [10, 10, channels], storage: .byte, low: 0, high: 1)
  }
}
