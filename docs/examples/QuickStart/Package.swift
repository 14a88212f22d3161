// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "QuickStart",
  // Elsewhere: .package(url: …, from: …)
  dependencies: [.package(name: "Apus", path: "../../..")],
  targets: [
    .executableTarget(
      name: "QuickStart", dependencies: [.product(name: "Apus", package: "Apus")]),
    .executableTarget(
      name: "TrainAndResume", dependencies: [.product(name: "Apus", package: "Apus")]),
  ]
)
