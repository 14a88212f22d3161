#if MuJoCo
  internal import CMuJoCo
  internal import Foundation

  extension MuJoCoSimulation {
    /// Whence a simulation is looked at.
    enum View {
      /// Along y: x to the right, z upwards.
      case side
      /// From above: x to the right, y upwards.
      case above
      /// x to the right, z upwards, and y into the depth, drawn upwards to the right.
      case oblique
    }

    /// The bodies as thick lines and discs.
    ///
    /// - Parameters:
    ///   - view: Whence they are looked at.
    ///   - low: The left bottom of what is shown; without it the picture follows the first body.
    ///   - high: The right top of what is shown.
    ///   - goals: The bodies that are to be reached.
    func picture(
      _ view: View, low: Picture.Point? = nil, high: Picture.Point? = nil, goals: [Int] = []
    ) -> Picture {
      let torso = bodyPosition(1)
      var picture: Picture
      if let low, let high {
        picture = Picture(low: low, high: high)
      } else {
        picture = Self.frame(around: torso, view)
        Self.addGrid(around: torso, view, &picture)
      }
      // From back to front.
      for part in parts(view, goals).sorted(by: { $0.depth > $1.depth }) {
        if part.start != part.end {
          picture.add(.line([part.start, part.end], width: 2 * part.radius), part.ink)
        }
        picture.add(.circle(part.start, radius: part.radius), part.ink)
        if part.start != part.end {
          picture.add(.circle(part.end, radius: part.radius), part.ink)
        }
      }
      return picture
    }

    /// A capsule or a sphere in the plane of the picture.
    private struct Part {
      var start: Picture.Point
      var end: Picture.Point
      var radius: Double
      var depth: Double
      var ink: Picture.Ink
    }

    private func parts(_ view: View, _ goals: [Int]) -> [Part] {
      withExtendedLifetime(storage) {
        let (data, model) = (storage.pointer, storage.model.pointer)
        var parts: [Part] = []
        for i in 0..<Int(model.pointee.ngeom) {
          let type = UInt32(model.pointee.geom_type[i])
          guard type == mjGEOM_SPHERE.rawValue || type == mjGEOM_CAPSULE.rawValue else { continue }
          let size = model.pointee.geom_size + 3 * i
          let (center, axes) = (data.pointee.geom_xpos + 3 * i, data.pointee.geom_xmat + 9 * i)
          let half = type == mjGEOM_CAPSULE.rawValue ? size[1] : 0
          func point(_ sign: Double) -> Picture.Point {
            Self.project(
              (
                center[0] + sign * half * axes[2], center[1] + sign * half * axes[5],
                center[2] + sign * half * axes[8]
              ), view)
          }
          let body = Int(model.pointee.geom_bodyid[i])
          let ink: Picture.Ink =
            goals.contains(body) ? .goal : body == 0 ? .ground : body == 1 ? .agent : .limb
          parts.append(
            Part(
              start: point(-1), end: point(1), radius: size[0],
              depth: view == .above ? -center[2] : center[1], ink: ink))
        }
        for i in 0..<Int(model.pointee.nsite) where model.pointee.site_bodyid[i] == 0 {
          // A site of the world is a mark: the place to be reached.
          let place = Self.project(Self.vector(data.pointee.site_xpos, i), view)
          parts.append(
            Part(
              start: place, end: place, radius: model.pointee.site_size[3 * i], depth: -.infinity,
              ink: .goal))
        }
        return parts
      }
    }

    private static func project(_ p: (x: Double, y: Double, z: Double), _ view: View)
      -> Picture.Point
    {
      switch view {
      case .side: Picture.Point(p.x, p.z)
      case .above: Picture.Point(p.x, p.y)
      case .oblique: Picture.Point(p.x + 0.35 * p.y, p.z + 0.3 * p.y)
      }
    }

    private static func frame(around torso: (x: Double, y: Double, z: Double), _ view: View)
      -> Picture
    {
      let foot = project((torso.x, torso.y, view == .above ? torso.z : 0), view)
      let below = view == .side ? 0.35 : view == .above ? 1.6 : 0.9
      let above = view == .side ? 1.9 : view == .above ? 1.6 : 1.7
      return Picture(
        low: Picture.Point(foot.x - 2, foot.y - below),
        high: Picture.Point(foot.x + 2, foot.y + above))
    }

    /// The ground, with a mark at each metre, so that one sees what moves.
    private static func addGrid(
      around torso: (x: Double, y: Double, z: Double), _ view: View, _ picture: inout Picture
    ) {
      let (low, high) = (picture.low, picture.high)
      let middle = (torso.x.rounded(), torso.y.rounded())
      switch view {
      case .side:
        picture.addRectangle(from: low, to: Picture.Point(high.x, 0), .ground)
        for x in stride(from: middle.0 - 2, through: middle.0 + 2, by: 1) {
          picture.add(.line([.init(x, -0.12), .init(x, 0)], width: 0.02), .guide)
        }
      case .above, .oblique:
        for offset in stride(from: -3.0, through: 3, by: 1) {
          let (x, y) = (middle.0 + offset, middle.1 + offset)
          let across = [(x, middle.1 - 3, 0.0), (x, middle.1 + 3, 0)].map { project($0, view) }
          let along = [(middle.0 - 3, y, 0.0), (middle.0 + 3, y, 0)].map { project($0, view) }
          picture.add(.line(across, width: 0.02), .guide)
          picture.add(.line(along, width: 0.02), .guide)
        }
      }
    }
  }
#endif
