#if Box2D

  extension WalkerGame {
    /// The part of the way around the walker: ground, obstacles, the flag at the start, and the walker's links.
    var picture: Picture {
      let (width, height) = (600 / Self.scale, 400 / Self.scale)
      let left = max(poses[0].x - width / 5, 0)
      var picture = Picture(low: .init(left, 0), high: .init(left + width, height))
      var obstacles: [WalkerTerrain.Obstacle] = []
      guard var stream = terrainStream else { return picture }
      let terrain = WalkerTerrain(hardcore: settings.hardcore, using: &stream) {
        obstacles.append($0)
      }
      let first = max(Int(left / WalkerTerrain.stride), 0)
      let last = min(
        Int((left + width) / WalkerTerrain.stride) + 1, WalkerTerrain.points - 1)
      if first < last {
        let way = (first...last).map(terrain.point)
        picture.add(
          .polygon(way + [.init(way[way.count - 1].x, 0), .init(way[0].x, 0)]), .ground)
      }
      for obstacle in obstacles where obstacle.high.x > left && obstacle.low.x < left + width {
        picture.addRectangle(from: obstacle.low, to: obstacle.high, .ground)
      }
      let (x, foot) = (3 * WalkerTerrain.stride, WalkerTerrain.level)
      let top = foot + 50 / Self.scale
      if x >= left {
        picture.add(.line([.init(x, foot), .init(x, top)], width: 0.06), .guide)
        picture.add(
          .polygon([
            .init(x, top), .init(x, top - 10 / Self.scale),
            .init(x + 25 / Self.scale, top - 5 / Self.scale),
          ]), .goal)
      }
      for i in [1, 2, 3, 4] {
        let (x, y) = ((i % 2 == 1 ? Self.legWidth : Self.lowerWidth) / 2, Self.legHeight / 2)
        picture.add(
          .polygon([
            poses[i].point(-x, -y), poses[i].point(x, -y), poses[i].point(x, y),
            poses[i].point(-x, y),
          ]), .limb)
      }
      let hull = poses[0]
      picture.add(
        .polygon(Self.hull.indices.map { hull.point(Self.hull[$0].x, Self.hull[$0].y) }), .agent)
      return picture
    }
  }

#endif
