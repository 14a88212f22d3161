#if MuJoCo
  public import LinearAlgebra

  /// An environment around a MuJoCo simulation.
  ///
  /// Those of Apus have the observations, rewards, starts and ends of Gymnasium's version 4. A step in
  /// which the simulation fails (see `MuJoCoSimulation`) has the reward NaN and terminates the episode; the
  /// observation is then NaN.
  public protocol MuJoCoEnvironment: PhysicalParameters, Codable, Equatable {
    /// The simulation; whoever changes it changes the environment's state.
    var simulation: MuJoCoSimulation { get set }

    /// What all environments of this type observe.
    static var observations: ObservationSpace { get }

    /// The actions of all environments of this type.
    static var actions: ActionSpace { get }

    /// Writes the present observation with the precision of `Element`.
    /// - Precondition: `row` has as many elements as `observations`.
    func writeObservation<Element: BinaryFloatingPoint>(into row: inout MutableSpan<Element>)
  }

  extension MuJoCoEnvironment {
    /// What is observed.
    public var observationSpace: ObservationSpace { Self.observations }

    /// The controls; MuJoCo clips them to their bounds.
    public var actionSpace: ActionSpace { Self.actions }

    /// Writes the present observation.
    public func observe(into row: inout MutableSpan<Scalar>) { writeObservation(into: &row) }

    /// The model with this file name, of the sizes that the environment has.
    static func model(named file: String) throws -> MuJoCoModel {
      let model = try MuJoCoModel.named(file)
      guard model.actionSpace == Self.actions else {
        throw MuJoCoModelError.sizes(
          model: file, found: "\(model.actionSpace)", expected: "\(Self.actions)")
      }
      return model
    }
  }

  extension Step {
    /// The step of a simulation that has failed.
    static let failed = Step(reward: .nan, status: .terminated)
  }

  extension InlineArray where Element == Double {
    /// Σ aᵢ².
    var sumOfSquares: Double {
      var sum = 0.0
      for i in 0..<count { sum += self[i] * self[i] }
      return sum
    }
  }

  extension ObservationSpace {
    /// A row of `count` numbers without bounds.
    static func unbounded(_ count: Int) -> ObservationSpace { ObservationSpace(shape: [count]) }
  }

  extension ActionSpace {
    /// `count` controls within ±`bound`.
    static func controls(_ count: Int, within bound: Double = 1) -> ActionSpace {
      .continuous(
        low: Array(repeating: -bound, count: count), high: Array(repeating: bound, count: count))
    }
  }

  extension MutableSpan where Element: BinaryFloatingPoint {
    /// Writes one number at i, which moves on.
    @inline(__always)
    mutating func write(_ x: Double, at i: inout Int) {
      self[i] = Element(x)
      i += 1
    }

    /// Writes a block at i, which moves on behind it.
    @inline(__always)
    mutating func write(_ block: UnsafeBufferPointer<Double>, from start: Int = 0, at i: inout Int)
    {
      for j in start..<block.count { write(block[j], at: &i) }
    }

    /// Writes a block, each number within ±`bound`, at i, which moves on behind it; NaN stays NaN.
    @inline(__always)
    mutating func write(_ block: UnsafeBufferPointer<Double>, within bound: Double, at i: inout Int)
    {
      for j in 0..<block.count {
        let x = block[j]
        write(x > bound ? bound : x < -bound ? -bound : x, at: &i)
      }
    }
  }
#endif
