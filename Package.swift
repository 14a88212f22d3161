// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]

/// A library target; its dependencies stand below it in the house.
func layer(_ name: String, on dependencies: Target.Dependency...) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of a chapter.
func chapterTests(_ chapter: String, with others: Target.Dependency...) -> Target {
  .testTarget(
    name: chapter + "Tests",
    dependencies: [
      .target(name: chapter), "ReinforcementLearning", "Environments", "NeuralNetworks",
      "LinearAlgebra", "CAllocationCounter", "Probes",
    ] + others, swiftSettings: strict)
}

let package = Package(
  name: "Apus",
  products: [
    .library(name: "Apus", targets: ["Apus"]),
    .executable(name: "apus", targets: ["apus-cli"]),
  ],
  traits: [
    .trait(name: "MuJoCo", description: "The MuJoCo environments (Debian: libmujoco-dev)."),
    .trait(name: "Box2D", description: "The Box2D environments (Debian: libbox2d-dev)."),
    .trait(name: "MPI", description: "Distributed learners on MPI (Debian: libopenmpi-dev)."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Ground: the C libraries.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas lapacke",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .target(name: "CVectorKernels"),
    .target(name: "CChecksum"),
    .target(
      name: "CBox2D", cxxSettings: [.define("APUS_BOX2D", .when(traits: ["Box2D"]))],
      linkerSettings: [.linkedLibrary("box2d", .when(traits: ["Box2D"]))]),
    .target(
      name: "CMuJoCo", cSettings: [.define("APUS_MUJOCO", .when(traits: ["MuJoCo"]))],
      linkerSettings: [.linkedLibrary("mujoco", .when(traits: ["MuJoCo"]))]),

    // The core.
    layer("LinearAlgebra", on: "COpenBLAS", "CVectorKernels"),
    layer("NeuralNetworks", on: "LinearAlgebra", "CVectorKernels", "CChecksum"),
    layer(
      "Environments", on: "LinearAlgebra",
      .target(name: "CBox2D", condition: .when(traits: ["Box2D"])),
      .target(name: "CMuJoCo", condition: .when(traits: ["MuJoCo"]))),
    layer("ReinforcementLearning", on: "Environments", "NeuralNetworks", "LinearAlgebra"),

    // The chapters.
    layer(
      "PolicyGradients", on: "ReinforcementLearning", "Environments", "NeuralNetworks",
      "LinearAlgebra"),

    layer(
      "ImitationLearning", on: "PolicyGradients", "ReinforcementLearning", "Environments",
      "NeuralNetworks", "LinearAlgebra"),
    layer(
      "ActorCritic", on: "PolicyGradients", "ReinforcementLearning", "Environments",
      "NeuralNetworks", "LinearAlgebra"),
    layer(
      "ValueFunctions", on: "ReinforcementLearning", "Environments", "NeuralNetworks",
      "LinearAlgebra"),
    layer(
      "DeepQLearning", on: "ValueFunctions", "ReinforcementLearning", "Environments",
      "NeuralNetworks", "LinearAlgebra"),
    layer(
      "AdvancedPolicyGradients", on: "ActorCritic", "ReinforcementLearning", "Environments",
      "NeuralNetworks", "LinearAlgebra"),
    layer("Planning", on: "ReinforcementLearning", "Environments", "LinearAlgebra"),
    layer(
      "ModelBasedRL", on: "Planning", "ReinforcementLearning", "Environments", "NeuralNetworks",
      "LinearAlgebra"),
    layer("GenerativeModels", on: "NeuralNetworks", "LinearAlgebra"),
    layer(
      "ControlAsInference", on: "DeepQLearning", "ReinforcementLearning", "Environments",
      "NeuralNetworks", "LinearAlgebra"),
    layer(
      "ModelBasedPolicyLearning", on: "ControlAsInference", "ModelBasedRL", "PolicyGradients",
      "ValueFunctions", "ReinforcementLearning", "Environments", "NeuralNetworks",
      "LinearAlgebra"),
    layer(
      "InverseRL", on: "ControlAsInference", "AdvancedPolicyGradients", "ImitationLearning",
      "ReinforcementLearning", "Environments", "NeuralNetworks", "LinearAlgebra"),
    layer(
      "DistributedRL", on: "ReinforcementLearning", "Environments", "NeuralNetworks",
      "LinearAlgebra"),
    layer(
      "Exploration", on: "ActorCritic", "DeepQLearning", "ReinforcementLearning", "Environments",
      "NeuralNetworks", "LinearAlgebra"),
    layer(
      "MetaLearning", on: "ReinforcementLearning", "Environments", "NeuralNetworks", "LinearAlgebra"
    ),
    layer(
      "InformationTheory", on: "ControlAsInference", "ReinforcementLearning", "Environments",
      "NeuralNetworks", "LinearAlgebra"),

    // What surrounds them.
    .target(
      name: "Experiments",
      dependencies: [
        "ImitationLearning", "PolicyGradients", "ActorCritic", "ValueFunctions", "DeepQLearning",
        "AdvancedPolicyGradients", "Planning", "ModelBasedRL", "ModelBasedPolicyLearning",
        "GenerativeModels", "ControlAsInference", "InverseRL", "DistributedRL", "Exploration",
        "MetaLearning", "InformationTheory",
        "ReinforcementLearning", "Environments", "NeuralNetworks", "LinearAlgebra",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Yams", package: "Yams"),
      ],
      resources: [.copy("configurations")], swiftSettings: strict),
    layer(
      "Apus", on: "Experiments", "ImitationLearning", "PolicyGradients", "ActorCritic",
      "ValueFunctions", "DeepQLearning", "AdvancedPolicyGradients", "Planning", "ModelBasedRL",
      "ModelBasedPolicyLearning", "GenerativeModels", "ControlAsInference", "InverseRL",
      "DistributedRL", "Exploration", "MetaLearning", "InformationTheory", "ReinforcementLearning",
      "Environments",
      "NeuralNetworks", "LinearAlgebra"),
    .executableTarget(
      name: "apus-cli",
      dependencies: [
        "Apus", "Experiments", "ReinforcementLearning",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),

    // Tests.
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .target(
      name: "Probes",
      dependencies: ["ReinforcementLearning", "Environments", "NeuralNetworks", "LinearAlgebra"],
      path: "Tests/Probes", swiftSettings: strict),
    .testTarget(
      name: "LinearAlgebraTests",
      dependencies: ["LinearAlgebra", "CVectorKernels", "CAllocationCounter"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "NeuralNetworksTests",
      dependencies: ["NeuralNetworks", "LinearAlgebra", "CChecksum", "CAllocationCounter"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "EnvironmentsTests",
      dependencies: ["Environments", "LinearAlgebra", "CAllocationCounter"],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "ReinforcementLearningTests",
      dependencies: ["ReinforcementLearning", "Environments", "NeuralNetworks", "LinearAlgebra"],
      swiftSettings: strict),
    .testTarget(
      name: "PolicyGradientsTests",
      dependencies: [
        "PolicyGradients", "ReinforcementLearning", "Environments", "NeuralNetworks",
        "LinearAlgebra", "CAllocationCounter", "Probes",
      ], swiftSettings: strict),
    chapterTests("ImitationLearning", with: "PolicyGradients"),
    chapterTests("ActorCritic", with: "PolicyGradients"),
    chapterTests("ValueFunctions"),
    chapterTests("DeepQLearning", with: "ValueFunctions"),
    chapterTests("AdvancedPolicyGradients", with: "ActorCritic"),
    chapterTests("Planning"),
    chapterTests("ModelBasedRL", with: "Planning"),
    chapterTests(
      "ModelBasedPolicyLearning", with: "ControlAsInference", "ModelBasedRL", "PolicyGradients",
      "ValueFunctions"),
    chapterTests("GenerativeModels"),
    chapterTests("ControlAsInference", with: "DeepQLearning"),
    chapterTests(
      "InverseRL", with: "ControlAsInference", "ValueFunctions", "AdvancedPolicyGradients",
      "ImitationLearning"),
    chapterTests("DistributedRL"),
    chapterTests("Exploration", with: "ActorCritic", "DeepQLearning"),
    chapterTests("MetaLearning"),
    chapterTests("InformationTheory", with: "ControlAsInference"),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: ["Experiments", "Apus", .product(name: "Logging", package: "swift-log")],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["apus-cli", "Experiments", "PolicyGradients", "ReinforcementLearning"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// While a chapter is being written, its own tests are enough: `APUS_TESTS=ActorCritic swift test` builds nothing else.
if let chapter = Context.environment["APUS_TESTS"] {
  let above: Set = ["Experiments", "Apus", "apus-cli"]
  package.products.removeAll()
  package.targets.removeAll { target in
    above.contains(target.name) || target.type == .test && target.name != chapter + "Tests"
  }
}
