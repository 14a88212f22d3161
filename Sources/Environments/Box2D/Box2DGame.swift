#if Box2D

  internal import LinearAlgebra

  /// What one step is given: actions, and what chance adds to them.
  typealias Box2DInput = SIMD4<Double>

  /// The rules of an environment on Box2D, with all of its state that is not in Box2D's world.
  ///
  /// Settings, the stream at the reset and the inputs since determine everything, the world included.
  protocol Box2DGame: Sendable {
    /// What does not change from episode to episode.
    associatedtype Settings: Sendable, Codable, Equatable

    /// A game that has not begun.
    init(_ settings: Settings)

    /// What does not change from episode to episode.
    var settings: Settings { get }

    /// The number of inputs for which memory is kept from the beginning: that of the usual time limit.
    static var usualSteps: Int { get }

    /// Builds the world of an episode and comes to its first observation.
    mutating func begin(in scene: Box2DScene, using stream: inout RandomStream)

    /// Makes one transition.
    mutating func advance(by input: Box2DInput, in scene: Box2DScene) -> Step
  }

#endif
