// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "TrainAndResume",
  // Elsewhere: .package(url: …, from: …)
  dependencies: [.package(name: "Apus", path: "../../..")],
  targets: [
    .executableTarget(
      name: "TrainAndResume", dependencies: [.product(name: "Apus", package: "Apus")])
  ]
)
