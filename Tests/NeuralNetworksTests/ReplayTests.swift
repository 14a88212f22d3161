import CAllocationCounter
import LinearAlgebra
import NeuralNetworks
import Testing

/// Updates of convolutional and recurrent networks: replaying gives the bits of recording anew, and allocates
/// nothing.
@Suite struct ReplayTests {
  /// A network with all that these updates consist of; the inputs are filled from a seed.
  enum Network: CaseIterable {
    case convolution, pooling, gru, lstm, norm
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
      case .gru:
        shape = (5 * 4, 3)
        let layer = GRU(inputs: 3, units: 8, name: "0", in: &layout)
        model = { x, resets, θ in
          layer(x, state: x.tape.input(rows: 4, columns: 8), resets: resets, θ)
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
    func record(seed: UInt64) {
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

    func fill(_ seed: UInt64) {
      var random = RandomStream(seed: seed)
      for i in 0..<leaves[0].count { leaves[0].pointer[i] = Float(random.normal()) }
      for i in 0..<leaves[1].count { leaves[1].pointer[i] = random.bernoulli(0.2) ? 1 : 0 }
    }

    func replay(seed: UInt64) {
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
      replayed.replay(seed: UInt64(seed))
      recorded.record(seed: UInt64(seed))
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
    func step(_ seed: UInt64) {
      update.replay(seed: seed)
      update.adam.update(&update.parameters, gradient: update.gradient)
    }
    for seed in 0..<3 { step(UInt64(seed)) }
    allocation_counter_start_thread()
    for seed in 0..<20 { step(UInt64(seed)) }
    #expect(allocation_counter_stop_thread() == 0)
  }
}
