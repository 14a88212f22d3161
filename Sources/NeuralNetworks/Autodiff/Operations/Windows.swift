internal import CVectorKernels
internal import LinearAlgebra

// Windows that slide over images. A row is one image; all of these maps but the choice of the largest element
// are linear, and come in pairs of which each is the other's transpose.

extension Variable {
  /// The pixels under each position of `window` as one row: what turns a convolution into a product.
  ///
  /// - Parameters:
  ///   - window: The window; the padding around an image is zero.
  ///   - image: The shape of each row.
  /// - Returns: [rows · positions × window height · window width · channels], positions row by row.
  public func patches(_ window: Window, over image: ImageShape) -> Variable {
    check(columns, image)
    let positions = window.positions(over: image, channels: 1).count
    return tape.record(
      .window(VK_WINDOW_PATCHES, index, window.kernel(over: image)), rows * positions,
      window.count * image.channels, from: self)
  }

  /// The images of which each pixel is the sum of its elements in all patches: `patches` transposed.
  /// - Returns: [rows / positions × height · width · channels]
  public func unpatches(_ window: Window, over image: ImageShape) -> Variable {
    let positions = window.positions(over: image, channels: 1).count
    precondition(
      rows % positions == 0 && columns == window.count * image.channels,
      """
      Patches of \(shape) do not fit \(positions) positions of a window of \(window.height)×\(window.width) \
      over images of \(image.text).
      """)
    return tape.record(
      .window(VK_WINDOW_UNPATCHES, index, window.kernel(over: image)), rows / positions,
      image.count, from: self)
  }

  /// The sum over each position of `window`, in each channel.
  /// - Returns: [rows × positions · channels]
  public func pooled(_ window: Window, over image: ImageShape) -> Variable {
    check(columns, image)
    return tape.record(
      .window(VK_WINDOW_POOLED, index, window.kernel(over: image)), rows,
      window.positions(over: image, channels: image.channels).count, from: self)
  }

  /// The images of which each pixel is the sum of the positions that cover it: `pooled` transposed.
  /// - Returns: [rows × height · width · channels]
  public func unpooled(_ window: Window, over image: ImageShape) -> Variable {
    check(columns, window.positions(over: image, channels: image.channels))
    return tape.record(
      .window(VK_WINDOW_UNPOOLED, index, window.kernel(over: image)), rows, image.count, from: self)
  }

  /// The mean over each position of `window`, in each channel; zeros of the padding count.
  /// - Returns: [rows × positions · channels]
  public func averagePooled(_ window: Window, over image: ImageShape) -> Variable {
    pooled(window, over: image) * (1 / Element(window.count))
  }

  /// The largest element under each position of `window`, in each channel; the padding does not count.
  /// Among equal ones the first has the gradient.
  /// - Returns: [rows × positions · channels]
  public func maxPooled(_ window: Window, over image: ImageShape) -> Variable {
    check(columns, image)
    precondition(
      image.count <= 1 << 24, "The columns of images of \(image.text) are no exact numbers.")
    let columns = tape.record(
      .window(VK_WINDOW_LARGEST, index, window.kernel(over: image)), rows,
      window.positions(over: image, channels: image.channels).count, from: self)
    tape.nodes[Int(columns.index)].requiresGradient = false
    return gather(columns)
  }

  /// Images of `factor` times the height and width, each pixel repeated.
  public func upsampled(_ factor: Int, over image: ImageShape) -> Variable {
    check(columns, image)
    let window = Window(factor, stride: factor)
    return unpooled(window, over: window.covered(by: image, channels: image.channels))
  }

  private func check(_ columns: Int, _ image: ImageShape) {
    precondition(
      columns == image.count, "A variable of \(shape) does not hold images of \(image.text).")
  }
}

extension Tape {
  func runWindow(
    _ function: vk_window_function, _ a: NodeIndex, _ window: vk_window, _ node: Node,
    _ value: UnsafeMutablePointer<Element>
  ) {
    // Patches are many rows of an image; the other side of each map has the images as rows.
    let images = function == VK_WINDOW_PATCHES ? nodes[Int(a)].rows : node.rows
    Element.Kernels.window(function, value, pointer(a), batch: Int(images), window)
  }

  func pullbackWindow(
    _ function: vk_window_function, _ a: NodeIndex, _ window: vk_window, _ g: Variable<Element>
  ) {
    let a = variable(a)
    let transposed: vk_window_function
    switch function {
    case VK_WINDOW_PATCHES: transposed = VK_WINDOW_UNPATCHES
    case VK_WINDOW_UNPATCHES: transposed = VK_WINDOW_PATCHES
    case VK_WINDOW_POOLED: transposed = VK_WINDOW_UNPOOLED
    case VK_WINDOW_UNPOOLED: transposed = VK_WINDOW_POOLED
    default: return
    }
    contribute(to: a) { record(.window(transposed, g.index, window), a.rows, a.columns, from: g) }
  }
}
