public import LinearAlgebra

/// Copies of an environment that are stepped together, and reset each when its episode ends.
///
/// Algorithms see `any EnvironmentBatch`: one dynamic call for each step of all copies. After `step`, for
/// each copy i,
/// * `rewards[i]` and `statuses[i]` belong to the transition that was made,
/// * `observations` row i is what the next action is chosen from: after the end of an episode, the first
///   observation of the next,
/// * `finalObservations` row i is, if the status is not `.running`, the last observation of the episode.
///
/// A batch is a value: a copy goes its own way. To keep observations beyond the next step, copy the
/// elements into memory of your own; a matrix that is still held makes the next step copy the batch's.
public protocol EnvironmentBatch: Sendable {
  /// The number of copies.
  var count: Int { get }

  /// What a row of `observations` is.
  var observationSpace: ObservationSpace { get }

  /// What a row of actions is.
  var actionSpace: ActionSpace { get }

  /// The present observations [count × features].
  var observations: Matrix<Scalar> { get }

  /// The rewards of the last step; a NaN that an environment returns is passed on.
  var rewards: Vector<Scalar> { get }

  /// Where the episodes stood after the last step, before those that had ended were reset.
  var statuses: [Status] { get }

  /// The observations after the last step before any reset [count × features]; row i is defined where
  /// `statuses[i]` is not `.running`.
  var finalObservations: Matrix<Scalar> { get }

  /// The number of threads that step the copies; it has no influence on the results.
  var threads: Int { get set }

  /// Begins a new episode in every copy.
  mutating func reset()

  /// Steps every copy with its row of `actions`, and resets those whose episode ends.
  /// - Precondition: `actions` is of `count` × `actionSpace.width`, and its rows are actions.
  mutating func step(_ actions: Matrix<Scalar>)

  /// Has every copy go on from where a copy of `other` stands, for planning: each keeps its own random stream. Nothing is
  /// allocated where the environments can copy themselves without.
  ///
  /// Rewards become 0 and statuses `.running`.
  /// - Precondition: `other` is a batch of the same type of environments, and `copy` one of its copies.
  mutating func becomeCopies(of other: any EnvironmentBatch, copy: Int)

  /// Writes random actions that are allowed at present, drawn from each copy's own stream.
  /// - Precondition: `actions` is of `count` × `actionSpace.width`.
  mutating func sampleActions(into actions: inout Matrix<Scalar>)

  /// Whether some choices may be forbidden, so that `writeActionMasks(into:)` says more than "all".
  var masksActions: Bool { get }

  /// Writes which choices are allowed at present, copy by copy.
  /// - Precondition: `masks` has `count * actionSpace.choices` elements.
  func writeActionMasks(into masks: inout MutableSpan<Bool>)

  /// Whether the environments have goals and can judge transitions towards other ones, ``GoalEnvironment``.
  var hasGoals: Bool { get }

  /// Judges transitions that reached `achieved` as if `desired` had been wanted, row by row.
  ///
  /// - Parameters:
  ///   - achieved: What was reached [rows × goal features].
  ///   - desired: What is wanted [rows × goal features].
  ///   - rewards: Receives the rewards [rows].
  ///   - terminations: Receives whether the episodes terminate [rows].
  /// - Precondition: The environments have goals, and the shapes fit.
  func judge(
    achieved: Matrix<Scalar>, desired: Matrix<Scalar>, rewards: inout Vector<Scalar>,
    terminations: inout [Bool])

  /// What a copy looks like at present; nil if the environment has no picture.
  /// - Precondition: `copy` is one of the batch's.
  func picture(of copy: Int) -> Picture?

  /// What a copy would look like after a step with its row of `actions`, before any reset; nil, the default, if that
  /// is not known. Nothing is stepped.
  /// - Precondition: `copy` is one of the batch's, and `actions` is of `count` × `actionSpace.width`.
  func picture(of copy: Int, after actions: Matrix<Scalar>) -> Picture?

  /// Writes all that the batch needs to go on with the same bits.
  /// - Throws: `EncodingError` if the environments cannot be written, and what the encoder throws.
  func encodeState(to encoder: any Encoder) throws

  /// Takes the state over that a batch of the same environment and as many copies has written.
  /// - Throws: `DecodingError` if the state does not fit this batch, which is then unchanged.
  mutating func restoreState(from decoder: any Decoder) throws
}

extension EnvironmentBatch {
  /// No goals.
  public var hasGoals: Bool { false }

  /// Stops the program: there are no goals.
  public func judge(
    achieved: Matrix<Scalar>, desired: Matrix<Scalar>, rewards: inout Vector<Scalar>,
    terminations: inout [Bool]
  ) {
    preconditionFailure("The environments of this batch have no goals.")
  }

  /// Nothing.
  public func picture(of copy: Int, after actions: Matrix<Scalar>) -> Picture? { nil }
}
