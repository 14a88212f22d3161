package import Environments
package import LinearAlgebra

/// Tiny tasks with continuous actions, of one cause of failure each.
package enum ContinuousProbes {
  /// Two steps; the action of the first is rewarded at the end of the second, by how near it is to what was seen.
  package struct TwoSteps: Environment, Codable {
    private var time = 0
    private var wanted = 0.0
    private var earned = 0.0
    package init() {}
    package var observationSpace: ObservationSpace {
      ObservationSpace(shape: [2], low: -1, high: 1)
    }
    package var actionSpace: ActionSpace { .continuous(low: [-1], high: [1]) }
    package mutating func reset(using stream: inout RandomStream) {
      (time, wanted) = (0, stream.bernoulli(0.5) ? 0.5 : -0.5)
    }
    package mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream)
      -> Step
    {
      if time == 0 {
        earned = -(action[0] - wanted) * (action[0] - wanted)
        time = 1
        return Step(reward: 0, status: .running)
      }
      return Step(reward: earned, status: .terminated)
    }
    package func observe(into row: inout MutableSpan<Scalar>) {
      row[0] = Scalar(time == 0 ? 2 * wanted : earned)
      row[1] = Scalar(time)
    }
  }

  /// One step of reward 1 that ends the episode in the way given; nothing that is done matters. With γ = 0.5 the value is 1
  /// if it terminates, and 2 if it is truncated, since what was seen last is what is seen first.
  package struct OneStep: Environment, Codable {
    private let ending: Status
    package init(ending: Status) { self.ending = ending }
    package var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    package var actionSpace: ActionSpace { .continuous(low: [-1], high: [1]) }
    package mutating func reset(using stream: inout RandomStream) {}
    package mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream)
      -> Step
    {
      Step(reward: 1, status: ending)
    }
    package func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
  }
}
