internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// What a run writes for TensorBoard: its options, the rows of its tables, and histograms of the policy's parameters.
///
/// Curves stand over environment steps; over iterations while there are none, as where an algorithm learns from
/// recorded data.
struct RunEvents {
  private let file: EventFile
  private let metrics: EventLog
  private let evaluations: EventLog

  /// Goes on after the first `count` bytes of the file in `folder`; where that is nil, or there is no file, begins one
  /// with the options.
  init(
    folder: RunFolder, columns: (metrics: [String], evaluations: [String]), keeping count: Int?,
    options: [(name: String, value: String)]
  ) throws {
    let isNew = count == nil || !folder.has(EventFile.name)
    file = try EventFile(path: folder.eventsPath, keeping: count ?? 0)
    if isNew { try file.append(hyperparameters: options) }
    metrics = EventLog(file, columns: columns.metrics, group: "metrics")
    evaluations = EventLog(file, columns: columns.evaluations, group: "evaluations")
  }

  /// The number of bytes so far.
  var count: Int { file.count }

  /// Adds a row of `metrics.csv`.
  func append(metrics row: [Double], of learner: some Learner) throws {
    try metrics.append(row, step: Self.step(learner))
  }

  /// Adds a row of `evaluations.csv`, and a histogram of each tensor of the policy.
  func append(
    evaluation row: [Double], policy: SafetensorsFile, of learner: some Learner
  ) throws {
    let step = Self.step(learner)
    try evaluations.append(row, step: step)
    for tensor in policy.tensors {
      let name = "parameters/\(tensor.name)"
      switch tensor.dtype {
      case .single:
        let values: Vector<Float> = try policy.vector(named: tensor.name)
        try file.append(histogram: values, named: name, step: step)
      case .double:
        let values: Vector<Double> = try policy.vector(named: tensor.name)
        try file.append(histogram: values, named: name, step: step)
      case .byte: break
      }
    }
  }

  func synchronize() throws { try file.synchronize() }

  func finish() throws { try file.finish() }

  private static func step(_ learner: some Learner) -> Int {
    learner.environmentSteps > 0 ? learner.environmentSteps : learner.iteration
  }
}
