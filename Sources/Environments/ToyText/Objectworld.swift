internal import LinearAlgebra

/// A grid with coloured objects, whose reward depends on how near which colours are: a reward that is no linear
/// function of its features.
///
/// Each object has an inner and an outer colour, drawn uniformly as is its cell. A state within 3 cells of outer
/// colour 0 gives −1, and if it is also within 2 of outer colour 1, +1; all others 0. Five actions, up, right,
/// down, left and stay; with the probability `wind` an action is replaced by one drawn from all five. The reward
/// is that of the state that is left. Episodes begin anywhere and never end.
///
/// The features are the distances to the nearest object of each inner and outer colour, divided by the
/// grid's diagonal (1 where there is no such object), or, for each of them, whether it is at most 1, 2, …, N cells. Distances
/// are Euclidean, in the rewards as in the features.
///
/// Source: S. Levine, Z. Popović and V. Koltun, "Nonlinear inverse reinforcement learning with Gaussian
/// processes", 2011; M. Wulfmeier, P. Ondrúška and I. Posner, "Maximum entropy deep inverse reinforcement
/// learning", 2015. The papers do not state how cells are counted; here by the distance of their middles.
public struct Objectworld: FiniteTask {
  /// The form of the features.
  public enum FeatureKind: String, Sendable, Codable {
    /// Distances, 2C numbers.
    case distances
    /// Whether a distance is at most d, for d = 1, …, N: 2C · N numbers, 0 or 1.
    case thresholds
  }

  /// An object on the grid.
  public struct Item: Sendable, Equatable {
    /// Its cell, row · N + column.
    public var cell: Int
    /// The colour that matters for the features alone.
    public var inner: Int
    /// The colour that matters for the reward too.
    public var outer: Int
  }

  /// The number of rows and columns, N.
  public let size: Int
  /// The number of objects.
  public let objects: Int
  /// The number of colours, C.
  public let colours: Int
  /// The probability with which an action is replaced by a random one.
  public let wind: Double
  /// The discount γ.
  public let discount: Double
  /// The form of the features.
  public let featureKind: FeatureKind
  /// The seed of the objects.
  public let seed: UInt64
  /// The objects.
  public let items: [Item]

  /// A world whose objects are drawn from `seed`.
  /// - Precondition: There is a cell for each object, two colours at least, and wind and discount are in [0, 1].
  public init(
    size: Int = 10, objects: Int = 15, colours: Int = 2, wind: Double = 0.3,
    discount: Double = 0.9, featureKind: FeatureKind = .distances, seed: UInt64 = 0
  ) {
    if let problem = Self.problem(size, objects, colours, wind, discount) {
      preconditionFailure(problem)
    }
    self.size = size
    self.objects = objects
    self.colours = colours
    self.wind = wind
    self.discount = discount
    self.featureKind = featureKind
    self.seed = seed
    var stream = RandomStream(seed: seed)
    var cells = Array(0..<size * size)
    stream.shuffle(&cells)
    items = cells.prefix(objects).map {
      Item(
        cell: $0, inner: stream.integer(below: colours), outer: stream.integer(below: colours))
    }
  }

  private static func problem(
    _ size: Int, _ objects: Int, _ colours: Int, _ wind: Double, _ discount: Double
  ) -> String? {
    guard size > 0, objects >= 0, objects <= size * size, colours >= 2 else {
      return "\(objects) objects of \(colours) colours do not fit \(size)×\(size) cells."
    }
    guard wind >= 0, wind <= 1, discount >= 0, discount <= 1 else {
      return "Wind \(wind) and discount \(discount) are not both in [0, 1]."
    }
    return nil
  }

  /// The cells.
  public var grid: Grid { Grid(rows: size, columns: size) }
  /// What the actions stand for.
  public static let moves: [Grid.Move] = [.up, .right, .down, .left, .stay]

