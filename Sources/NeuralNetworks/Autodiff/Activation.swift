internal import CVectorKernels

/// The activation function of a layer.
public enum Activation: String, Sendable, Codable, CaseIterable {
  /// f(z) = z
  case identity
  /// f(z) = max(z, 0)
  case relu
  /// f(z) = tanh z
  case tanh
  /// f(z) = 1 / (1 + exp(−z))
  case sigmoid
  /// f(z) = z for z > 0, exp(z) − 1 otherwise
  case elu
  /// f(z) = log(1 + exp(z))
  case softplus
  /// f(z) = z / (1 + exp(−z))
  case swish
  /// f(z) = z Φ(z), Φ the distribution function of the normal distribution
  case gelu

  /// The activation that is fused with the layer's product: one whose derivative is known from its result.
  var kernel: vk_activation {
    switch self {
    case .identity, .swish, .gelu: VK_IDENTITY
    case .relu: VK_RELU
    case .tanh: VK_TANH
    case .sigmoid: VK_SIGMOID
    case .elu: VK_ELU
    case .softplus: VK_SOFTPLUS
    }
  }

  /// What follows the layer where nothing can be fused.
  var function: vk_unary? {
    switch self {
    case .swish: VK_UNARY_swish
    case .gelu: VK_UNARY_gelu
    default: nil
    }
  }
}
