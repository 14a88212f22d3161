extension FigureCatalogue {
  /// The figures of the course that can be drawn, in its order.
  public static let course = FigureCatalogue([
    MultimodalCloning.figure, NonMarkovCloning.figure, DAggerCurves.figure,
    PolicyGradientVariance.figure, ImportanceVariance.figure, HW2CartPole.figure,
    HW2InvertedPendulum.figure, HW2LunarLander.figure, HW2HalfCheetah.figure,
    HW3ActorCritic.cartPole,
    HW3ActorCritic.invertedPendulum, HW3ActorCriticHalfCheetah.figure, GAELambda.figure,
    HW2HopperGAE.figure, DynamicProgrammingFigure.figure, BairdFigure.figure,
    MaximumBias.figure, DoubleQFit.figure, MaximisationBiasFigure.figure,
    HW3DQNCartPole.figure, HW3DQNLunarLander.figure, MinAtarMillion.figure,
    PendulumContinuous.figure, ZooClassic.figure,
    MuJoCoMillion.policyGradients, LinearQuadraticFigure.figure, HW4ModelFit.figure,
    HW4Obstacles.once, HW4Obstacles.often, PETSCartPole.figure, LatentPendulum.figure,
    DynaMazeFigure.figure,
    MBPOPendulum.figure, DivideAndConquerFigure.figure,
    LinearAutoencoder.figure, LatentPlane.figure,
    InferenceConsistency.figure,
    HW3SACInvertedPendulum.figure,
    HW3SACHalfCheetah.figure,
    SoftQMultigoal.figure, MuJoCoMillion.offPolicy, GAILClassic.figure,
    MaxEntGridworldFigure.figure,
    ObjectworldFigure.figure, BanditsFigure.figure, HW5PointMass.figure, HW5RND.figure,
    DeepExploration.deepSea, DeepExploration.chain,
    MAMLSinusoid.figure, DIAYNPlane.figure, EmpowermentFigure.figure,
  ])
}
