internal import COpenBLAS
internal import CVectorKernels

/// What the numerical core runs on: the BLAS library, its kernels, and ours.
///
/// Results are reproducible bit for bit on one choice of both kernels; a run records them.
public enum OpenBLAS {
  /// Restricts OpenBLAS to the calling thread; evaluated before the first BLAS or LAPACK call.
  ///
  /// Parallelism in Apus is over environments, seeds and workers. Inside a product of the sizes that
  /// reinforcement learning has, a second thread costs more than it brings.
  @usableFromInline static let isPrepared: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// The name of the processor family whose kernels OpenBLAS picked, such as `SkylakeX`.
  public static var coreName: String { String(cString: openblas_get_corename()) }

  /// The version and build options of the OpenBLAS that is loaded.
  public static var configuration: String { String(cString: openblas_get_config()) }

  /// The instruction set whose elementwise kernels are in use: `x86-64-v4`, `x86-64-v3` or `baseline`.
  public static var vectorKernelName: String { String(cString: vk_active_name()) }

  /// Switches the elementwise kernels, for tests that compare them and runs that must repeat another
  /// machine's bits.
  ///
  /// Not to be called while another thread computes.
  /// - Returns: Whether this machine has the instruction set `name`.
  @discardableResult
  public static func selectVectorKernels(_ name: String) -> Bool { vk_select(name) == 1 }
}

extension Transposition {
  /// OpenBLAS's constant.
  var cblas: CBLAS_TRANSPOSE { self == .none ? CblasNoTrans : CblasTrans }
}
