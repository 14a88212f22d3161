internal import NeuralNetworks

/// Deterministic networks and random shooting; see ``MBRL``.
public enum MBRLVariant: ModelBasedVariant {
  /// `mbrl`.
  public static let algorithm = "mbrl"
  /// Nothing is changed.
  public static func setDefaults(_ configuration: inout MBRL.Configuration) {}
}

/// Model-based reinforcement learning with deterministic networks and random shooting, as in the course's fourth homework (notes
/// 10.1, Algorithms 15 to 17).
public typealias MBRL = ModelBasedLearner<MBRLVariant>

/// A bootstrap ensemble of probabilistic networks and the cross-entropy method; see ``PETS``.
public enum PETSVariant: ModelBasedVariant {
  /// `pets`.
  public static let algorithm = "pets"
  /// Five probabilistic networks with particles, and CEM.
  public static func setDefaults(_ configuration: inout PETS.Configuration) {
    configuration.planner.kind = .cem
    configuration.planner.horizon = 25
    configuration.planner.candidates = 400
    configuration.planner.elites = 40
    configuration.planner.passes = 5
    configuration.model.members = 5
    configuration.model.isProbabilistic = true
    configuration.particles = 4
    configuration.model.bootstraps = true
    configuration.model.hiddenWidths = [200, 200, 200]
    configuration.model.activation = .swish
    configuration.model.weightDecay = 1e-4
    configuration.model.batchSize = 32
    configuration.model.fitSteps = 1000
    configuration.warmUpSteps = 200
    configuration.iterationSteps = 200
  }
}

/// Probabilistic ensembles with trajectory sampling: ``MBRL`` with what the notes' "tips & hacks" (10.2) ask for, output entropy and
/// a bootstrap ensemble. K. Chua, R. Calandra, R. McAllister and S. Levine, "Deep reinforcement learning in a handful of
/// trials using probabilistic dynamics models", 2018.
public typealias PETS = ModelBasedLearner<PETSVariant>