  /// The distance from a state to the nearest object whose colour is `colour`; nil if there is none.
  private func distance(from state: Int, to colour: Int, _ kind: (Item) -> Int) -> Double? {
    let (row, column) = state.quotientAndRemainder(dividingBy: size)
    return items.filter { kind($0) == colour }.map {
      let (y, x) = $0.cell.quotientAndRemainder(dividingBy: size)
      return Double((y - row) * (y - row) + (x - column) * (x - column)).squareRoot()
    }.min()
  }

  /// r(s).
  public func reward(of state: Int) -> Double {
    guard let first = distance(from: state, to: 0, \.outer), first <= 3 else { return 0 }
    guard let second = distance(from: state, to: 1, \.outer), second <= 2 else { return -1 }
    return 1
  }

  /// Distances or thresholds: for each colour that of the inner and of the outer colour.
  public func features(of state: Int) -> [Double]? {
    (0..<colours).flatMap { colour in
      [distance(from: state, to: colour, \.inner), distance(from: state, to: colour, \.outer)]
    }.flatMap { distance -> [Double] in
      switch featureKind {
      case .distances: [distance.map { $0 / (2.0.squareRoot() * Double(size)) } ?? 1]
      case .thresholds: (1...size).map { (distance ?? .infinity) <= Double($0) ? 1 : 0 }
      }
    }
  }

  /// The table.
  public func transitionTable() -> TransitionTable {
    let (grid, states) = (grid, size * size)
    let rewards = (0..<states).map(reward)
    return TransitionTable(
      states: states, actions: Self.moves.count, discount: discount,
      initial: Array(repeating: 1 / Double(states), count: states)
    ) { state, action in
      grid.outcomes(
        of: state, probabilities: Gridworld.directions(action, Self.moves, wind, 0)
      ) { _ in (rewards[state], false) }
    }
  }

  /// The rewards as colours, the objects with their inner and outer colours, and the walker.
  public func picture(of state: Int) -> Picture? {
    let grid = grid
    var picture = grid.picture { picture in
      for state in 0..<size * size {
        picture.addSquare(around: grid.middle(of: state), .scale((reward(of: state) + 1) / 2))
      }
    }
    func ink(_ colour: Int) -> Picture.Ink {
      switch colour {
      case 0: .danger
      case 1: .goal
      default: .scale(Double(colour) / Double(colours))
      }
    }
    for item in items {
      picture.add(.circle(grid.middle(of: item.cell), radius: 0.35), ink(item.outer))
      picture.add(.circle(grid.middle(of: item.cell), radius: 0.15), ink(item.inner))
    }
    picture.add(.circle(grid.middle(of: state), radius: 0.2), .agent)
    return picture
  }
}

extension Objectworld {
  private enum Key: String, CodingKey {
    case size
    case objects
    case colours
    case wind
    case discount
    case featureKind
    case seed
  }

  /// Reads the numbers and draws the objects anew.
  /// - Throws: `DecodingError` if the numbers do not fit together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let size = try container.decode(Int.self, forKey: .size)
    let objects = try container.decode(Int.self, forKey: .objects)
    let colours = try container.decode(Int.self, forKey: .colours)
    let wind = try container.decode(Double.self, forKey: .wind)
    let discount = try container.decode(Double.self, forKey: .discount)
    if let problem = Self.problem(size, objects, colours, wind, discount) {
      throw DecodingError.dataCorruptedError(
        forKey: .objects, in: container, debugDescription: problem)
    }
    self.init(
      size: size, objects: objects, colours: colours, wind: wind, discount: discount,
      featureKind: try container.decode(FeatureKind.self, forKey: .featureKind),
      seed: try container.decode(UInt64.self, forKey: .seed))
  }

  /// Writes the numbers from which the world follows.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(size, forKey: .size)
    try container.encode(objects, forKey: .objects)
    try container.encode(colours, forKey: .colours)
    try container.encode(wind, forKey: .wind)
    try container.encode(discount, forKey: .discount)
    try container.encode(featureKind, forKey: .featureKind)
    try container.encode(seed, forKey: .seed)
  }
}
