internal import Environments
public import LinearAlgebra

/// A distribution over functions that are to be learned from few examples.
public protocol RegressionTasks: Sendable {
  /// One function.
  associatedtype Task: Sendable
  /// The number of features of x.
  var inputs: Int { get }
  /// The number of features of y.
  var outputs: Int { get }
  /// Draws a function.
  func draw(using random: inout RandomStream) -> Task
  /// Draws an example of `task`: writes x [inputs] and y [outputs].
  func writeExample(
    of task: Task, x: inout MutableSpan<Scalar>, y: inout MutableSpan<Scalar>,
    using random: inout RandomStream)
}

/// y = A sin(x − φ) with A from [0.1, 5], φ from [0, π] and x from [−5, 5], all uniform (C. Finn et al., 2017, section 5.1).
public struct SinusoidTasks: RegressionTasks {
  /// One sine.
  public struct Task: Sendable, Equatable {
    /// A.
    public var amplitude: Double
    /// φ, in radians.
    public var phase: Double

    /// The sine of amplitude A and phase φ.
    public init(amplitude: Double, phase: Double) {
      self.amplitude = amplitude
      self.phase = phase
    }

    /// A sin(x − φ).
    public func value(at x: Double) -> Double { amplitude * sineAndCosine(x - phase).sine }
  }

  /// The sines of the paper.
  public init() {}

  /// One: x.
  public var inputs: Int { 1 }
  /// One: y.
  public var outputs: Int { 1 }

  /// Draws A and φ.
  public func draw(using random: inout RandomStream) -> Task {
    Task(amplitude: random.uniform(0.1, 5), phase: random.uniform(0, Double.pi))
  }

  /// Draws x from [−5, 5], and writes it and y.
  public func writeExample(
    of task: Task, x: inout MutableSpan<Scalar>, y: inout MutableSpan<Scalar>,
    using random: inout RandomStream
  ) {
    let position = random.uniform(-5, 5)
    x[0] = Scalar(position)
    y[0] = Scalar(task.value(at: position))
  }
}
