import Environments
import LinearAlgebra
import ReinforcementLearning

/// A plain list of transitions, whole and in order, beside which a replay buffer is held.
///
/// Observations are (copy, number, step): no two are equal, so that a sampled one says where it comes from.
struct RecordedTransitions {
  struct Transition {
    var action: Scalar
    var reward: Scalar
    var status: Status
    /// The observation that followed, before any reset.
    var next: [Scalar]
    /// Whether the batch was reset after it, though the episode had not ended.
    var isCutOff = false
  }

  var transitions: [[Transition]]
  private(set) var observations: Matrix<Scalar>
  private(set) var allowed: Matrix<Scalar>
  private var numbers: [Int]
  private var random = RandomStream(seed: 3)

  static let features = 3
  static let choices = 4

  init(copies: Int) {
    transitions = Array(repeating: [], count: copies)
    observations = Matrix(rows: copies, columns: Self.features)
    allowed = Matrix(repeating: 1, rows: copies, columns: Self.choices)
    numbers = Array(repeating: 0, count: copies)
    for copy in 0..<copies { observe(copy) }
  }

  static func layout(
    capacity: Int, copies: Int, isMasked: Bool = false, isPrioritized: Bool = false
  ) -> ReplayLayout {
    ReplayLayout(
      capacity: capacity, copies: copies, observations: ObservationSpace(shape: [features]),
      actions: .discrete(choices), isMasked: isMasked, isPrioritized: isPrioritized)
  }

  /// The observation before transition `i` of `copy`.
  func observation(_ copy: Int, _ i: Int) -> [Scalar] { [Scalar(copy), Scalar(i), 7] }

  /// What was allowed when the observation had the number `i`.
  static func mask(_ i: Int) -> [Scalar] { (0..<choices).map { ($0 + i) % 3 == 0 ? 0 : 1 } }

  private mutating func observe(_ copy: Int) {
    let row = observation(copy, numbers[copy])
    for j in row.indices { observations[copy, j] = row[j] }
    let mask = Self.mask(numbers[copy])
    for j in mask.indices { allowed[copy, j] = mask[j] }
  }

  /// Starts anew in every copy.
  mutating func reset(_ buffer: inout ReplayBuffer) {
    for copy in transitions.indices where !transitions[copy].isEmpty {
      transitions[copy][transitions[copy].count - 1].isCutOff = true
    }
    buffer.begin(observations, allowed: allowed)
  }

  /// Makes a step in every copy; episodes end with the given probability.
  mutating func step(_ buffer: inout ReplayBuffer, end: Double) {
    let copies = transitions.count
    var actions = Matrix<Scalar>(rows: copies, columns: 1)
    var rewards = Vector<Scalar>(count: copies)
    var statuses: [Status] = []
    var final = Matrix<Scalar>(rows: copies, columns: Self.features)
    for copy in 0..<copies {
      actions[copy, 0] = Scalar(random.integer(below: Self.choices))
      rewards[copy] = Scalar(random.integer(below: 9))
      let status: Status =
        random.bernoulli(end) ? (random.bernoulli(0.5) ? .terminated : .truncated) : .running
      statuses.append(status)
      numbers[copy] += 1
      var next = observation(copy, numbers[copy])
      if status != .running {
        next[2] = 8
        for j in next.indices { final[copy, j] = next[j] }
      }
      transitions[copy].append(
        Transition(action: actions[copy, 0], reward: rewards[copy], status: status, next: next))
      observe(copy)
    }
    buffer.append(
      actions: actions, rewards: rewards, statuses: statuses, observations: observations,
      finalObservations: final, allowed: allowed)
  }

  /// The return of up to `steps` rewards from transition `i` on, what the bootstrap is multiplied by, and its
  /// observation.
  func target(
    _ copy: Int, _ i: Int, steps: Int, discount: Double
  ) -> (sum: Double, factor: Double, next: [Scalar], last: Transition) {
    var (sum, factor, i) = (0.0, 1.0, i)
    for _ in 0..<steps {
      let transition = transitions[copy][i]
      sum += factor * Double(transition.reward)
      factor *= discount
      switch transition.status {
      case .terminated: return (sum, 0, transition.next, transition)
      case .truncated: return (sum, factor, transition.next, transition)
      case .running: break
      }
      i += 1
      if transition.isCutOff || i == transitions[copy].count { break }
    }
    let last = transitions[copy][i - 1]
    return (sum, factor, last.next, last)
  }
}
