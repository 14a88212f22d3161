import CAllocationCounter
import LinearAlgebra
import NeuralNetworks
import Testing

/// Updates of convolutional and recurrent networks: replaying gives the bits of recording anew, and allocates
/// nothing.
@Suite struct ReplayTests {
  enum Network: CaseIterable {
    case convolution, minAtar, pooling, gru, gruOf32, lstm, norm
  }

  final class Update {
    let tape = Tape<Float>()
    let network: Network
    var parameters: Vector<Float>
    var adam: Adam<Float>
    private let model: (Variable<Float>, Variable<Float>, Variable<Float>) -> Variable<Float>
    private let shape: (rows: Int, columns: Int)
    private var θ: Variable<Float>
    private var leaves: [Variable<Float>] = []
    private(set) var gradient: Variable<Float>

    init(_ network: Network) {
      self.network = network
      var layout = ParameterLayout()
      var random = RandomStream(seed: 1)
      switch network {
      case .convolution, .pooling:
        let image = ImageShape(height: 6, width: 5, channels: 3)
        shape = (4, image.count)
        let conv = Conv2D(image, filters: 8, Window(3), name: "0", in: &layout)
        let next = Conv2D(
          conv.output, filters: 4, Window(3, stride: 2, padding: 1), name: "1", in: &layout)
        let head = MLP([next.output.count, 16, 2], hidden: .relu, name: "2", in: &layout)
        model = { x, _, θ in
          let y = conv(x, θ)
          return network == .convolution
            ? head(next(y, θ), θ)
            : y.maxPooled(Window(2, stride: 2), over: conv.output)
        }
      case .minAtar:
        let image = ImageShape(height: 10, width: 10, channels: 4)
        shape = (32, image.count)
        let conv = Conv2D(image, filters: 16, Window(3), name: "0", in: &layout)
        let head = MLP([conv.output.count, 128, 6], hidden: .relu, name: "1", in: &layout)
        model = { x, _, θ in head(conv(x, θ), θ) }
      case .gru, .gruOf32:
        let (batch, units) = network == .gru ? (4, 8) : (64, 32)
        shape = (5 * batch, 3)
        let layer = GRU(inputs: 3, units: units, name: "0", in: &layout)
        model = { x, resets, θ in
          layer(x, state: x.tape.input(rows: batch, columns: units), resets: resets, θ)
        }
      case .lstm:
        shape = (5 * 4, 3)
        let layer = LSTM(inputs: 3, units: 8, name: "0", in: &layout)
        model = { x, resets, θ in
          layer(x, state: x.tape.input(rows: 8, columns: 8), resets: resets, θ).outputs
        }
      case .norm:
        shape = (20, 12)
        let block = ResidualBlock(features: 12, hidden: 7, name: "0", in: &layout)
        model = { x, _, θ in block(x, θ) }
      }
      parameters = layout.initialParameters(using: &random)
      adam = Adam(count: layout.count, learningRate: 1e-2)
      θ = tape.constant(0)
      gradient = θ
      record(seed: 0)
    }

    /// Forgets the tape and records the update on the data of `seed`.
    func record(seed: Int) {
      tape.reset()
      parameters.withUnsafePointer {
        θ = tape.borrow($0, rows: 1, columns: parameters.count, trainable: true)
        leaves = [
          tape.input(rows: shape.rows, columns: shape.columns),
          tape.input(rows: shape.rows, columns: 1),
        ]
        fill(seed)
        let loss = square(model(leaves[0], leaves[1], θ)).mean()
        gradient = tape.gradient(of: loss, withRespectTo: θ)
      }
    }

    /// Other numbers for each seed, without a generator, whose use in a debug build would allocate.
    func fill(_ seed: Int) {
      for i in 0..<leaves[0].count {
        leaves[0].pointer[i] = Float((i * 37 + seed * 11) % 101) / 50 - 1
      }
      for i in 0..<leaves[1].count { leaves[1].pointer[i] = (i * 7 + seed) % 5 == 0 ? 1 : 0 }
    }

    func replay(seed: Int) {
      fill(seed)
      parameters.withUnsafePointer {
        tape.bind(θ, to: $0)
        tape.replay()
      }
    }
  }

  @Test(arguments: Network.allCases) func replayingEqualsRecording(_ network: Network) {
    let (replayed, recorded) = (Update(network), Update(network))
    for seed in 1...5 {
      replayed.replay(seed: Int(seed))
      recorded.record(seed: Int(seed))
      #expect(replayed.gradient.vector == recorded.gradient.vector)
      replayed.adam.update(&replayed.parameters, gradient: replayed.gradient)
      recorded.adam.update(&recorded.parameters, gradient: recorded.gradient)
    }
    #expect(replayed.parameters == recorded.parameters)
    #expect(replayed.gradient.vector != Vector(count: replayed.parameters.count))
  }

  @Test(.enabled(if: allocation_counter_is_active()), arguments: Network.allCases)
  func aReplayAllocatesNothing(_ network: Network) {
    let update = Update(network)
    func step(_ seed: Int) {
      update.replay(seed: seed)
      update.adam.update(&update.parameters, gradient: update.gradient)
    }
    for seed in 0..<3 { step(seed) }
    allocation_counter_start_thread()
    for seed in 0..<20 { step(seed) }
    #expect(allocation_counter_stop_thread() == 0)
  }
}
