// What is internal can be tested in debug builds only.
#if DEBUG
  import Foundation
  import LinearAlgebra
  import Testing

  @testable import Experiments

  @Suite struct EventFileTests {
    /// The vectors of RFC 3720, appendix B.4.
    @Test func checksums() {
      #expect(TFRecord.crc32c([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
      #expect(TFRecord.crc32c([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
      #expect(TFRecord.crc32c(0..<32) == 0x46DD_794E)
      #expect(TFRecord.crc32c(Array("123456789".utf8)) == 0xE306_9283)
      #expect(TFRecord.crc32c([]) == 0)
      // 0x8000 moves to bit 0 before the constant is added.
      #expect(TFRecord.masked(0x8000) == 0xA282_EAD9)
    }

    @Test func wireFormat() {
      var message = ProtocolBuffer()
      message.append(Int64(300), at: 1)
      message.append("é", at: 2)
      message.append(1.0, at: 3)
      message.append(Float(1), at: 4)
      message.append([1.0, 0.0], at: 16)
      #expect(
        message.bytes
          == [0x08, 0xAC, 0x02, 0x12, 2, 0xC3, 0xA9, 0x19, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
          + [0x25, 0, 0, 0x80, 0x3F] + [0x82, 0x01, 16] + [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
          + [0, 0, 0, 0, 0, 0, 0, 0])
      var negative = ProtocolBuffer()
      negative.append(Int64(-1), at: 1)
      #expect(negative.bytes == [0x08] + [UInt8](repeating: 0xFF, count: 9) + [0x01])
    }

    @Test func buckets() throws {
      let values = [-2, -1e-13, 0, 0, 0.5, 3, .nan, .infinity] + [Double](repeating: 1, count: 10)
      let buckets = try #require(EventFile.Buckets(values))
      #expect(buckets.count == 16 && buckets.counts.reduce(0, +) == 16)
      #expect(buckets.minimum == -2 && buckets.maximum == 3 && buckets.sum == 11.5 - 1e-13)
      #expect(buckets.limits.count == buckets.counts.count)
      #expect(zip(buckets.limits, buckets.limits.dropFirst()).allSatisfy { $0 < $1 })
      // Every value lies above the limit before its bucket and not above its own.
      for value in values where value.isFinite {
        let k = try #require(buckets.limits.firstIndex { value <= $0 })
        #expect(buckets.counts[k] > 0 && k > 0)
      }
      // Empty buckets stand alone: a sample of a few values takes little room.
      #expect(zip(buckets.counts, buckets.counts.dropFirst()).allSatisfy { $0 + $1 > 0 })
      #expect(EventFile.Buckets([.nan]) == nil)
    }

    @Test func continuedFiles() throws {
      let folder = try TemporaryFolder()
      let path = folder.path + "/" + EventFile.name
      try EventFile(path: path, wallTime: 1).append(scalar: 1, named: "a", step: 1, wallTime: 2)
      let first = try Data(contentsOf: URL(fileURLWithPath: path))
      try EventFile(path: path, wallTime: 3).append(scalar: 2, named: "a", step: 2, wallTime: 4)
      let second = try Data(contentsOf: URL(fileURLWithPath: path))
      // One more record and no second head: tag, length, wall time, step, summary.
      #expect(second.starts(with: first) && second.count < 2 * first.count)
      #expect(first.range(of: Data("brain.Event:2".utf8)) != nil)
      #expect {
        try EventFile(path: "/dev/null/x")
      } throws: { "\($0)".contains("/dev/null/x") && !"\($0)".contains("\n") }
    }

    @Test func wrongCounts() async {
      await #expect(processExitsWith: .failure) {
        let folder = try TemporaryFolder()
        try EventLog(folder: folder.path, columns: ["a", "b"]).append([1], step: 1)
      }
    }

    /// TensorBoard's own reader finds what was written.
    @Test(
      .enabled(
        if: hasTensorBoard, "APUS_PYTHON names no Python with tensorboard; scripts/test sets it."))
    func tensorBoardReadsIt() throws {
      let folder = try TemporaryFolder()
      let log = try EventLog(folder: folder.path, columns: ["return_mean", "loss"])
      try log.append([12.5, .nan], step: 1000, wallTime: 100.25)
      try log.append([-7, 0.125], step: 2000, wallTime: 101)
      try log.file.append(scalar: 1e30, named: "group/größe", step: -3, wallTime: 102)
      let weights = Matrix<Float>([[1, 2, 3], [-4, 0, 0.5]])
      try log.file.append(histogram: weights, named: "weights", step: 2000, wallTime: 103)
      try log.file.append(
        histogram: Vector<Double>([0, 0]), named: "zeros", step: 1, wallTime: 104)
      try log.file.append(
        hyperparameters: [("discount", "0.99"), ("a|b", "two\nlines")], wallTime: 105)
      let expected: [String: Any] = [
        "scalars": [
          "return_mean": [[100.25, 1000, 12.5], [101, 2000, -7]], "loss": [[101, 2000, 0.125]],
          "group/größe": [[102, -3, Double(Float(1e30))]],
        ],
        "histograms": [
          "weights": ["step": 2000, "values": [1, 2, 3, -4, 0, 0.5]],
          "zeros": ["step": 1, "values": [0, 0]],
        ],
        "texts": [
          "hyper-parameters":
            "| option | value |\n|---|---|\n| discount | 0.99 |\n| a\\|b | two\\nlines |"
        ],
      ]
      try log.file.synchronize()
      #expect(try tensorBoardReads(log.file.path, as: expected))
    }

    /// A file is cut back to whole records; one that is missing or shorter is continued all the same.
    @Test func filesCutBack() throws {
      let folder = try TemporaryFolder()
      let path = folder.path + "/" + EventFile.name
      let file = try EventFile(path: path, wallTime: 1)
      let head = file.count
      try file.append(scalar: 1, named: "a", step: 1, wallTime: 2)
      let one = file.count
      try file.append(scalar: 2, named: "a", step: 2, wallTime: 2)
      try file.finish()
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      for count in 0...whole.count + 5 {
        let size = count >= whole.count ? whole.count : count >= one ? one : head
        // Within the head the file is begun anew.
        for isShort in [false, true] {
          try (isShort ? whole.prefix(count) : whole).write(to: URL(fileURLWithPath: path))
          let kept = isShort ? whole.count : count
          #expect(try EventFile(path: path, keeping: kept).count == size, "\(count) \(isShort)")
        }
      }
      try FileManager.default.removeItem(atPath: path)
      #expect(try EventFile(path: path, keeping: 1000).count == head)
    }
  }
#endif
