public import LinearAlgebra
public import ReinforcementLearning

/// A model of which states have been visited, from which the bonus 𝓑(s) of a state is made (notes 17.2.1).
public protocol NoveltyModel: Checkpointable {
  /// Takes in visited states [n × features].
  /// - Returns: The mean loss of the fit; NaN for a model that is not fitted by gradients.
  @discardableResult
  mutating func learn(_ states: RowBuffer) -> Double

  /// Writes 𝓑(s) of each row of `states` into `bonuses`, which takes their number.
  mutating func writeBonuses(of states: RowBuffer, into bonuses: inout Vector<Scalar>)
}

/// A model that counts: 𝓑(s) is a form of the number N(s) of visits (``CountBonus``).
public protocol StateCounts: NoveltyModel {
  /// 𝓑(N).
  var form: CountBonus { get }
  /// n, the number of all visits.
  var total: Int { get }
  /// N(s).
  func visits(to state: UnsafePointer<Scalar>) -> Int
}

extension StateCounts {
  /// Writes 𝓑(N(s)); ∞ where no state like it was taken in.
  public mutating func writeBonuses(of states: RowBuffer, into bonuses: inout Vector<Scalar>) {
    bonuses.resize(states.count)
    let total = Double(total)
    states.elements.withUnsafePointer { rows in
      for i in 0..<states.count {
        let visits = Double(visits(to: rows + i * states.columns))
        bonuses[i] = Scalar(form.value(visits: visits, total: total))
      }
    }
  }
}

/// A model of the density p(s) of visited states: 𝓑(s) = −log p(s).
public protocol StateDensity: NoveltyModel {
  /// Writes log p(s) of each row of `states`, up to a constant, into `values`, which takes their number.
  mutating func writeLogDensities(of states: RowBuffer, into values: inout Vector<Scalar>)
}

extension StateDensity {
  /// Writes −log p(s).
  public mutating func writeBonuses(of states: RowBuffer, into bonuses: inout Vector<Scalar>) {
    writeLogDensities(of: states, into: &bonuses)
    for i in 0..<bonuses.count { bonuses[i] = -bonuses[i] }
  }
}
