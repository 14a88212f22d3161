#if MuJoCo
  extension EnvironmentCatalogue {
    /// Locomotion, balancing and reaching with MuJoCo. The models are looked for when one is named.
    static let muJoCo: [EnvironmentSpecification] = [
      specification(
        "HalfCheetah-v4", "Run with a planar cheetah.", 1000, 4800, { try HalfCheetah() }),
      specification("Hopper-v4", "Hop forward on one leg.", 1000, 3800, { try Hopper() }),
      specification("Walker2d-v4", "Walk on two legs in a plane.", 1000, nil, { try Walker2d() }),
      specification("Ant-v4", "Walk on four legs.", 1000, 6000, { try Ant() }),
      specification("Humanoid-v4", "Walk like a human.", 1000, nil, { try Humanoid() }),
      specification("Swimmer-v4", "Swim with three links.", 1000, 360, { try Swimmer() }),
      specification(
        "Reacher-v4", "Reach a random target with an arm of two links.", 50, -3.75,
        { try Reacher() }),
      specification(
        "InvertedPendulum-v4", "Keep a pole upright by forces on its cart.", 1000, 950,
        { try InvertedPendulum() }),
      specification(
        "InvertedDoublePendulum-v4", "Keep two poles, one upon the other, upright.", 1000, 9100,
        { try InvertedDoublePendulum() }),
      specification(
        "HalfCheetah150-v4", "HalfCheetah-v4 over 150 steps, as in the course.", 150, nil,
        { try HalfCheetah() }),
      specification(
        "NoisyHopper-v4", "Hopper-v4 whose actions bear noise, as in the course.", 1000, nil,
        spaces: (Hopper.observations, Hopper.actions),
        { NoisyActions(try Hopper(), deviation: 0.5) }),
      specification(
        "SparseHalfCheetah-v0", "HalfCheetah with reward 1 only beyond x = 5.", 500, nil,
        { try HalfCheetah(reward: .beyond(5)) }),
      specification(
        "cheetah-cs285", "The course's cheetah, whose reward a model can compute.", 500, nil,
        { try CheetahCS285() }),
      specification(
        "reacher-cs285", "Reach a point with seven joints, after the course.", 200, nil,
        { try SevenJointReacher() }),
    ]

    /// Inlined, so that the batch's loops are compiled for the environment's type.
    @inline(__always)
    private static func specification<E: MuJoCoEnvironment>(
      _ name: String, _ summary: String, _ stepLimit: Int, _ rewardThreshold: Double?,
      _ make: @escaping @Sendable () throws -> E
    ) -> EnvironmentSpecification {
      specification(
        name, summary, stepLimit, rewardThreshold, spaces: (E.observations, E.actions), make)
    }

    /// The same for a wrapped environment, whose spaces are known without its model.
    @inline(__always)
    private static func specification<E: Environment>(
      _ name: String, _ summary: String, _ stepLimit: Int, _ rewardThreshold: Double?,
      spaces: (ObservationSpace, ActionSpace), _ make: @escaping @Sendable () throws -> E
    ) -> EnvironmentSpecification {
      let makeBatch: @Sendable (Int, UInt64, Int) -> any EnvironmentBatch = {
        copies, seed, threads in
        do {
          let limited = TimeLimit(try make(), steps: stepLimit)
          return Batch(limited, count: copies, seed: seed, threads: threads)
        } catch {
          preconditionFailure("\(error)")
        }
      }
      return EnvironmentSpecification(
        name: name, summary: summary, observationSpace: spaces.0, actionSpace: spaces.1,
        stepLimit: stepLimit, rewardThreshold: rewardThreshold,
        reward: rewardFunction(of: E.self), prepare: { _ = try make() }, makeBatch: makeBatch)
    }
  }
#endif
