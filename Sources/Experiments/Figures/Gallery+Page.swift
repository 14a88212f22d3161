internal import Foundation

extension Gallery {
  /// The page: a table of all figures, then each with its pictures. It needs nothing but the files beside it, and is
  /// complete without its script, which adds the choice of chapter, tier and verdict.
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
    <p id="summary" aria-live="polite">\(summary)</p>
    \(filters)
    <table>
    <thead><tr><th>Figure</th><th>Stated</th><th>Obtained</th><th>Verdict</th></tr></thead>
    <tbody>
    \(results.map(Self.row).joined(separator: "\n"))
    </tbody>
    </table>
    \(results.map { section($0) }.joined(separator: "\n"))
    </main>
    <script>
    \(Self.script)
    </script>
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

  /// The choices, which the script shows: without it they would do nothing.
  private var filters: String {
    func choice(_ name: String, _ label: String, _ options: [(value: String, text: String)])
      -> String
    {
      let list = options.map { "<option value=\"\($0.value)\">\($0.text)</option>" }.joined()
      return
        "<label>\(label) <select name=\"\(name)\"><option value=\"\">all</option>\(list)</select></label>"
    }
    let chapters = Set(results.map(\.chapter)).sorted()
    let tiers = FigureTier.allCases.filter { tier in results.contains { $0.tier == tier } }
    let verdicts = [Verdict.pass, .miss, .shown].filter { verdict in
      results.contains { $0.verdict == verdict }
    }
    let times: [FigureTier: String] = [.a: "seconds", .b: "minutes", .c: "hours"]
    return """
      <form id="filters" hidden>
      \(choice("chapter", "Chapter", chapters.map { ("\($0)", "\($0)") }))
      \(choice("tier", "Tier", tiers.map { ($0.rawValue, "\($0.rawValue), \(times[$0] ?? "")") }))
      \(choice("verdict", "Verdict", verdicts.map { ($0.rawValue, $0.rawValue) }))
      </form>
      """
  }

  /// What the script chooses by.
  private static func attributes(_ result: FigureResult) -> String {
    "data-chapter=\"\(result.chapter)\" data-tier=\"\(result.tier.rawValue)\""
      + " data-verdict=\"\(result.verdict.rawValue)\""
  }

  private static func row(_ result: FigureResult) -> String {
    """
    <tr \(attributes(result))><td><a href="#\(escaped(result.id))">\(escaped(result.id))</a></td>\
    <td data-label="Stated">\(escaped(result.stated))</td>\
    <td data-label="Obtained">\(escaped(result.obtained))</td>\
    <td>\(badge(result.verdict))</td></tr>
    """
  }

  private func section(_ result: FigureResult) -> String {
    let pictures = result.files.filter { $0.hasSuffix(".svg") }.map { file in
      """
      <a class="picture" href="\(Self.link(file))"><img src="\(Self.link(file))"\(size(of: file)) \
      loading="lazy" alt="\(Self.escaped(result.title))"></a>
      """
    }
    let files = result.files.map { "<a href=\"\(Self.link($0))\">\(Self.escaped($0))</a>" }
    let time = String(format: "%.1f s", result.seconds)
    let seeds = "\(result.seeds) \(result.seeds == 1 ? "seed" : "seeds")"
    return """
      <section id="\(Self.escaped(result.id))" \(Self.attributes(result))>
      <h2>\(Self.escaped(result.title)) \(Self.badge(result.verdict))</h2>
      <p class="quiet">\(Self.escaped(result.id)) · chapter \(result.chapter) · tier \
      \(result.tier.rawValue) · \(seeds) · \(time)</p>
      \(pictures.joined(separator: "\n"))
      <dl>
      <dt>Setting</dt><dd>\(Self.escaped(result.setting))</dd>
      <dt>Stated</dt><dd>\(Self.escaped(result.stated))</dd>
      <dt>Obtained</dt><dd>\(Self.escaped(result.obtained))</dd>
      <dt>Verdict</dt><dd>\(result.verdict.rawValue)</dd>
      <dt>Command</dt><dd><code>\(Self.escaped(result.command))</code></dd>
      <dt>Files</dt><dd>\(files.joined(separator: ", "))</dd>
      </dl>
      </section>
      """
  }

