internal import Foundation
internal import LinearAlgebra

/// The machine-dependent parts of a run: the same bits hold for the same kernels.
public struct Platform: Codable, Sendable, Equatable {
  /// The version of Apus.
  public var apus = "0.1.0"
  /// The machine: operating system and kind of processor.
  public var machine = Platform.machineName
  /// The processor family whose kernels OpenBLAS picked.
  public var blasKernels = OpenBLAS.coreName
  /// The instruction set of the elementwise kernels.
  public var vectorKernels = OpenBLAS.vectorKernelName

  /// This machine.
  public init() {}

  /// Whether the same bits are to be expected there and here.
  public func hasKernels(of other: Platform) -> Bool {
    blasKernels == other.blasKernels && vectorKernels == other.vectorKernels
  }

  private static let machineName: String = {
    var names = utsname()
    guard uname(&names) == 0 else { return "unknown" }
    func text<T>(_ field: T) -> String {
      withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    return "\(text(names.sysname)) \(text(names.machine))"
  }()
}
