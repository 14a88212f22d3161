import Environments
import Experiments
import Foundation
import LinearAlgebra
import Testing

struct PNGTests {
  @Test func checksums() {
    // The check values of the two algorithms' descriptions.
    #expect(PNG.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(PNG.adler32(Array("Wikipedia".utf8)) == 0x11E6_0398)
  }

  /// Three bytes, no repeats: the bits of the fixed code, written down by hand.
  @Test func aStreamByHand() {
    // 011, then 0x30 + 1 = 00110001, 0x190 + 200 − 144 = 111001000, 0x30 = 00110000, 0000000 for the end.
    let bits = "110" + "00110001" + "111001000" + "00110000" + "0000000"
    var bytes: [UInt8] = []
    let padded = Array(bits.map { $0 == "1" ? 1 : 0 } as [UInt8]) + Array(repeating: 0, count: 5)
    for i in 0..<padded.count / 8 {
      bytes.append((0..<8).reduce(0) { $0 | padded[8 * i + $1] << UInt8($1) })
    }
    let sum = PNG.adler32([1, 200, 0])
    let checksum = [24, 16, 8, 0].map { UInt8(sum >> $0 & 255) }
    #expect(PNG.zlib([1, 200, 0]) == [0x78, 0x01] + bytes + checksum)
  }

  /// Python's zlib reads what is written: noise, areas of one colour, repeats of every length, and a picture.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["APUS_PYTHON"] != nil,
      "APUS_PYTHON names no Python; scripts/test sets it."))
  func agreesWithPython() throws {
    var stream = RandomStream(seed: 2)
    func bytes(_ count: Int, _ next: () -> UInt8) -> [UInt8] { (0..<count).map { _ in next() } }
    var runs: [UInt8] = []
    for length in 1...300 {
      runs += Array(repeating: UInt8(length % 256), count: length)
    }
    runs += Array(repeating: 7, count: 3 * 151 * 100 - runs.count)
    let noise = bytes(3 * 40 * 30) { UInt8(truncatingIfNeeded: stream.next()) }
    // Rows that repeat the row above are zeros to the filter: one long run.
    let flat = [UInt8](repeating: 200, count: 3 * 64 * 64)
    for (pixels, width, height) in [
      (noise, 40, 30), (runs, 151, 100), (flat, 64, 64), ([1, 2, 3], 1, 1),
    ] {
      try check(PNG.encode(pixels, width: width, height: height), pixels, width, height)
    }
    var picture = Picture(low: .init(0, 0), high: .init(2, 1))
    picture.addRectangle(from: .init(0, 0), to: .init(1, 1), .ground)
    let file = picture.png(size: 40)
    let (grey, white) = ([0x4D, 0x4D, 0x4D] as [UInt8], [255, 255, 255] as [UInt8])
    let row = (0..<40).flatMap { $0 < 20 ? grey : white }
    try check(file, (0..<20).flatMap { _ in row }, 40, 20)
  }

  private func check(_ file: [UInt8], _ pixels: [UInt8], _ width: Int, _ height: Int) throws {
    let folder = try TemporaryFolder()
    try Data(file).write(to: URL(fileURLWithPath: "\(folder.path)/a.png"))
    try Data(pixels).write(to: URL(fileURLWithPath: "\(folder.path)/a.raw"))
    let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let python = Process()
    python.executableURL = URL(
      fileURLWithPath: try #require(ProcessInfo.processInfo.environment["APUS_PYTHON"]))
    python.arguments = [
      repository.appendingPathComponent("scripts/fixtures/check_png.py").path,
      "\(folder.path)/a.png", "\(folder.path)/a.raw", "\(width)", "\(height)",
    ]
    try python.run()
    python.waitUntilExit()
    #expect(python.terminationStatus == 0)
  }
}

struct RasterTests {
  private typealias Place = Raster.Place
  private let black = PictureColour(0)

  private func rectangle(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>) -> [Raster.Place] {
    [
      Place(x: x.lowerBound, y: y.lowerBound), Place(x: x.upperBound, y: y.lowerBound),
      Place(x: x.upperBound, y: y.upperBound), Place(x: x.lowerBound, y: y.upperBound),
    ]
  }

  private func reds(_ raster: Raster) -> [UInt8] {
    stride(from: 0, to: raster.pixels.count, by: 3).map { raster.pixels[$0] }
  }

  @Test func edgesAreSmooth() {
    var raster = Raster(width: 4, height: 2, PictureColour(0xFFFFFF))
    raster.fill([rectangle(0.5...2.25, 0...1)], black)
    #expect(reds(raster) == [128, 0, 191, 255, 255, 255, 255, 255])
  }

  /// Outlines are united, whichever way round they run; what is painted twice in one call counts once.
  @Test func outlinesAreUnited() {
    var raster = Raster(width: 3, height: 1, PictureColour(0xFFFFFF))
    raster.fill([rectangle(0...2, 0...1), rectangle(1...3, 0...1).reversed()], black)
    #expect(reds(raster) == [0, 0, 0])
  }

  @Test func whatLiesOutsideIsCut() {
    var raster = Raster(width: 2, height: 2, PictureColour(0xFFFFFF))
    raster.fill([rectangle(-1e9...1, -1e9...1e9)], black)
    raster.fill([rectangle(5...9, 5...9), [Place(x: .nan, y: 0)], []], black)
    #expect(reds(raster) == [0, 255, 0, 255])
  }

  @Test func circlesAndLinesHaveTheirAreas() {
    var raster = Raster(width: 100, height: 100, PictureColour(0xFFFFFF))
    raster.fill([Raster.circle(Place(x: 50, y: 50), radius: 30)], black)
    let covered = reds(raster).reduce(0.0) { $0 + (255 - Double($1)) / 255 }
    #expect(abs(covered / (900 * Double.pi) - 1) < 0.02)

    var line = Raster(width: 100, height: 100, PictureColour(0xFFFFFF))
    line.fill(Raster.line([Place(x: 20, y: 50), Place(x: 80, y: 50)], width: 10), black)
    let area = reds(line).reduce(0.0) { $0 + (255 - Double($1)) / 255 }
    #expect(abs(area / (600 + 25 * Double.pi) - 1) < 0.02)
  }
}
