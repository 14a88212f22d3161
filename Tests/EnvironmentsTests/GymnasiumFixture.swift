import Environments
import Foundation
import LinearAlgebra

/// What scripts/fixtures/gymnasium_fixtures.py writes: episodes recorded with Gymnasium.
struct GymnasiumFixture: Decodable {
  struct Episode: Decodable {
    var start: [Double]
    var actions: [Double]
    var states: [[Double]]
    var rewards: [Double]
    var terminated: [Bool]
    var truncated: [Bool]
    var observations: [[Float]]
  }

  var environment: String
  var gymnasium: String
  var episodes: [Episode]

  static func load(_ name: String) throws -> GymnasiumFixture {
    let url = Bundle.module.bundleURL.appending(path: "Fixtures/\(name).json")
    return try JSONDecoder().decode(GymnasiumFixture.self, from: Data(contentsOf: url))
  }
}

/// An environment's observation as an array.
func observation<E: Environment>(of environment: E) -> [Scalar] {
  var row = [Scalar](repeating: .nan, count: environment.observationSpace.count)
  var span = row.mutableSpan
  environment.observe(into: &span)
  return row
}
