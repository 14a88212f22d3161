internal import Foundation

/// The one source of randomness in Apus: a seedable, splittable, serialisable generator (xoshiro256++).
///
/// A stream is a value that is passed `inout`; each environment copy has its own, so that results do not
/// depend on the number of threads. There is no global seed. Same seed, same bits, on every machine.
///
/// Source: D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", 2021.
public struct RandomStream: RandomNumberGenerator, Sendable, Equatable, Codable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  /// The stream of `seed`. The state is filled by SplitMix64, so near seeds give unrelated streams.
  public init(seed: UInt64) {
    var mixer = seed
    func mix() -> UInt64 {
      mixer &+= 0x9E37_79B9_7F4A_7C15
      var z = mixer
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    (s0, s1, s2, s3) = (mix(), mix(), mix(), mix())
  }

  /// A stream of its own, unrelated to the numbers that this one gives from now on.
  public mutating func split() -> RandomStream {
    RandomStream(seed: next() ^ 0x5851_F42D_4C95_7F2D)
  }

  /// `count` streams of their own, one for each environment copy, worker or seed.
  public mutating func split(_ count: Int) -> [RandomStream] { (0..<count).map { _ in split() } }

  /// The next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    let sum = s0 &+ s3
    let result = ((sum << 23) | (sum >> 41)) &+ s0
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// A number distributed uniformly over [0, 1), a multiple of 2⁻⁵³.
  @inlinable
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number distributed uniformly over [`low`, `high`).
  @inlinable
  public mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// An integer distributed uniformly over 0..<`bound` (D. Lemire's multiplication with rejection).
  /// - Precondition: `bound > 0`.
  @inlinable
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "No integer lies in 0..<\(bound).")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// `true` with the given probability.
  @inlinable
  public mutating func bernoulli(_ probability: Double) -> Bool { uniform() < probability }

  /// A number from the standard normal distribution N(0, 1).
  ///
  /// G. Marsaglia and W. W. Tsang's ziggurat of 256 layers: one 64-bit draw serves 98.8 % of the calls.
  public mutating func normal() -> Double {
    let table = Ziggurat.table
    while true {
      let bits = next()
      let layer = Int(bits & 0xFF)
      let sign: Double = bits & 0x100 == 0 ? 1 : -1
      let u = Double(bits >> 11) * 0x1p-53
      let x = u * table[layer].x
      if x < table[layer + 1].x { return sign * x }
      if layer == 0 { return sign * tail() }
      let (upper, lower) = (table[layer + 1].y, table[layer].y)
      if lower + (upper - lower) * uniform() < exp(-0.5 * x * x) { return sign * x }
    }
  }

  /// A number from the normal distribution beyond the ziggurat's base layer (G. Marsaglia, 1964).
  private mutating func tail() -> Double {
    while true {
      let x = -log(1 - uniform()) / Ziggurat.right
      let y = -log(1 - uniform())
      if 2 * y > x * x { return Ziggurat.right + x }
    }
  }

  /// An index i drawn with probability `weights[i]` / Σ `weights`.
  /// - Precondition: The weights are not negative and their sum is positive and finite.
  public mutating func categorical<Element: BinaryFloatingPoint>(
    _ weights: borrowing Span<Element>
  ) -> Int {
    var sum: Element = 0
    for i in weights.indices { sum += weights[i] }
    precondition(sum > 0 && sum.isFinite, "The weights' sum, \(sum), is not positive and finite.")
    var rest = Element(uniform()) * sum
    var chosen = 0
    for i in weights.indices where weights[i] > 0 {
      chosen = i
      rest -= weights[i]
      if rest < 0 { break }
    }
    return chosen
  }

  /// As `categorical`, or nil if the weights' sum is not positive and finite.
  public mutating func categoricalIfFinite<Element: BinaryFloatingPoint>(
    _ weights: borrowing Span<Element>
  ) -> Int? {
    var sum: Element = 0
    for i in weights.indices { sum += weights[i] }
    return sum > 0 && sum.isFinite ? categorical(weights) : nil
  }

  /// Brings `items` into a random order (Fisher–Yates).
  public mutating func shuffle<Item>(_ items: inout [Item]) {
    for i in stride(from: items.count - 1, to: 0, by: -1) {
      items.swapAt(i, integer(below: i + 1))
    }
  }
}

/// The layers of equal area under exp(−x²/2): right edges x and heights y, from the base upwards.
private enum Ziggurat {
  static let right = 3.654_152_885_361_009
  static let area = 0.004_928_673_233_974_655

  static let table: [(x: Double, y: Double)] = {
    func density(_ x: Double) -> Double { exp(-0.5 * x * x) }
    var layers = [(x: area / density(right), y: 0.0), (x: right, y: density(right))]
    for i in 2..<256 {
      let y = layers[i - 1].y + area / layers[i - 1].x
      layers.append((x: (-2 * log(y)).squareRoot(), y: y))
    }
    layers.append((x: 0, y: 1))
    return layers
  }()
}
