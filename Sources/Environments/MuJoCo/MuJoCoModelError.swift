#if MuJoCo
  public import Foundation

  /// A MuJoCo model that cannot be had.
  public enum MuJoCoModelError: Error, Equatable, Sendable {
    /// There is no such file in the folder of models.
    case missing(file: String, folder: String)
    /// MuJoCo does not load the model, and says why.
    case refused(model: String, message: String)
    /// The model is not the one with which a state was saved.
    case changed(model: String)
    /// The model is of other sizes than the environment.
    case sizes(model: String, found: String, expected: String)
  }

  extension MuJoCoModelError: CustomStringConvertible, LocalizedError {
    /// What is wrong, and what to do.
    public var description: String {
      switch self {
      case .missing(let file, let folder):
        "the MuJoCo model \(file) is not in \(folder): run Apus's scripts/fetch-models, "
          + "or set APUS_MODELS to a folder that holds Gymnasium's MuJoCo models"
      case .refused(let model, let message):
        "MuJoCo does not load the model \(model): \(message)"
      case .changed(let model):
        "the MuJoCo model \(model) is not the one with which the state was saved: "
          + "run Apus's scripts/fetch-models, or use the model of that time"
      case .sizes(let model, let found, let expected):
        "the MuJoCo model \(model) has \(found), not \(expected): run Apus's scripts/fetch-models"
      }
    }

    /// The description.
    public var errorDescription: String? { description }
  }
#endif
