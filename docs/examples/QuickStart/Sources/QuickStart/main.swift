import Apus

let cartPole = try EnvironmentCatalogue.named("CartPole-v0")
var learner = try REINFORCE(environment: cartPole, seed: 1)
for _ in 1...30 {
  let metrics = try learner.iterate()
  print("iteration \(metrics.iteration): mean return \(metrics.returnMean)")
}

let evaluation = try Evaluation(of: learner.policy, in: cartPole, episodes: 20, seed: 2)
print("20 episodes: return \(evaluation.mean) ± \(evaluation.standardDeviation)")

let observation = Matrix<Float>([[0.01, 0, 0.02, 0]])
var action = Matrix<Float>(rows: 1, columns: 1)
PolicyEvaluator(learner.policy, rows: 1).mode(learner.policy, observation, into: &action)
print("action: \(action[0, 0] == 0 ? "left" : "right")")
