public import LinearAlgebra
public import NeuralNetworks

/// What learns, from many tasks, parameters from which a new one is learned fast.
public protocol MetaLearner<Tasks>: Parameterized where Element == Scalar {
  /// The tasks.
  associatedtype Tasks: RegressionTasks
  /// What is learned.
  var tasks: Tasks { get }
  /// The network.
  var network: MLP { get }
  /// The number of steps so far.
  var steps: Int { get }
  /// One step of the outer loop.
  @discardableResult
  mutating func step() -> Double
}

extension MetaLearner {
  static func network(
    _ tasks: Tasks, _ hidden: [Int], _ activation: Activation
  ) -> (MLP, ParameterLayout) {
    var layout = ParameterLayout()
    let network = MLP(
      [tasks.inputs] + hidden + [tasks.outputs], hidden: activation, name: "network", in: &layout)
    return (network, layout)
  }

  /// The mean squared errors on new tasks before and after each of some gradient steps.
  ///
  /// - Parameters:
  ///   - count: The number of tasks.
  ///   - shots: The number of examples of each to learn from.
  ///   - steps: The number of gradient steps.
  ///   - rate: Their step size.
  ///   - queries: The number of other examples on which errors are measured.
  ///   - seed: Decides tasks and examples.
  /// - Returns: `steps` + 1 means over the tasks.
  public func adaptationErrors(
    tasks count: Int, shots: Int, steps: Int, rate: Double, queries: Int = 100, seed: UInt64
  ) -> [Double] {
    var random = RandomStream(seed: seed)
    func pass(_ steps: Int) -> AdaptationPass<Scalar> {
      AdaptationPass(
        network, parameters, shots: shots, queries: queries, steps: steps, rate: rate,
        isSecondOrder: false)
    }
    // One pass without a step, and one with a step, which is taken again and again.
    let (before, step) = (pass(0), pass(1))
    var sums = [Double](repeating: 0, count: steps + 1)
    for _ in 0..<count {
      let task = tasks.draw(using: &random)
      step.drawSupport(task, tasks, using: &random)
      step.drawQuery(task, tasks, using: &random)
      before.query.x.pointer.update(from: step.query.x.pointer, count: step.query.x.count)
      before.query.y.pointer.update(from: step.query.y.pointer, count: step.query.y.count)
      before.run(parameters)
      sums[0] += Double(before.loss.scalar)
      var θ = parameters
      for k in 0..<steps {
        step.run(θ)
        sums[k + 1] += Double(step.loss.scalar)
        θ = step.adapted.vector
      }
    }
    return sums.map { $0 / Double(count) }
  }

  /// The parameters after some gradient steps on examples of `task`.
  public func adapted(
    to task: Tasks.Task, shots: Int, steps: Int, rate: Double, seed: UInt64
  ) -> Vector<Scalar> {
    var random = RandomStream(seed: seed)
    let pass = AdaptationPass(
      network, parameters, shots: shots, queries: 1, steps: steps, rate: rate, isSecondOrder: false)
    pass.drawSupport(task, tasks, using: &random)
    pass.run(parameters)
    return pass.adapted.vector
  }
}
