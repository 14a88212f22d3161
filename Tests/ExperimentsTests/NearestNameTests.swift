import Experiments
import Testing

@Suite struct NearestNameTests {
  private let names = ["CartPole-v0", "CartPole-v1", "Pendulum-v1"]

  @Test func suggestion() {
    #expect(NearestName.suggestion(for: "cartpole-v1", among: names) == "CartPole-v1")
    #expect(NearestName.suggestion(for: "CartPole", among: names) == nil)
    #expect(NearestName.suggestion(for: "CatPole-v", among: names) == "CartPole-v0")
    #expect(NearestName.suggestion(for: "Pendulm-v1", among: names) == "Pendulum-v1")
    #expect(NearestName.suggestion(for: "Humanoid-v4", among: names) == nil)
    #expect(NearestName.suggestion(for: "x", among: []) == nil)
    #expect(NearestName.suggestion(for: "", among: ["reinforce"]) == nil)
  }

  @Test func hint() {
    #expect(NearestName.hint(for: "pendulum-v0", among: names) == " Did you mean Pendulum-v1?")
    #expect(NearestName.hint(for: "Ant", among: names) == "")
  }
}
