// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the library does not depend on what only measures it.
let package = Package(
  name: "Benchmarks",
  traits: [
    .trait(name: "Box2D", description: "Also what needs Apus's trait of that name."),
    .trait(name: "MuJoCo", description: "Also what needs Apus's trait of that name."),
  ],
  dependencies: [
    .package(
      name: "Apus", path: "..",
      traits: [
        .trait(name: "Box2D", condition: .when(traits: ["Box2D"])),
        .trait(name: "MuJoCo", condition: .when(traits: ["MuJoCo"])),
      ]),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: [
    .executableTarget(
      name: "apus-benchmark",
      dependencies: [
        .product(name: "Apus", package: "Apus"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .target(name: "CBareMuJoCo", condition: .when(traits: ["MuJoCo"])),
        .target(name: "CBareBox2D", condition: .when(traits: ["Box2D"])),
      ]),
    // Box2D without Apus, to hold Apus against.
    .target(
      name: "CBareBox2D", cxxSettings: [.define("APUS_BOX2D", .when(traits: ["Box2D"]))],
      linkerSettings: [.linkedLibrary("box2d", .when(traits: ["Box2D"]))]),
    .systemLibrary(name: "CBareMuJoCo"),
  ],
  swiftLanguageModes: [.v6]
)
