package import LinearAlgebra
package import NeuralNetworks

/// What a few gradient steps on a task's examples lead to, and how the loss on other examples depends on where they
/// began: recorded once for numbers of examples and steps. Scratch, not state.
///
/// θ′₀ = θ, θ′ₖ₊₁ = θ′ₖ − α ∇L_support(θ′ₖ), and L_query(θ′) with its gradient with respect to θ. L is the mean squared error.
package final class AdaptationPass<Element: BLASScalar> {
  private let tape = Tape<Element>()
  private let θ: Variable<Element>
  /// x of the examples to adapt to [shots × inputs], and y [shots × outputs].
  package let support: (x: Variable<Element>, y: Variable<Element>)
  /// x and y of the examples that tell what adapting was worth.
  package let query: (x: Variable<Element>, y: Variable<Element>)
  /// θ′.
  package let adapted: Variable<Element>
  /// L_query(θ′).
  package let loss: Variable<Element>
  /// ∇_θ L_query(θ′), through the steps or, for the first order, at θ′ alone.
  package let gradient: Variable<Element>

  /// A pass of a network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - parameters: θ, of which the number counts.
  ///   - shots: The number of examples to adapt to.
  ///   - queries: The number of other examples.
  ///   - steps: The number of gradient steps; 0 for none.
  ///   - rate: α.
  ///   - isSecondOrder: Whether the gradient goes through the steps.
  package init(
    _ network: MLP, _ parameters: Vector<Element>, shots: Int, queries: Int, steps: Int,
    rate: Double, isSecondOrder: Bool
  ) {
    let tape = tape
    func examples(_ rows: Int) -> (x: Variable<Element>, y: Variable<Element>) {
      (
        tape.input(rows: rows, columns: network.inputs),
        tape.input(rows: rows, columns: network.outputs)
      )
    }
    let (support, query) = (examples(shots), examples(queries))
    func error(
      _ examples: (x: Variable<Element>, y: Variable<Element>), _ θ: Variable<Element>
    ) -> Variable<Element> {
      square(network(examples.x, θ) - examples.y).mean()
    }
    (θ, adapted, loss, gradient) = parameters.withUnsafePointer { pointer in
      let θ = tape.borrow(pointer, rows: 1, columns: parameters.count, trainable: true)
      var adapted = θ
      for _ in 0..<steps {
        let slope = tape.gradient(
          of: error(support, adapted), withRespectTo: adapted, differentiable: isSecondOrder)
        adapted = adapted - Element(rate) * (isSecondOrder ? slope : slope.stopGradient())
      }
      let loss = error(query, adapted)
      return (θ, adapted, loss, tape.gradient(of: loss, withRespectTo: θ))
    }
    (self.support, self.query) = (support, query)
  }

  /// Computes everything at `parameters` for the examples that were written.
  package func run(_ parameters: Vector<Element>) {
    parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
  }
}

extension AdaptationPass where Element == Scalar {
  /// Draws examples of `task` to adapt to.
  package func drawSupport<Tasks: RegressionTasks>(
    _ task: Tasks.Task, _ tasks: Tasks, using random: inout RandomStream
  ) {
    draw(support, task, tasks, using: &random)
  }

  /// Draws other examples.
  package func drawQuery<Tasks: RegressionTasks>(
    _ task: Tasks.Task, _ tasks: Tasks, using random: inout RandomStream
  ) {
    draw(query, task, tasks, using: &random)
  }

  private func draw<Tasks: RegressionTasks>(
    _ examples: (x: Variable<Scalar>, y: Variable<Scalar>), _ task: Tasks.Task, _ tasks: Tasks,
    using random: inout RandomStream
  ) {
    let (inputs, outputs) = (tasks.inputs, tasks.outputs)
    for i in 0..<examples.x.rows {
      var x = MutableSpan(
        _unsafeStart: examples.x.pointer + i * inputs, count: inputs)
      var y = MutableSpan(
        _unsafeStart: examples.y.pointer + i * outputs, count: outputs)
      tasks.writeExample(of: task, x: &x, y: &y, using: &random)
    }
  }
}
