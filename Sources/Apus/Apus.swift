// `import Apus` brings every part of the library.
@_exported public import ActorCritic
@_exported public import AdvancedPolicyGradients
@_exported public import ControlAsInference
@_exported public import DeepQLearning
@_exported public import Environments
@_exported public import Experiments
@_exported public import Exploration
@_exported public import ImitationLearning
@_exported public import InformationTheory
@_exported public import InverseRL
@_exported public import LinearAlgebra
@_exported public import ModelBasedPolicyLearning
@_exported public import NeuralNetworks
@_exported public import Planning
@_exported public import PolicyGradients
@_exported public import ReinforcementLearning
@_exported public import ValueFunctions
