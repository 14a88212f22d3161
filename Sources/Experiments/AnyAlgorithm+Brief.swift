internal import Environments
internal import ReinforcementLearning

extension AnyAlgorithm {
  /// Values that make an iteration short and still have networks trained, where an algorithm has an option of the name.
  private static let briefValues = [
    ("trajectories", "3"), ("episodes", "2"), ("evaluationEpisodes", "2"),
    ("clone.gradientSteps", "5"), ("clone.hiddenWidths", "[8]"), ("clone.batchSize", "32"),
    ("hiddenWidths", "[8]"), ("batchSize", "32"), ("horizon", "64"), ("copies", "2"),
    ("criticBatchSize", "32"), ("epochs", "2"), ("criticEpochs", "2"), ("warmUpSteps", "40"),
    ("replayCapacity", "600"), ("iterationSteps", "60"), ("stepsPerIteration", "60"),
    ("trainPeriod", "4"), ("gradientSteps", "2"), ("targetUpdates", "2"),
    ("targetUpdatePeriod", "20"), ("episodesPerIteration", "2"), ("atoms", "11"),
    ("gradientStepsPerTargetUpdate", "2"), ("trainSteps", "10"), ("demonstrations", "2"),
    ("model.members", "2"), ("model.fitSteps", "4"), ("model.hiddenWidths", "[8]"),
    ("model.batchSize", "32"), ("latent.hiddenWidths", "[8]"), ("fitPeriod", "30"),
    ("rollouts", "10"),
    ("imaginedCapacity", "60"), ("policySteps", "4"), ("parts", "2"),
    ("localSteps", "2"), ("mimicSteps", "4"), ("mimicBatchSize", "32"),
    ("planner.horizon", "3"), ("planner.candidates", "10"), ("planner.elites", "3"),
    ("planner.passes", "2"), ("particles", "2"), ("cells", "6"),
    ("explorationSteps", "150"), ("distillationWidths", "[8]"), ("heads", "3"),
    ("classifierWidths", "[8]"), ("discriminatorWidths", "[8]"), ("pairs", "3"),
    ("isStochastic", "true"),
  ]

  /// The same for the learner within another one.
  private static let innerValues = [
    "hiddenWidths", "batchSize", "warmUpSteps", "replayCapacity", "iterationSteps", "trainPeriod",
    "gradientSteps", "copies", "targetUpdates", "gradientStepsPerTargetUpdate", "horizon",
    "criticBatchSize", "criticEpochs",
  ].flatMap { name in
    briefValues.filter { $0.0 == name }.flatMap { value in
      ["sac.", "actorCritic.", "trpo."].map { ($0 + name, value.1) }
    }
  }

  private static let values = briefValues + innerValues

  /// The first environment that the algorithm takes, and a configuration for short runs in it: what tests that hold
  /// for every algorithm train.
  ///
  /// The values are tuned ones where there are some, with smaller sizes over them as far as they are valid together.
  /// - Throws: `UnknownNameError` if no environment of the catalogue will do.
  package func briefDocument(iterations: Int, seed: UInt64) throws -> ConfigurationDocument {
    let names = ["CartPole-v0", "Pendulum-v1"] + EnvironmentCatalogue.all.map(\.name)
    for name in names {
      var document = try document(environment: name, isTuned: true)
      for (option, text) in [
        ("iterations", "\(iterations)"), ("steps", "null"), ("seed", "\(seed)"),
        ("evaluation.every", "2 iterations"), ("evaluation.episodes", "2"),
      ] { try document.set(option, text: text, source: "brief") }
      guard (try? check(document)) != nil else { continue }
      let known = Set(options.map(\.name))
      // A value may become valid only after another one has been set.
      for (option, text) in Self.values + Self.values where known.contains(option) {
        var smaller = document
        guard (try? smaller.set(option, text: text, source: "brief")) != nil,
          (try? check(smaller)) != nil
        else { continue }
        document = smaller
      }
      return document
    }
    throw UnknownNameError(
      kind: "environment", name: "for \(entry.name)", candidates: names)
  }
}
