import Foundation

/// Whether there is a Python with the package `tensorboard`.
let hasTensorBoard = ProcessInfo.processInfo.environment["APUS_PYTHON"] != nil

/// Whether TensorBoard's own reader finds in the event file `path` what is `expected`, as
/// `scripts/fixtures/check_event_file.py` describes it.
func tensorBoardReads(_ path: String, as expected: [String: Any]) throws -> Bool {
  let folder = try TemporaryFolder()
  let file = folder.path + "/expected.json"
  try JSONSerialization.data(withJSONObject: expected).write(to: URL(fileURLWithPath: file))
  let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  let python = Process()
  python.executableURL = URL(
    fileURLWithPath: ProcessInfo.processInfo.environment["APUS_PYTHON"] ?? "python3")
  python.arguments = [
    repository.appendingPathComponent("scripts/fixtures/check_event_file.py").path, path, file,
  ]
  try python.run()
  python.waitUntilExit()
  return python.terminationStatus == 0
}
