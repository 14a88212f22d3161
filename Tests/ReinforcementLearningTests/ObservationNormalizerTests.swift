import Environments
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

struct ObservationNormalizerTests {
  private var normalizer: ObservationNormalizer {
    var normalizer = ObservationNormalizer(features: 2)
    normalizer.update([1, 10, 3, 10, 5, 10, 7, 10], rows: 4)
    return normalizer
  }

  @Test func meanAndDeviation() {
    #expect(normalizer.count == 4 && normalizer.mean == [4, 10])
    #expect(abs(normalizer.deviation(0) - 5.0.squareRoot()) < 1e-12)
    // A feature that never changes has the least deviation.
    #expect(normalizer.deviation(1) == 1e-4)
  }

  @Test func normalizes() {
    var rows: [Scalar] = [4, 10, 9, 10, -400, 11]
    normalizer.normalize(rows, rows: 3, into: &rows)
    #expect(rows[0] == 0 && rows[1] == 0 && rows[3] == 0)
    #expect(abs(rows[2] - Scalar(5.0.squareRoot())) < 1e-6)
    #expect(rows[4] == -10 && rows[5] == 10)
  }

  @Test func withoutObservationsNothingChanges() {
    var rows: [Scalar] = [3, -2]
    ObservationNormalizer(features: 2).normalize(rows, rows: 1, into: &rows)
    #expect(rows == [3, -2])
  }

  @Test func rowByRowOrAllAtOnce() {
    var one = ObservationNormalizer(features: 2)
    for x in [1, 3, 5, 7] as [Scalar] { one.update([x, 10], rows: 1) }
    #expect(one == normalizer)
  }

  @Test func savedAndRestored() throws {
    var file = SafetensorsFile()
    normalizer.save(to: &file)
    let again = try SafetensorsFile(parsing: file.encoded(), path: "test")
    #expect(try ObservationNormalizer(from: again, features: 2) == normalizer)
    #expect(try ObservationNormalizer(from: SafetensorsFile(), features: 2) == nil)
  }

  @Test func whatDoesNotFitIsAnError() throws {
    var file = SafetensorsFile()
    normalizer.save(to: &file)
    let error = #expect(throws: TensorMismatchError.self) {
      try ObservationNormalizer(from: file, features: 3)
    }
    #expect(error?.expected == [3] && error?.found == [2])

    var part = SafetensorsFile()
    part.append("observations.count", Vector<Double>([4]))
    #expect(throws: SafetensorsError.self) { try ObservationNormalizer(from: part, features: 2) }

    var other = SafetensorsFile()
    other.append("observations.count", Vector<Double>([4, 4]))
    other.append("observations.mean", Vector<Double>([4, 4]))
    other.append("observations.squares", Vector<Double>([4, 4]))
    #expect(throws: TensorMismatchError.self) {
      try ObservationNormalizer(from: other, features: 2)
    }

    var single = SafetensorsFile()
    single.append("observations.count", Vector<Scalar>([4]))
    single.append("observations.mean", Vector<Scalar>([4, 4]))
    single.append("observations.squares", Vector<Scalar>([4, 4]))
    #expect(throws: SafetensorsError.self) {
      try ObservationNormalizer(from: single, features: 2)
    }
  }
}
