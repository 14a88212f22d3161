internal import CVectorKernels

/// The shape of images that are rows of a matrix: height × width × channels, channels last.
public struct ImageShape: Sendable, Equatable, Hashable, Codable {
  /// The number of rows of pixels.
  public let height: Int
  /// The number of columns of pixels.
  public let width: Int
  /// The number of values of a pixel, which lie side by side.
  public let channels: Int

  /// Images of `height` × `width` pixels of `channels` values.
  public init(height: Int, width: Int, channels: Int) {
    precondition(
      height > 0 && width > 0 && channels > 0,
      "Images of \(height)×\(width)×\(channels) have no elements.")
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The number of elements of an image, the columns of a batch.
  public var count: Int { height * width * channels }
  /// `height×width×channels`, for messages.
  var text: String { "\(height)×\(width)×\(channels)" }
}

/// A window that slides over an image, as in convolution and pooling.
public struct Window: Sendable, Equatable, Hashable, Codable {
  /// The number of rows of pixels that it covers.
  public let height: Int
  /// The number of columns of pixels that it covers.
  public let width: Int
  /// The number of pixels from one position to the next.
  public let stride: Int
  /// The number of rows and columns of zeros around the image.
  public let padding: Int

  /// A window of `height` × `width` pixels.
  /// - Precondition: The padding is smaller than the window, so that every position covers a pixel.
  public init(height: Int, width: Int, stride: Int = 1, padding: Int = 0) {
    precondition(
      height > 0 && width > 0 && stride > 0,
      "A window of \(height)×\(width) with stride \(stride) covers nothing or stands still.")
    precondition(
      padding >= 0 && padding < min(height, width),
      "A padding of \(padding) does not fit a window of \(height)×\(width).")
    self.height = height
    self.width = width
    self.stride = stride
    self.padding = padding
  }

  /// A square window of `size` × `size` pixels.
  public init(_ size: Int, stride: Int = 1, padding: Int = 0) {
    self.init(height: size, width: size, stride: stride, padding: padding)
  }

  /// The number of pixels that it covers.
  public var count: Int { height * width }

  /// The window's positions over `image`, as an image of `channels` values each.
  /// - Precondition: The window is not larger than the padded image.
  public func positions(over image: ImageShape, channels: Int) -> ImageShape {
    precondition(
      image.height + 2 * padding >= height && image.width + 2 * padding >= width,
      "A window of \(height)×\(width) with padding \(padding) does not fit an image of \(image.text)."
    )
    return ImageShape(
      height: (image.height + 2 * padding - height) / stride + 1,
      width: (image.width + 2 * padding - width) / stride + 1, channels: channels)
  }

  /// The smallest image over which the window has the positions of `image`; `channels` values a pixel.
  public func covered(by image: ImageShape, channels: Int) -> ImageShape {
    ImageShape(
      height: (image.height - 1) * stride + height - 2 * padding,
      width: (image.width - 1) * stride + width - 2 * padding, channels: channels)
  }

  func kernel(over image: ImageShape) -> vk_window {
    vk_window(
      height: Int32(image.height), width: Int32(image.width), channels: Int32(image.channels),
      kernel_height: Int32(height), kernel_width: Int32(width), stride: Int32(stride),
      padding: Int32(padding))
  }
}
