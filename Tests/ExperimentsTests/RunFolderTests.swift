import Experiments
import Foundation
import Testing

@Suite struct RunFolderTests {
  private struct Configuration: Codable, Equatable {
    var rate: Double
    var batch: Int
  }

  @Test func writesAndReads() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder(creating: folder.path + "/runs/one")
    let configuration = Configuration(rate: 0.005, batch: 5000)
    try run.write(json: configuration, to: "config.json")
    try run.write("", to: RunFolder.configurationName)
    try run.write("first", to: "notes.txt")
    try run.write("second", to: "notes.txt")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: run.path).sorted()
        == ["config.json", "config.yml", "notes.txt"])
    #expect(
      try folder.text("runs/one/config.json") == "{\n  \"batch\" : 5000,\n  \"rate\" : 0.005\n}\n")

    let again = try RunFolder(opening: run.path)
    #expect(
      try again.read(json: Configuration.self, from: "config.json") == configuration)
    #expect(try again.read("notes.txt") == Array("second".utf8))
    #expect(again.policyPath == folder.path + "/runs/one/policy.safetensors")
  }

  @Test(arguments: ["/dev/null/x", "/dev/null", "/proc/self/no-folder"])
  func unwritable(path: String) {
    #expect {
      try RunFolder(creating: path)
    } throws: { error in
      "\(error)".hasPrefix("Cannot ") && "\(error)".contains(path) && !"\(error)".contains("\n")
    }
  }

  @Test func fileAsFolder() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "file")
    #expect {
      try RunFolder(creating: folder.path + "/file/run")
    } throws: { error in
      "\(error)" == "Cannot create the folder \(folder.path)/file/run: Not a directory."
    }
  }

  @Test func anEarlierRunStays() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder(creating: folder.path)
    try run.write("{}", to: RunFolder.configurationName)
    try run.write("kept", to: "notes.txt")
    #expect(throws: RunFolderError.holdsRun(folder.path)) { try RunFolder(creating: folder.path) }
    #expect(try folder.names == ["config.yml", "notes.txt"])
    _ = try RunFolder(creating: folder.path, replacing: true)
    #expect(try folder.names == ["notes.txt"])
  }

  @Test func noRun() throws {
    let folder = try TemporaryFolder()
    #expect(throws: RunFolderError.self) { try RunFolder(opening: folder.path) }
    #expect(throws: RunFolderError.self) { try RunFolder(opening: folder.path + "/missing") }
    try folder.write("", to: RunFolder.configurationName)
    try folder.write("{\"rate\": \"high\"", to: "config.json")
    let run = try RunFolder(opening: folder.path)
    #expect(throws: RunFolderError.self) {
      try run.read(json: Configuration.self, from: "config.json")
    }
    try folder.write("{\"rate\": \"high\", \"batch\": 1}", to: "config.json")
    #expect {
      try run.read(json: Configuration.self, from: "config.json")
    } throws: { error in
      "\(error)" == "\(folder.path)/config.json cannot be read: no Double at rate."
    }
  }
}
