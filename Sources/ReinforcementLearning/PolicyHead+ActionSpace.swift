internal import Environments
internal import NeuralNetworks

extension PolicyHead {
  /// Whether its actions are those of `space`; bounds of continuous ones are the environment's affair.
  func acts(in space: ActionSpace) -> Bool {
    switch (self, space) {
    case (.categorical(let actions), .discrete(let count)): actions == count
    case (.multiCategorical(let counts), .multiDiscrete(let choices)),
      (.autoregressive(let counts, _), .multiDiscrete(let choices)):
      counts == choices
    case (.bernoulli(let components), .multiDiscrete(let choices)):
      choices == Array(repeating: 2, count: components)
    case (.gaussian, .continuous), (.stateDependentGaussian, .continuous),
      (.fullGaussian, .continuous),
      (.squashedGaussian, .continuous), (.beta, .continuous), (.mixture, .continuous),
      (.gsde, .continuous), (.discretized, .continuous), (.squashedGSDE, .continuous):
      actionWidth == space.width
    default: false
    }
  }
}
