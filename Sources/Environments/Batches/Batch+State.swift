internal import LinearAlgebra

extension Batch {
  private enum Key: String, CodingKey {
    case environments
    case streams
    case observations
    case rewards
    case statuses
    case finalObservations
  }

  /// Writes all that the batch needs to go on with the same bits: environments, streams and what the last
  /// step gave.
  /// - Throws: `EncodingError` if the environments are not `Codable`, and what the encoder throws.
  public func encodeState(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    guard let encodable = environments as? any Encodable else {
      throw EncodingError.invalidValue(
        environments,
        .init(
          codingPath: encoder.codingPath,
          debugDescription: "\(E.self) is not Codable, so a batch of it cannot be saved."))
    }
    try container.encode(encodable, forKey: .environments)
    try container.encode(streams, forKey: .streams)
    try container.encode(observations, forKey: .observations)
    try container.encode(rewards, forKey: .rewards)
    try container.encode(statuses, forKey: .statuses)
    try container.encode(finalObservations, forKey: .finalObservations)
  }

  /// Takes the state over that a batch of the same environment and as many copies has written; the number
  /// of threads and the partitions stay as they are.
  /// - Throws: `DecodingError` if the state does not fit this batch, which is then unchanged.
  public mutating func restoreState(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard let decodable = [E].self as? any Decodable.Type,
      let environments = try container.decode(decodable, forKey: .environments) as? [E]
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .environments, in: container,
        debugDescription: "\(E.self) is not Codable, so a batch of it cannot be restored.")
    }
    let streams = try container.decode([RandomStream].self, forKey: .streams)
    let observations = try container.decode(Matrix<Scalar>.self, forKey: .observations)
    let rewards = try container.decode(Vector<Scalar>.self, forKey: .rewards)
    let statuses = try container.decode([Status].self, forKey: .statuses)
    let finalObservations = try container.decode(Matrix<Scalar>.self, forKey: .finalObservations)
    let counts = [environments.count, streams.count, rewards.count, statuses.count]
    let shapes = [observations, finalObservations].map { [$0.rows, $0.columns] }
    guard counts.allSatisfy({ $0 == count }),
      shapes.allSatisfy({ $0 == [count, observationSpace.count] }),
      environments.allSatisfy({
        $0.observationSpace == observationSpace && $0.actionSpace == actionSpace
      })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .environments, in: container,
        debugDescription: "The state is one of \(environments.count) copies with observations of "
          + "\(observations.rows)×\(observations.columns); this batch has \(count) of "
          + "\(observationSpace.count) features.")
    }
    // Copies that share a table or a model go on sharing it: what was read has its own.
    for i in environments.indices { self.environments[i].assign(from: environments[i]) }
    self.streams = streams
    self.observations = observations
    self.rewards = rewards
    self.statuses = statuses
    self.finalObservations = finalObservations
  }
}
