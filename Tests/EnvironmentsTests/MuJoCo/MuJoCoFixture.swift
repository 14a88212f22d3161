#if MuJoCo
  import Environments
  import Foundation
  import LinearAlgebra

  /// What scripts/fixtures/mujoco_fixtures.py writes: Gymnasium's environments on the same library.
  struct MuJoCoFixture: Decodable {
    struct State: Decodable {
      var positions: [Double]
      var velocities: [Double]
      var action: [Scalar]
      var before: [Double]?
      var observation: [Double]
      var reward: Double
      var terminated: Bool
    }

    struct Trajectory: Decodable {
      struct Point: Decodable {
        var positions: [Double]
        var velocities: [Double]
        var `return`: Double
      }
      var positions: [Double]
      var velocities: [Double]
      var unit: Scalar
      var actions: [[Scalar]]
      var every: Int
      var points: [Point]
    }

    var environment: String
    var mujoco: String
    var states: [State]
    var trajectories: [Trajectory]?

    static func load(_ name: String) throws -> MuJoCoFixture {
      try load(Bundle.module.bundleURL.appending(path: "Fixtures/MuJoCo/\(name).json"))
    }

    static func load(_ url: URL) throws -> MuJoCoFixture {
      try JSONDecoder().decode(MuJoCoFixture.self, from: Data(contentsOf: url))
    }
  }

  /// The environments that are compared to Gymnasium's.
  let gymnasiumNames = [
    "HalfCheetah-v4", "Hopper-v4", "Walker2d-v4", "Ant-v4", "Humanoid-v4", "Swimmer-v4",
    "Reacher-v4", "InvertedPendulum-v4", "InvertedDoublePendulum-v4", "cheetah-cs285",
  ]

  /// All types, with the variants.
  let mujocoNames = gymnasiumNames + ["SparseHalfCheetah-v0", "reacher-cs285"]

  /// An environment, without its time limit.
  func makeMuJoCo(_ name: String) throws -> any MuJoCoEnvironment {
    switch name {
    case "HalfCheetah-v4": try HalfCheetah()
    case "Hopper-v4": try Hopper()
    case "Walker2d-v4": try Walker2d()
    case "Ant-v4": try Ant()
    case "Humanoid-v4": try Humanoid()
    case "Swimmer-v4": try Swimmer()
    case "Reacher-v4": try Reacher()
    case "InvertedPendulum-v4": try InvertedPendulum()
    case "InvertedDoublePendulum-v4": try InvertedDoublePendulum()
    case "cheetah-cs285": try CheetahCS285()
    case "SparseHalfCheetah-v0": try HalfCheetah(reward: .beyond(5))
    case "reacher-cs285": try SevenJointReacher()
    default: throw UnknownNameError(kind: "environment", name: name, candidates: mujocoNames)
    }
  }

  extension MuJoCoEnvironment {
    /// The observation in double precision.
    var observation: [Double] {
      var row = [Double](repeating: .nan, count: Self.observations.count)
      var span = row.mutableSpan
      writeObservation(into: &span)
      return row
    }

    /// Makes a transition with the action in a row.
    mutating func step(row: [Scalar]) -> Step {
      var stream = RandomStream(seed: 0)
      return step(Action(row.span), using: &stream)
    }
  }

  /// Random actions within the bounds of an environment.
  func randomAction(_ space: ActionSpace, _ stream: inout RandomStream) -> [Scalar] {
    var row = [Scalar](repeating: 0, count: space.width)
    var span = row.mutableSpan
    space.sample(into: &span, using: &stream)
    return row
  }

  /// The largest difference between two rows, in units of the larger of 1 and the expected number.
  func deviation(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
  }
#endif
