internal import Foundation

extension Gallery {
  /// The page: a table of all figures, then each with its pictures. It needs nothing but the files beside it.
  public var page: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Course figures</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <main>
    <h1>Course figures</h1>
    <p>\(summary)</p>
    <div class="scroll">
    <table>
    <thead><tr><th>Figure</th><th>Stated</th><th>Obtained</th><th>Verdict</th></tr></thead>
    <tbody>
    \(results.map(Self.row).joined(separator: "\n"))
    </tbody>
    </table>
    </div>
    \(results.map(Self.section).joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }

  /// The number of figures with each verdict.
  private var summary: String {
    let counts = [Verdict.pass, .miss, .shown].map { verdict in
      "\(results.count { $0.verdict == verdict }) \(verdict.rawValue)"
    }
    return "\(results.count) \(results.count == 1 ? "figure" : "figures"): "
      + counts.joined(separator: ", ") + "."
  }

  private static func row(_ result: FigureResult) -> String {
    """
    <tr><td><a href="#\(escaped(result.id))">\(escaped(result.id))</a></td>\
    <td>\(escaped(result.stated))</td><td>\(escaped(result.obtained))</td>\
    <td>\(badge(result.verdict))</td></tr>
    """
  }

  private static func section(_ result: FigureResult) -> String {
    let pictures = result.files.filter { $0.hasSuffix(".svg") }.map { file in
      """
      <a href="\(link(file))"><img src="\(link(file))" width="900" height="600" loading="lazy" \
      alt="\(escaped(result.title))"></a>
      """
    }
    let files = result.files.map { "<a href=\"\(link($0))\">\(escaped($0))</a>" }
    let time = String(format: "%.1f s", result.seconds)
    let seeds = "\(result.seeds) \(result.seeds == 1 ? "seed" : "seeds")"
    return """
      <section id="\(escaped(result.id))">
      <h2>\(escaped(result.title)) \(badge(result.verdict))</h2>
      <p class="quiet">\(escaped(result.id)) · chapter \(result.chapter) · tier \
      \(result.tier.rawValue) · \(seeds) · \(time)</p>
      \(pictures.joined(separator: "\n"))
      <dl>
      <dt>Setting</dt><dd>\(escaped(result.setting))</dd>
      <dt>Stated</dt><dd>\(escaped(result.stated))</dd>
      <dt>Obtained</dt><dd>\(escaped(result.obtained))</dd>
      <dt>Files</dt><dd>\(files.joined(separator: ", "))</dd>
      <dt>Command</dt><dd><code>\(escaped(result.command))</code></dd>
      </dl>
      </section>
      """
  }

  private static func badge(_ verdict: Verdict) -> String {
    "<span class=\"verdict \(verdict.rawValue)\">\(verdict.rawValue)</span>"
  }

  /// The text with the characters escaped that HTML gives a meaning.
  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
  }

  /// The address of a file beside the page.
  private static func link(_ file: String) -> String {
    escaped(file.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? file)
  }

  private static let style = """
    :root { --text: #1a1a1a; --quiet: #5a5a5a; --page: #ffffff; --card: #f5f5f5; --rule: #d8d8d8;
      --link: #00558a; --pass: #00694d; --miss: #a84600; --shown: #5a5a5a; }
    @media (prefers-color-scheme: dark) {
      :root { --text: #e8e8e8; --quiet: #a8a8a8; --page: #161616; --card: #222222; --rule: #3c3c3c;
        --link: #7cc4f0; --pass: #33c79c; --miss: #ff9a57; --shown: #a8a8a8; }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--text);
      font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
    h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin: 0; }
    a { color: var(--link); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0;
      border-bottom: 1px solid var(--rule); }
    section { background: var(--card); border: 1px solid var(--rule); border-radius: .5rem;
      padding: 1rem; margin: 1.5rem 0; }
    img { display: block; max-width: 100%; height: auto; margin: .5rem 0; border-radius: .25rem;
      background: #ffffff; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: .75rem 0 0; }
    dt { color: var(--quiet); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
    .quiet { color: var(--quiet); margin: .25rem 0; }
    .verdict { font-size: .8rem; font-weight: 600; padding: 0 .5rem; border-radius: 1rem;
      border: 1px solid currentColor; white-space: nowrap; }
    .pass { color: var(--pass); } .miss { color: var(--miss); } .shown { color: var(--shown); }
    """
}
