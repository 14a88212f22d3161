#if Box2D

  extension LunarLander: PhysicalParameters {
    /// The parameters' names: the acceleration of gravity, negative, and the strengths of the wind.
    public static let physicalParameters = LanderGame.parameters

    /// The parameter at position `i` of the names. To change one ends the episode.
    /// - Precondition: There is one, and gravity is finite and negative, the wind's strengths are finite.
    public subscript(physical i: Int) -> Double {
      get { simulation.settings[parameter: i] }
      set { simulation.settings[parameter: i] = newValue }
    }
  }

  extension LunarLanderContinuous: PhysicalParameters {
    /// The parameters' names: the acceleration of gravity, negative, and the strengths of the wind.
    public static let physicalParameters = LanderGame.parameters

    /// The parameter at position `i` of the names. To change one ends the episode.
    /// - Precondition: There is one, and gravity is finite and negative, the wind's strengths are finite.
    public subscript(physical i: Int) -> Double {
      get { simulation.settings[parameter: i] }
      set { simulation.settings[parameter: i] = newValue }
    }
  }

  extension LanderGame {
    /// The names of what can be changed.
    static let parameters = ["gravity", "windPower", "turbulence"]
  }

  extension LanderGame.Settings {
    /// The parameter at position `i` of the names; without a wind its strengths are 0.
    fileprivate subscript(parameter i: Int) -> Double {
      get {
        switch i {
        case 0: gravity
        case 1: wind?.power ?? 0
        case 2: wind?.turbulence ?? 0
        default: preconditionFailure("There is no parameter \(i) of 3.")
        }
      }
      set {
        precondition(newValue.isFinite, "\(LanderGame.parameters[i]) cannot be \(newValue).")
        if i == 0 {
          precondition(newValue < 0, "A lander does not come down under the gravity \(newValue).")
          gravity = newValue
          return
        }
        var changed = wind ?? .init(power: 0, turbulence: 0)
        if i == 1 { changed.power = newValue } else { changed.turbulence = newValue }
        // No wind at all draws no phases of it.
        wind = wind == nil && newValue == 0 ? nil : changed
      }
    }
  }

#endif
