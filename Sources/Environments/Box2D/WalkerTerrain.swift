#if Box2D

  package import LinearAlgebra

  /// The way of the bipedal walker: 200 points at equal distances, and what stands in it or is cut out of it.
  package struct WalkerTerrain: Sendable {
    /// An upright rectangle that the walker collides with.
    package struct Obstacle: Sendable, Equatable {
      package var low: Picture.Point
      package var high: Picture.Point

      /// The corners, all the way round.
      var corners: InlineArray<4, Picture.Point> {
        [low, .init(high.x, low.y), high, .init(low.x, high.y)]
      }
    }

    package static let points = 200
    /// The distance of two points.
    static let stride = 14 / WalkerGame.scale
    /// The height at the start, to which grass comes back.
    static let level = 400 / WalkerGame.scale / 4
    /// The number of even points at the start.
    static let startPad = 20
    /// The longest stretch of grass between obstacles, and the rest of the way that need not be walked.
    static let grass = 10

    /// The heights of the points.
    package private(set) var heights = InlineArray<200, Double>(repeating: level)

    /// What lies ahead at present.
    private enum Stretch {
      case grass
      case stump
      case stairs
      case pit
    }

    /// Draws a terrain, with obstacles if it is `hardcore`, and hands each obstacle to `place`.
    package init(
      hardcore: Bool, using stream: inout RandomStream, place: (Obstacle) -> Void = { _ in }
    ) {
      var stretch = Stretch.grass
      var isFirst = false
      var (slope, y, base) = (0.0, Self.level, 0.0)
      var rest = Self.startPad
      var stairs = (steps: 0, width: 1, rise: 0)
      let stride = Self.stride
      for i in 0..<Self.points {
        let x = Double(i) * stride
        switch stretch {
        case .grass where isFirst: break
        case .grass:
          let pull: Double = y < Self.level ? 1 : y > Self.level ? -1 : 0
          slope = 0.8 * slope + 0.01 * pull
          if i > Self.startPad { slope += stream.uniform(-1, 1) / WalkerGame.scale }
          y += slope
        case .pit where isFirst:
          rest = 3 + stream.integer(below: 2)
          for edge in [x, x + stride * Double(rest)] {
            place(
              Obstacle(low: .init(edge, y - 4 * stride), high: .init(edge + stride, y)))
          }
          rest += 2
          base = y
        case .pit:
          y = base
          if rest > 1 { y -= 4 * stride }
        case .stump where isFirst:
          rest = 1 + stream.integer(below: 2)
          let size = Double(rest) * stride
          place(Obstacle(low: .init(x, y), high: .init(x + size, y + size)))
        case .stump: break
        case .stairs where isFirst:
          stairs.rise = stream.uniform() > 0.5 ? 1 : -1
          // From 4 to 4: drawn all the same, as in Gymnasium.
          stairs.width = 4 + stream.integer(below: 1)
          stairs.steps = 3 + stream.integer(below: 2)
          base = y
          for s in 0..<stairs.steps {
            let left = x + Double(s * stairs.width) * stride
            let right = x + Double((1 + s) * stairs.width) * stride
            let top = y + Double(s * stairs.rise) * stride
            let bottom = y + Double(-1 + s * stairs.rise) * stride
            place(Obstacle(low: .init(left, bottom), high: .init(right, top)))
          }
          rest = stairs.steps * stairs.width
        case .stairs:
          let s = stairs.steps * stairs.width - rest - stairs.rise
          y = base + Double(s) / Double(stairs.width) * Double(stairs.rise) * stride
        }
        isFirst = false
        heights[i] = y
        rest -= 1
        if rest == 0 {
          rest = Self.grass / 2 + stream.integer(below: Self.grass - Self.grass / 2)
          if stretch == .grass && hardcore {
            stretch = [.stump, .stairs, .pit][stream.integer(below: 3)]
          } else {
            stretch = .grass
          }
          isFirst = true
        }
      }
    }

    /// The place of a point.
    package func point(_ i: Int) -> Picture.Point {
      Picture.Point(Double(i) * Self.stride, heights[i])
    }
  }

#endif
