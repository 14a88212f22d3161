public import Apus
public import ArgumentParser

// The library's choices as values of options.

extension PictureTheme: ExpressibleByArgument {}
extension Comparison.TextFormat: ExpressibleByArgument {}

extension FigureTier: ExpressibleByArgument {
  /// The tier `A`, `B` or `C`, in either case.
  public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}
