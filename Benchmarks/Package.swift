// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the library does not depend on what only measures it.
let package = Package(
  name: "Benchmarks",
  traits: [
    .trait(name: "MuJoCo", description: "Also what needs Apus's trait of that name.")
  ],
  dependencies: [
    .package(
      name: "Apus", path: "..",
      traits: [.trait(name: "MuJoCo", condition: .when(traits: ["MuJoCo"]))]),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: [
    .executableTarget(
      name: "apus-benchmark",
      dependencies: [
        .product(name: "Apus", package: "Apus"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .target(name: "CBareMuJoCo", condition: .when(traits: ["MuJoCo"])),
      ]),
    .systemLibrary(name: "CBareMuJoCo"),
  ],
  swiftLanguageModes: [.v6]
)
