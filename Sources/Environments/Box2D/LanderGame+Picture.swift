#if Box2D

  extension LanderGame {
    /// The moon, the flags at the ends of the pad, the flames, and the lander on its legs.
    var picture: Picture {
      let (width, height) = (LanderTerrain.width, LanderTerrain.height)
      // Landers start at the top of Gymnasium's window, half outside; a little more is shown.
      var picture = Picture(low: .init(0, 0), high: .init(width, height + 60 / Self.scale))
      var ground = (0..<LanderTerrain.points).map(terrain.point)
      ground += [.init(width, 0), .init(0, 0)]
      picture.add(.polygon(ground), .ground)
      for x in [terrain.padRange.lowerBound, terrain.padRange.upperBound] {
        let (foot, top) = (LanderTerrain.padHeight, LanderTerrain.padHeight + 50 / Self.scale)
        picture.add(.line([.init(x, foot), .init(x, top)], width: 0.06), .guide)
        picture.add(
          .polygon([
            .init(x, top), .init(x, top - 10 / Self.scale),
            .init(x + 25 / Self.scale, top - 5 / Self.scale),
          ]), .goal)
      }
      addFlames(to: &picture)
      for leg in [poses[1], poses[2]] {
        let (x, y) = (Self.leg.x, Self.leg.y)
        picture.add(
          .polygon([leg.point(-x, -y), leg.point(x, -y), leg.point(x, y), leg.point(-x, y)]), .limb)
      }
      let hull = poses[0]
      picture.add(
        .polygon(Self.hull.indices.map { hull.point(Self.hull[$0].x, Self.hull[$0].y) }), .agent)
      return picture
    }

    /// A flame below the hull for the main engine, and one beside it for a side engine.
    private func addFlames(to picture: inout Picture) {
      let hull = poses[0]
      if power.main != 0 {
        let length = power.main * 22 / Self.scale
        picture.add(
          .polygon([
            hull.point(-6 / Self.scale, -10 / Self.scale),
            hull.point(6 / Self.scale, -10 / Self.scale),
            hull.point(0, -10 / Self.scale - length),
          ]), .danger)
      }
      if power.side != 0 {
        // A positive power is that of the right engine, which pushes to the left.
        let side: Double = power.side > 0 ? 1 : -1
        picture.add(
          .polygon([
            hull.point(side * 16 / Self.scale, 15 / Self.scale),
            hull.point(side * 16 / Self.scale, 9 / Self.scale),
            hull.point(side * (16 + 10 * abs(power.side)) / Self.scale, 12 / Self.scale),
          ]), .danger)
      }
    }
  }

#endif
