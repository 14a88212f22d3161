internal import LinearAlgebra

/// The machine-dependent parts of a run: the same bits hold for the same kernels.
public struct Platform: Codable, Sendable, Equatable {
  /// The version of Apus.
  public var apus = "0.1.0"
  /// The processor family whose kernels OpenBLAS picked.
  public var blasKernels = OpenBLAS.coreName
  /// The instruction set of the elementwise kernels.
  public var vectorKernels = OpenBLAS.vectorKernelName

  /// This machine.
  public init() {}
}
