extension FigureCatalogue {
  /// The figures of the course that can be drawn, in its order.
  public static let course = FigureCatalogue([
    MultimodalCloning.figure, NonMarkovCloning.figure, DAggerCurves.figure,
    PolicyGradientVariance.figure, ImportanceVariance.figure, HW2CartPole.figure,
    HW2InvertedPendulum.figure,
    HW3ActorCritic.cartPole,
    HW3ActorCritic.invertedPendulum, GAELambda.figure,
    DynamicProgrammingFigure.figure, BairdFigure.figure, MaximumBias.figure, DoubleQFit.figure,
    MaximisationBiasFigure.figure, HW3DQNCartPole.figure, ZooClassic.figure,
    InferenceConsistency.figure,
    PendulumContinuous.figure, HW3SACInvertedPendulum.figure, SoftQMultigoal.figure,
  ])
}
