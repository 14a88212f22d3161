#if Box2D

  /// The moon: eleven points at equal distances, flat around the landing pad.
  package struct LanderTerrain: Sendable {
    package static let points = 11
    static let width = 600 / LanderGame.scale
    package static let height = 400 / LanderGame.scale
    /// The height of the pad before the smoothing, and what the observed height is measured from.
    static let padHeight = height / 4

    /// The heights of the points.
    package private(set) var heights = InlineArray<11, Double>(repeating: 0)
    /// The point in the middle of the pad, which reaches from the one before to the one after.
    private(set) var pad = 5

    /// A terrain that is flat at 0.
    init() {}

    /// The terrain of random heights, of which the last stands on both sides of the edge.
    package init(_ random: InlineArray<12, Double>, pad: Int) {
      var raw = random
      self.pad = pad
      for i in pad - 2...pad + 2 { raw[(i + 12) % 12] = Self.padHeight }
      for i in 0..<Self.points {
        heights[i] = 0.33 * (raw[(i + 11) % 12] + raw[i] + raw[i + 1])
      }
    }

    /// The place of a point.
    package func point(_ i: Int) -> Picture.Point {
      Picture.Point(Self.width / Double(Self.points - 1) * Double(i), heights[i])
    }

    /// The middle of the pad.
    var padCentre: Double { (point(pad - 1).x + point(pad + 1).x) / 2 }

    /// From where to where the pad reaches.
    var padRange: ClosedRange<Double> { point(pad - 1).x...point(pad + 1).x }

    /// Adds the ground to a scene.
    func add(to scene: Box2DScene) {
      scene.addEdge(
        from: Picture.Point(0, 0), to: Picture.Point(Self.width, 0), friction: 0.2)
      for i in 1..<Self.points {
        scene.addEdge(from: point(i - 1), to: point(i), friction: 0.1)
      }
    }
  }

#endif
