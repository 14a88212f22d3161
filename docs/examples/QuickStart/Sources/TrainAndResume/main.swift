import Apus

let cartPole = try EnvironmentCatalogue.named("CartPole-v0")
var configuration = REINFORCE.Configuration()
configuration.discount = 0.99

// Ten iterations with a checkpoint after each fifth. Started once more, it goes on or has nothing left to do.
var plan = RunPlan(iterations: 10)
plan.checkpoints.every = .iterations(5)
let run = Run<REINFORCE>(
  environment: cartPole, configuration: configuration, seed: 1, plan: plan)
let first = try run.train(into: "runs/example", .resuming) { progress in
  print("iteration \(progress.iteration): mean return \(progress.returnMean)")
}

// The same run, prolonged to twenty: the same bits as one of twenty from the start.
let longer = Run<REINFORCE>(
  environment: cartPole, configuration: configuration, seed: 1, plan: RunPlan(iterations: 20))
let result = try longer.train(into: first.folder.path, .resuming)
print("\(result.learner.iteration) iterations, \(result.learner.environmentSteps) steps")

let best = try TrainedPolicy("runs/example", isBest: true)
print("action: \(best.action(for: [0.01, 0, 0.02, 0]))")
