internal import Foundation

/// The configurations that come with the library, for an algorithm by environment.
package struct TunedConfigurations {
  private let path: String
  private let text: YAMLText

  /// Those of the algorithm; nil if there are none.
  package init?(of algorithm: String) throws {
    let file = Bundle.module.url(
      forResource: algorithm, withExtension: "yml", subdirectory: "configurations")
    guard let file else { return nil }
    path = file.path
    text = try YAMLText(contentsOf: path)
  }

  /// The environments that have one.
  package var environments: [String] { text.keys }

  /// Lays the one for `environment` over `document`, if there is one.
  package func overlay(on document: inout ConfigurationDocument, environment: String) throws {
    guard environments.contains(environment) else { return }
    try document.overlay(text, section: [environment], source: path)
  }
}
