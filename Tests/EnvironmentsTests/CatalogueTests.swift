import Environments
import Foundation
import LinearAlgebra
import Testing

struct CatalogueTests {
  @Test func hasItsEnvironments() throws {
    let names = EnvironmentCatalogue.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(names).isSuperset(of: ["CartPole-v0", "CartPole-v1", "Pendulum-v1", "Acrobot-v1"]))
    #expect(EnvironmentCatalogue.families.allSatisfy { !$0.environments.isEmpty })
    for specification in EnvironmentCatalogue.all {
      let batch = specification.makeBatch(2, 0, 1)
      #expect(batch.observationSpace == specification.observationSpace)
      #expect(batch.actionSpace == specification.actionSpace)
      #expect(batch.count == 2)
    }
    #expect(try EnvironmentCatalogue.named("CartPole-v1").stepLimit == 500)
    #expect(try EnvironmentCatalogue.named("CartPole-v0").rewardThreshold == 195)
  }

  @Test func suggestsWhatWasMeant() {
    let error = #expect(throws: UnknownNameError.self) {
      try EnvironmentCatalogue.named("CartPol-v0")
    }
    let message = #"there is no environment "CartPol-v0"; did you mean "CartPole-v0"?"#
    #expect(error?.description == message)
    #expect(error?.localizedDescription == message)
  }

  @Test(arguments: [
    ("cartpole-v1", "CartPole-v1"), ("CartPole-v2", "CartPole-v0"), ("Pendulum", "Pendulum-v1"),
    ("Hanoi-v5", nil), ("", nil),
  ])
  func suggestions(_ name: String, _ suggestion: String?) {
    let names = EnvironmentCatalogue.families[0].environments.map(\.name)
    let error = UnknownNameError(kind: "environment", name: name, candidates: names)
    #expect(error.suggestion == suggestion)
    if suggestion == nil {
      let all = "there are: " + names.joined(separator: ", ")
      #expect(error.description.hasSuffix(all) && names.count > 2)
    }
  }

  #if !Box2D
    @Test func namesTheTraitThatIsMissing() {
      let error = #expect(throws: MissingTraitError.self) {
        try EnvironmentCatalogue.named("LunarLander-v3")
      }
      let message =
        "the environment \"LunarLander-v3\" needs the package trait Box2D, which this build has not: "
        + "install libbox2d-dev and build with --traits Box2D"
      #expect(error?.description == message)
      #expect(error?.localizedDescription == message)
      #expect(!EnvironmentCatalogue.families.contains { $0.name == "Box2D" })
    }
  #endif

  #if !MuJoCo
    @Test func aBuildWithoutTheTraitSaysSo() {
      let error = #expect(throws: MissingTraitError.self) {
        try EnvironmentCatalogue.named("HalfCheetah-v4")
      }
      #expect(
        error?.description == #"the environment "HalfCheetah-v4" needs the package trait MuJoCo, "#
          + "which this build has not: install libmujoco-dev and build with --traits MuJoCo")
    }
  #endif

  @Test func nothingToSuggest() {
    let error = UnknownNameError(kind: "figure", name: "x", candidates: [])
    #expect(error.description == #"there is no figure "x", nor any other"#)
  }
}
