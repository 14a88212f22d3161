internal import Environments
internal import Foundation
internal import NeuralNetworks

extension PictureAnimation {
  /// The kinds of files that a frame can become.
  public enum FrameFormat: Sendable, Equatable {
    /// SVG, in the reader's theme.
    case svg
    /// PNG, in one theme.
    case png(PictureTheme)
  }

  /// Writes the animation as an SVG file; a reader finds the old file or the new one.
  /// - Throws: `FileError` if the file cannot be written.
  public func write(to path: String) throws { try AtomicFile.write(Array(svg().utf8), to: path) }

  /// Writes `frame-00000` and so on into a folder, which is created if it is not there.
  /// - Throws: `FileError` if that fails, ``FolderNotEmptyError`` if the folder holds anything.
  public func writeFrames(toFolder folder: String, as format: FrameFormat) throws {
    try AtomicFile.createFolder(folder)
    if let names = try? FileManager.default.contentsOfDirectory(atPath: folder), !names.isEmpty {
      throw FolderNotEmptyError(folder)
    }
    let layout = layout
    for (i, frame) in frames.enumerated() {
      let number = String(String(100_000 + i).dropFirst(i < 100_000 ? 1 : 0))
      switch format {
      case .svg:
        let text = frame.picture.svg(layout, caption: frame.caption, title: title)
        try AtomicFile.write(Array(text.utf8), to: "\(folder)/frame-\(number).svg")
      case .png(let theme):
        try AtomicFile.write(png(i, theme: theme), to: "\(folder)/frame-\(number).png")
      }
    }
  }
}

/// A folder for new files that holds others.
public struct FolderNotEmptyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The folder.
  public let path: String

  /// An error about the folder at `path`.
  public init(_ path: String) { self.path = path }

  /// One line: which folder, and what to do.
  public var description: String {
    "The folder \(path.oneLine) holds files already; choose another one or remove it."
  }
}
