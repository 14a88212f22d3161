internal import ReinforcementLearning

/// Q-learning with a replay buffer (notes 7.1, Algorithm 11): K gradient steps on targets of the network itself.
public typealias QLearningWithReplay = DeepQLearner<QLearningWithReplayVariant>

/// Q-learning with a replay buffer and a target network (notes 7.1, Algorithm 12): φ′ stands still for N environment
/// steps, in which data are collected and K gradient steps taken again and again.
public typealias QLearningWithTargetNetwork = DeepQLearner<QLearningWithTargetNetworkVariant>

/// DQN (notes 7.1, Algorithm 13): Algorithm 12 with one gradient step for each pass of collecting (V. Mnih et al.,
/// "Human-level control through deep reinforcement learning", 2015).
public typealias DQN = DeepQLearner<DQNVariant>

/// Double DQN (notes 7.2.1): Q_φ picks the next action and Q_φ′ values it, against the bias of the maximum (H. van Hasselt
/// et al., "Deep reinforcement learning with double Q-learning", 2016).
public typealias DoubleDQN = DeepQLearner<DoubleDQNVariant>

/// Dueling DQN: Q = V + A − mean A, with double Q-learning (Z. Wang et al., "Dueling network architectures for deep
/// reinforcement learning", 2016).
public typealias DuelingDQN = DeepQLearner<DuelingDQNVariant>

/// C51: the distribution of the return over 51 atoms (M. Bellemare et al., "A distributional perspective on reinforcement
/// learning", 2017).
public typealias C51 = DeepQLearner<C51Variant>

/// QR-DQN: quantiles of the return (W. Dabney et al., "Distributional reinforcement learning with quantile regression",
/// 2018).
public typealias QRDQN = DeepQLearner<QRDQNVariant>

/// Rainbow: double, dueling, n-step, prioritised, categorical and noisy at once (M. Hessel et al., "Rainbow: combining
/// improvements in deep reinforcement learning", 2018).
public typealias Rainbow = DeepQLearner<RainbowVariant>

/// Algorithm 11.
public enum QLearningWithReplayVariant: DeepQVariant {
  /// `q-learning-replay`.
  public static var algorithm: String { "q-learning-replay" }
  /// No target network.
  public static func setDefaults(_ configuration: inout QLearningWithReplay.Configuration) {
    configuration.targetUpdatePeriod = nil
  }
}

/// Algorithm 12.
public enum QLearningWithTargetNetworkVariant: DeepQVariant {
  /// `q-learning-target`.
  public static var algorithm: String { "q-learning-target" }
  /// Four gradient steps for each four environment steps.
  public static func setDefaults(_ configuration: inout QLearningWithTargetNetwork.Configuration) {
    configuration.gradientSteps = 4
  }
}

/// Algorithm 13.
public enum DQNVariant: DeepQVariant {
  /// `dqn`.
  public static var algorithm: String { "dqn" }
  /// The family's defaults.
  public static func setDefaults(_ configuration: inout DQN.Configuration) {}
}

/// Double DQN.
public enum DoubleDQNVariant: DeepQVariant {
  /// `double-dqn`.
  public static var algorithm: String { "double-dqn" }
  /// Double Q-learning.
  public static func setDefaults(_ configuration: inout DoubleDQN.Configuration) {
    configuration.isDouble = true
  }
}

/// Dueling DQN.
public enum DuelingDQNVariant: DeepQVariant {
  /// `dueling-dqn`.
  public static var algorithm: String { "dueling-dqn" }
  /// Separate streams, and double Q-learning as in the paper.
  public static func setDefaults(_ configuration: inout DuelingDQN.Configuration) {
    configuration.isDouble = true
    configuration.isDueling = true
  }
}

/// C51.
public enum C51Variant: DeepQVariant {
  /// `c51`.
  public static var algorithm: String { "c51" }
  /// 51 atoms; the paper's bounds of ±10.
  public static func setDefaults(_ configuration: inout C51.Configuration) {
    configuration.returnModel = .categorical
    configuration.optimizerEpsilon = 0.01 / 32
  }
}

/// QR-DQN.
public enum QRDQNVariant: DeepQVariant {
  /// `qr-dqn`.
  public static var algorithm: String { "qr-dqn" }
  /// 200 quantiles, as in the paper; no limit on the gradient.
  public static func setDefaults(_ configuration: inout QRDQN.Configuration) {
    configuration.returnModel = .quantiles
    configuration.atoms = 200
    configuration.gradientLimit = nil
    configuration.optimizerEpsilon = 0.01 / 32
  }
}

/// Rainbow.
public enum RainbowVariant: DeepQVariant {
  /// `rainbow`.
  public static var algorithm: String { "rainbow" }
  /// All six, with the paper's n 3, α 0.5, β 0.4, σ₀ 0.5, 51 atoms and Adam's ε, and without ε-greedy.
  public static func setDefaults(_ configuration: inout Rainbow.Configuration) {
    configuration.isDouble = true
    configuration.isDueling = true
    configuration.returnSteps = 3
    configuration.priorityExponent = 0.5
    configuration.returnModel = .categorical
    configuration.layerNoise = 0.5
    configuration.explorationRate = .constant(0)
    configuration.optimizerEpsilon = 1.5e-4
  }
}
