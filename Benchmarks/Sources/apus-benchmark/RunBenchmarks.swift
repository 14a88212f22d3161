import Apus
import Foundation

/// What a run does beside training: tables, the file for TensorBoard, the progress line.
enum RunBenchmarks {
  static var all: [Benchmark] { [ppo] }

  /// Iterations of a run of PPO on CartPole-v1 with the zoo's settings, as the command line trains it, without
  /// evaluations; the reference are the same iterations of the learner alone. The ratio is the share of the time
  /// that is training.
  ///
  /// After each iteration of the run comes the same one of a second learner, so that both are timed within
  /// milliseconds of each other. What is timed is the thread's use of the processor, system calls included, since
  /// files are written without waiting for the disk; so a busy machine does not decide the ratio. A pair is the mean of
  /// forty iterations.
  static var ppo: Benchmark {
    var benchmark = Benchmark(name: "run/ppo/CartPole-v1", unit: .microseconds) {
      preconditionFailure("This benchmark times itself.")
    }
    benchmark.pairs = {
      let folder = NSTemporaryDirectory() + "apus-benchmark-" + UUID().uuidString
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let environment = try! EnvironmentCatalogue.named("CartPole-v1")
      var plan = RunPlan(iterations: 800)
      plan.evaluation.every = .never
      let run = Run<PPO>(
        environment: environment, configuration: configuration, seed: 1, plan: plan)
      var learner = try! PPO(environment: environment, configuration: configuration, seed: 1)
      let nowhere = FileHandle(forWritingAtPath: "/dev/null")!
      var bar = ProgressBar(
        total: 10_000,
        output: ProgressBar.Output(isTerminal: true) {
          try! nowhere.write(contentsOf: Data($0.utf8))
        })
      var times: [(own: Double, reference: Double)] = []
      var began = processorSeconds()
      _ = try! run.train(into: folder) { progress in
        bar.update(
          completed: Int(1e4 * progress.fraction), value: progress.returnMean,
          count: progress.environmentSteps)
        let between = processorSeconds()
        _ = try! learner.iterate()
        let end = processorSeconds()
        times.append((between - began, end - between))
        began = processorSeconds()
      }
      let block = 40
      // The first block has the start of the run in it.
      return stride(from: block, to: times.count, by: block).map { start in
        let part = times[start..<min(start + block, times.count)]
        return (
          part.reduce(0) { $0 + $1.own } / Double(part.count),
          part.reduce(0) { $0 + $1.reference } / Double(part.count)
        )
      }
    }
    return benchmark
  }

  /// What the calling thread has used of the processor.
  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// The zoo's settings of PPO for CartPole-v1.
  private static var configuration: PPO.Configuration {
    var configuration = PPO.Configuration()
    configuration.copies = 8
    configuration.horizon = 32
    configuration.batchSize = 256
    configuration.epochs = 20
    configuration.lambda = 0.8
    configuration.discount = 0.98
    configuration.learningRate = .constant(0.001)
    return configuration
  }
}
