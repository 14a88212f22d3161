public import Environments

/// A colour of 8 bits a channel.
public struct PictureColour: Sendable, Equatable {
  /// The red channel.
  public var red: UInt8
  /// The green channel.
  public var green: UInt8
  /// The blue channel.
  public var blue: UInt8

  /// The colour 0xRRGGBB.
  public init(_ code: UInt32) {
    red = UInt8(code >> 16 & 255)
    green = UInt8(code >> 8 & 255)
    blue = UInt8(code & 255)
  }

  /// The colour as SVG writes it, such as `#0072b2`.
  var hexadecimal: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// The colours of a picture, on light ground or on dark.
///
/// Apart from greys they are those of Okabe and Ito (2008), lighter ones on dark ground, which people with colour
/// blindness can tell apart too. Values go from dark blue over green to yellow, evenly in brightness (the viridis
/// scale of S. van der Walt and N. Smith, 2015, interpolated between nine of its colours).
public enum PictureTheme: String, Sendable, CaseIterable {
  /// On white.
  case light
  /// On dark grey.
  case dark

  /// The ground that the shapes are painted on.
  public var background: PictureColour { PictureColour(self == .light ? 0xFFFFFF : 0x16181C) }

  /// The colour of an ink.
  public func colour(of ink: Picture.Ink) -> PictureColour {
    switch ink {
    case .ground: PictureColour(self == .light ? 0x4D4D4D : 0xB0B0B0)
    case .agent: PictureColour(self == .light ? 0x0072B2 : 0x56B4E9)
    case .limb: PictureColour(self == .light ? 0xE69F00 : 0xF0B840)
    case .goal: PictureColour(self == .light ? 0x009E73 : 0x2BC495)
    case .danger: PictureColour(self == .light ? 0xD55E00 : 0xF0803C)
    case .guide: PictureColour(self == .light ? 0xC4C4C4 : 0x4A4D55)
    case .text: PictureColour(self == .light ? 0x1A1A1A : 0xECECEC)
    case .scale(let value): Self.scale(value)
    }
  }

  /// The inks whose colours the theme decides, with the names of their classes in SVG.
  static let classes: [(ink: Picture.Ink, name: String)] = [
    (.ground, "ground"), (.agent, "agent"), (.limb, "limb"), (.goal, "goal"),
    (.danger, "danger"), (.guide, "guide"), (.text, "text"),
  ]

  private static let stops: [UInt32] = [
    0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725,
  ]

  /// The colour of a value from 0 to 1; what lies outside has the colour of the nearer end, NaN that of 0.
  static func scale(_ value: Double) -> PictureColour {
    let position = value.isNaN ? 0 : min(max(value, 0), 1) * Double(stops.count - 1)
    let i = min(Int(position), stops.count - 2)
    let (a, b, t) = (PictureColour(stops[i]), PictureColour(stops[i + 1]), position - Double(i))
    func mix(_ x: UInt8, _ y: UInt8) -> UInt32 {
      UInt32((Double(x) + t * (Double(y) - Double(x))).rounded())
    }
    return PictureColour(
      mix(a.red, b.red) << 16 | mix(a.green, b.green) << 8 | mix(a.blue, b.blue))
  }
}
