import Apus
import Foundation

/// Checkpoints of a replay buffer with a million transitions of the size of HalfCheetah's.
enum CheckpointBenchmarks {
  static var all: [Benchmark] { [replay(isWhole: true), replay(isWhole: false)] }

  /// The first checkpoint, which writes all rows, or a later one, which writes the thousand that have come since.
  static func replay(isWhole: Bool) -> Benchmark {
    let name = "checkpoint/replay-1000000/\(isWhole ? "first" : "next")"
    return Benchmark(name: name, unit: .microseconds) {
      let folder = Folder()
      let owner = Owner(transitions: 1_000_000)
      owner.save(in: folder)
      return Benchmark.Work {
        if isWhole {
          folder.clear()
        } else {
          owner.append(1000)
        }
        owner.save(in: folder)
      }
    }
  }

  /// A folder of checkpoints that goes with this value.
  private final class Folder {
    private let path = NSTemporaryDirectory() + "apus-benchmark-" + UUID().uuidString
    var store: CheckpointStore

    init() { store = CheckpointStore(path) }

    func clear() {
      try! store.removeAll()
      store = CheckpointStore(path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  /// What a learner with replay is to a checkpoint.
  private final class Owner {
    private var replay: ReplayBuffer
    private var iteration = 0
    private var random = RandomStream(seed: 1)

    init(transitions: Int) {
      let actions = ActionSpace.continuous(
        low: [Double](repeating: -1, count: 6), high: [Double](repeating: 1, count: 6))
      replay = ReplayBuffer(
        ReplayLayout(
          capacity: transitions + 1, observations: ObservationSpace(shape: [17]), actions: actions))
      replay.begin(Matrix(rows: 1, columns: 17) { _, _ in 0 })
      append(transitions)
    }

    func append(_ count: Int) {
      var row = Matrix<Scalar>(rows: 1, columns: 17) { _, _ in 0 }
      let action = Matrix<Scalar>(rows: 1, columns: 6) { _, j in Scalar(j) }
      for _ in 0..<count {
        row[0, 0] = Scalar(random.uniform())
        replay.append(
          actions: action, rewards: Vector([1]), statuses: [.running], observations: row,
          finalObservations: row)
      }
    }

    func save(in folder: Folder) {
      iteration += 1
      try! folder.store.save(iteration: iteration) { try $0.part("replay", replay) }
      try! folder.store.keep(last: 2)
    }
  }
}
