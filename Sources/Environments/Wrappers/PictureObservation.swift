public import LinearAlgebra

/// An environment of which a small grey picture is observed, not the features of its state.
///
/// A picture tells no velocity; `FrameStack(PictureObservation(…), frames: 2)` shows two that follow one another.
public struct PictureObservation<Base: GreyPicture>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// The number of rows of pixels.
  public let height: Int
  /// The number of columns of pixels.
  public let width: Int

  /// Shows `base` in `height` × `width` pixels.
  /// - Precondition: There is a pixel.
  public init(_ base: Base, height: Int, width: Int) {
    precondition(height > 0 && width > 0, "A picture of \(height)×\(width) pixels shows nothing.")
    self.base = base
    self.height = height
    self.width = width
  }

  /// Bytes [height × width × 1], black 0 and white 255.
  public var observationSpace: ObservationSpace {
    ObservationSpace(shape: [height, width, 1], storage: .byte, low: 0, high: 255)
  }

  /// Makes one transition of the wrapped environment.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    base.step(action, using: &stream)
  }

  /// Writes how light it is at the middle of each pixel, row by row from the top.
  @inlinable
  public func observe(into row: inout MutableSpan<Scalar>) {
    let (low, high) = Base.seen
    let pixel = ((high.x - low.x) / Double(width), (high.y - low.y) / Double(height))
    for i in 0..<height {
      let y = high.y - (Double(i) + 0.5) * pixel.1
      for j in 0..<width {
        let point = Picture.Point(low.x + (Double(j) + 0.5) * pixel.0, y)
        row[i * width + j] = Scalar((255 * base.lightness(at: point)).rounded())
      }
    }
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard height == other.height, width == other.width else {
      self = other
      return
    }
    base.assign(from: other.base)
  }
}

extension PictureObservation: Codable where Base: Codable {}
extension PictureObservation: Equatable where Base: Equatable {}