  /// The width and the height of an SVG in the folder as attributes, so that the page does not move when pictures
  /// come; empty if the file does not say them.
  private func size(of file: String) -> String {
    guard let handle = FileHandle(forReadingAtPath: "\(folder)/\(file)"),
      let head = try? handle.read(upToCount: 2000)
    else { return "" }
    let text = String(decoding: head, as: UTF8.self)
    guard let start = text.range(of: "viewBox=\"")?.upperBound,
      let end = text[start...].firstIndex(of: "\"")
    else { return "" }
    let numbers = text[start..<end].split(separator: " ").compactMap { Double($0) }
    guard numbers.count == 4 else { return "" }
    return " width=\"\(Int(numbers[2]))\" height=\"\(Int(numbers[3]))\""
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

  /// Hides what is not of the chosen chapter, tier and verdict. A browser may bring back choices of an earlier visit,
  /// so they are read at the beginning too; the address of a figure that is hidden shows all again.
  private static let script = """
    (() => {
      const form = document.getElementById("filters");
      const summary = document.getElementById("summary");
      const whole = summary.textContent;
      const figures = [...document.querySelectorAll("[data-chapter]")];
      const names = ["chapter", "tier", "verdict"];
      const apply = () => {
        const chosen = names.filter((name) => form.elements[name].value);
        for (const figure of figures) {
          figure.hidden = chosen.some((name) => figure.dataset[name] !== form.elements[name].value);
        }
        const all = figures.filter((figure) => figure.id);
        summary.textContent = chosen.length === 0 ? whole
          : `${all.filter((figure) => !figure.hidden).length} of ${all.length} figures.`;
      };
      const reveal = () => {
        const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        if (target && target.hidden) { form.reset(); apply(); target.scrollIntoView(); }
      };
      form.hidden = false;
      form.addEventListener("change", apply);
      form.addEventListener("submit", (event) => event.preventDefault());
      addEventListener("pageshow", () => { apply(); reveal(); });
      addEventListener("hashchange", reveal);
    })();
    """

  private static let style = """
    :root { color-scheme: light dark; --text: #1a1a1a; --quiet: #5a5a5a; --page: #ffffff;
      --card: #f5f5f5; --rule: #d8d8d8; --link: #00558a; --pass: #00694d; --miss: #a84600;
      --shown: #5a5a5a; }
    @media (prefers-color-scheme: dark) {
      :root { --text: #e8e8e8; --quiet: #a8a8a8; --page: #161616; --card: #222222; --rule: #3c3c3c;
        --link: #7cc4f0; --pass: #33c79c; --miss: #ff9a57; --shown: #a8a8a8; }
    }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    body { margin: 0; background: var(--page); color: var(--text);
      font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
    main { max-width: 62rem; margin: 0 auto; padding: 1rem; }
    h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin: 0; line-height: 1.35; }
    a { color: var(--link); }
    form { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; margin: 0 0 1rem; }
    label { color: var(--quiet); }
    select { font: inherit; color: var(--text); background: var(--card);
      border: 1px solid var(--rule); border-radius: .25rem; padding: .2rem .4rem; }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; vertical-align: top; padding: .4rem 1rem .4rem 0;
      border-bottom: 1px solid var(--rule); }
    th, td:first-child { white-space: nowrap; overflow-wrap: normal; }
    th:last-child, td:last-child { padding-right: 0; }
    section { background: var(--card); border: 1px solid var(--rule); border-radius: .5rem;
      padding: 1rem; margin: 1.5rem 0; scroll-margin-top: 1rem; }
    .picture { display: block; margin: .75rem 0; }
    img { display: block; max-width: 100%; height: auto; margin: 0 auto; border-radius: .25rem;
      background: #ffffff; }
    dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1rem;
      margin: .75rem 0 0; }
    dt { color: var(--quiet); } dd { margin: 0; }
    code { font-size: .9em; }
    .quiet { color: var(--quiet); margin: .25rem 0; }
    .verdict { font-size: .8rem; font-weight: 600; padding: 0 .5rem; border-radius: 1rem;
      border: 1px solid currentColor; white-space: nowrap; }
    .pass { color: var(--pass); } .miss { color: var(--miss); } .shown { color: var(--shown); }
    @media (max-width: 44rem) {
      section { padding: .75rem; }
      thead { display: none; }
      table, tbody, tr, td { display: block; }
      tr { border-bottom: 1px solid var(--rule); padding: .6rem 0; }
      td { border: 0; padding: .1rem 0; }
      td[data-label]::before { content: attr(data-label) ": "; color: var(--quiet); }
      .picture { overflow-x: auto; } .picture img { max-width: none; width: 36rem; }
      dl { display: block; } dd { margin: 0 0 .5rem; }
    }
    """
}
