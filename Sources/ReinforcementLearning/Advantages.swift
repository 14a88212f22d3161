public import LinearAlgebra

/// Estimates of A^π(s_t, a_t) along one trajectory, as pure functions of its rewards and the values of its
/// states.
///
/// The trajectory is a range of rows in temporal order. `bootstrap` stands for the value of the state that
/// follows its last step: V(s_T) if the trajectory was cut (*truncation*, or the end of a batch), and 0 if it
/// reached a terminal state (*termination*). That is where truncation and termination part.
/// Outputs are written in place at the same rows, nothing is allocated. Sums are accumulated in Double and
/// rounded to `Scalar` once.
public enum Advantages {
  /// The temporal-difference errors δ_t = r_t + γ V(s_{t+1}) − V(s_t).
  ///
  /// The one-step advantage of Algorithms 3 and 4 in the notes; difference from the notes: the value after a
  /// termination is 0.
  /// - Parameters:
  ///   - rewards: r_t, [n].
  ///   - values: V(s_t), [n].
  ///   - trajectory: The rows of the trajectory.
  ///   - bootstrap: V(s_T) after a truncation, 0 after a termination.
  ///   - discount: γ.
  ///   - output: δ_t, [n].
  /// - Precondition: The range lies within the three vectors, which are of equal length.
  public static func temporalDifference(
    rewards: Vector<Scalar>, values: Vector<Scalar>, trajectory: Range<Int>, bootstrap: Scalar,
    discount: Double, into output: inout Vector<Scalar>
  ) {
    generalized(
      rewards: rewards, values: values, trajectory: trajectory, bootstrap: bootstrap,
      discount: discount, lambda: 0, into: &output)
  }

  /// The n-step advantages Â_n(s_t, a_t) = Σ_{t′=t}^{t+n−1} γ^{t′−t} r_{t′} + γⁿ V(s_{t+n}) − V(s_t).
  ///
  /// Where fewer than n steps are left, those are summed and `bootstrap` takes the place of V(s_{t+n}); so n
  /// beyond the length is the Monte-Carlo return minus the value.
  /// Source: notes, 5.2.3. Difference: there the sum runs to t + n, which counts r_{t+n} twice.
  /// - Parameters:
  ///   - rewards: r_t, [m].
  ///   - values: V(s_t), [m].
  ///   - trajectory: The rows of the trajectory.
  ///   - bootstrap: V(s_T) after a truncation, 0 after a termination.
  ///   - discount: γ.
  ///   - steps: n.
  ///   - output: Â_n, [m].
  /// - Precondition: The range lies within the three vectors, which are of equal length; `steps > 0`.
  public static func nStep(
    rewards: Vector<Scalar>, values: Vector<Scalar>, trajectory: Range<Int>, bootstrap: Scalar,
    discount: Double, steps: Int, into output: inout Vector<Scalar>
  ) {
    checkShapes(rewards.count, values.count, output.count, trajectory)
    precondition(steps > 0, "An advantage over \(steps) steps has no reward; at least 1 is needed.")
    let (r, v) = (rewards.span, values.span)
    var result = output.mutableSpan
    let end = trajectory.upperBound
    for t in trajectory {
      let last = end - t <= steps ? end : t + steps
      var sum = Double(last == end ? bootstrap : v[last])
      for k in (t..<last).reversed() { sum = Double(r[k]) + discount * sum }
      result[t] = Scalar(sum - Double(v[t]))
    }
  }

  /// Generalised advantage estimation: Â_t = δ_t + γλ Â_{t+1}, so Â_t = Σ_{t′≥t} (γλ)^{t′−t} δ_{t′}.
  ///
  /// Equals (1 − λ) Σ_{n≥1} λ^{n−1} Â_n, where beyond the end of the trajectory Â_n stays the one to the end.
  /// Adding V(s_t) gives the λ-return. Source: J. Schulman et al., "High-dimensional continuous control using
  /// generalized advantage estimation", 2016; notes, 5.2.4, with the normaliser 1 − λ that they leave out.
  /// - Parameters:
  ///   - rewards: r_t, [n].
  ///   - values: V(s_t), [n].
  ///   - trajectory: The rows of the trajectory.
  ///   - bootstrap: V(s_T) after a truncation, 0 after a termination.
  ///   - discount: γ.
  ///   - lambda: λ in [0, 1]: 0 is the one-step advantage, 1 the Monte-Carlo return minus the value.
  ///   - output: Â_t, [n].
  /// - Precondition: The range lies within the three vectors, which are of equal length.
  public static func generalized(
    rewards: Vector<Scalar>, values: Vector<Scalar>, trajectory: Range<Int>, bootstrap: Scalar,
    discount: Double, lambda: Double, into output: inout Vector<Scalar>
  ) {
    checkShapes(rewards.count, values.count, output.count, trajectory)
    let (r, v) = (rewards.span, values.span)
    var result = output.mutableSpan
    var (advantage, next) = (0.0, Double(bootstrap))
    for t in trajectory.reversed() {
      let value = Double(v[t])
      advantage = Double(r[t]) + discount * next - value + discount * lambda * advantage
      next = value
      result[t] = Scalar(advantage)
    }
  }

  /// Brings `advantages` to mean 0 and standard deviation 1 in place: (x − mean) / (deviation + ε).
  ///
  /// The population's standard deviation (divided by n), in two passes in Double. If all elements are equal
  /// they become 0.
  /// - Parameters:
  ///   - advantages: The numbers, [n].
  ///   - rows: Which of them belong to the batch; all if nil.
  ///   - epsilon: ε > 0, which keeps the quotient finite.
  /// - Returns: The mean and the standard deviation before.
  /// - Precondition: `rows` lies within the vector.
  @discardableResult
  public static func normalize(
    _ advantages: inout Vector<Scalar>, rows: Range<Int>? = nil, epsilon: Double = 1e-8
  ) -> (mean: Double, standardDeviation: Double) {
    let rows = rows ?? 0..<advantages.count
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= advantages.count,
      "Rows \(rows) do not lie within \(advantages.count) advantages.")
    guard !rows.isEmpty else { return (0, 0) }
    var x = advantages.mutableSpan
    var (sum, squares) = (0.0, 0.0)
    for i in rows { sum += Double(x[i]) }
    let mean = sum / Double(rows.count)
    for i in rows {
      let distance = Double(x[i]) - mean
      squares += distance * distance
    }
    let deviation = (squares / Double(rows.count)).squareRoot()
    for i in rows { x[i] = Scalar((Double(x[i]) - mean) / (deviation + epsilon)) }
    return (mean, deviation)
  }

  private static func checkShapes(
    _ rewards: Int, _ values: Int, _ output: Int, _ trajectory: Range<Int>
  ) {
    precondition(
      rewards == values && values == output,
      "\(rewards) rewards, \(values) values and \(output) advantages are not equally many.")
    precondition(
      trajectory.lowerBound >= 0 && trajectory.upperBound <= rewards,
      "A trajectory in rows \(trajectory) does not lie within \(rewards) rows.")
  }
}
