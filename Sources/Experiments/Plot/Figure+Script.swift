extension Figure {
  /// The size of a panel in pixels; a hundred of them are an inch of PDF.
  private var panelSize: (width: Int, height: Int) {
    switch columns {
    case 1: panels.count == 1 && panels[0].hasEqualScales ? (760, panels[0].mapHeight) : (900, 600)
    case 2: (560, 480)
    default: (460, 420)
    }
  }

  /// The size of the whole.
  private var size: (width: Int, height: Int) {
    let rows = (panels.count + columns - 1) / columns
    guard panels.count > 1 else { return panelSize }
    return (columns * panelSize.width, rows * panelSize.height + (title.isEmpty ? 0 : 40))
  }

  /// The gnuplot script that draws the table in the file `name`.csv to a picture of each format.
  func script(_ name: String, formats: [Format]) -> String {
    let pictures = formats.map { "\(name).\($0.rawValue)" }
    let last = pictures.count > 1 ? " and \(pictures[pictures.count - 1])" : ""
    let list = pictures.prefix(max(1, pictures.count - 1)).joined(separator: ", ") + last
    var lines = [
      "# Draws \(list) from \(name).csv; run in this folder: gnuplot \(name).gp",
      "set encoding utf8",
      "set datafile separator ','",
      "set border 3 lc rgb '#404040'",
      "set tics nomirror out textcolor rgb '#202020'",
      "set grid back lt 1 lc rgb '#E0E0E0' lw 1",
      "set style fill solid 1 noborder",
      "set palette defined (\(Self.colourScale))",
      "set bars small",
      "array terminals[\(formats.count)]",
    ]
    for (index, format) in formats.enumerated() {
      lines.append("terminals[\(index + 1)] = \"\(terminal(format))\"")
    }
    lines += [
      "array outputs[\(formats.count)]",
      pictures.enumerated().map { "outputs[\($0 + 1)] = '\($1)'" }.joined(separator: "; "),
      "do for [i = 1:\(formats.count)] {",
      "  eval 'set terminal '.terminals[i]",
      "  set output outputs[i]",
    ]
    let places = layout.places
    if panels.count > 1 {
      let rows = (panels.count + columns - 1) / columns
      let heading = title.isEmpty ? "" : " title \(Self.quoted(title)) font ',15'"
      lines.append("  set multiplot layout \(rows),\(columns) rowsfirst\(heading)")
      for (panel, places) in zip(panels, places) {
        lines += panel.script(name, places, title: panel.title, size: 13).map { "  " + $0 }
      }
      lines.append("  unset multiplot")
    } else {
      let heading = [title, panels[0].title].filter { !$0.isEmpty }.joined(separator: ": ")
      lines += panels[0].script(name, places[0], title: heading, size: 15).map { "  " + $0 }
    }
    lines += ["  unset output", "}"]
    return lines.joined(separator: "\n") + "\n"
  }

  private func terminal(_ format: Format) -> String {
    let (width, height) = size
    return switch format {
    case .png: "pngcairo size \(width),\(height) background '#FFFFFF' font 'Sans,12' noenhanced"
    case .svg:
      "svg size \(width),\(height) dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
    case .pdf:
      "pdfcairo size \(Double(width) / 100)in,\(Double(height) / 100)in background '#FFFFFF'"
        + " font 'Sans,12' noenhanced"
    }
  }

  /// Cividis (Nuñez, Anderton and Renslow, 2018), of even steps in lightness, from dark blue to light yellow; it
  /// looks the same to people with colour blindness.
  private static let colourScale = [
    "#00224E", "#123570", "#3B496C", "#575D6D", "#707173", "#8A8678", "#A59C74", "#C3B369",
    "#E1CC55", "#FEE838",
  ].enumerated().map { "\($0) '\($1)'" }.joined(separator: ", ")

  /// The text as a gnuplot string, on one line.
  static func quoted(_ text: String) -> String {
    "'\(oneLine(text).split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
  }
}

extension Figure.Axis {
  /// Label and unit.
  var text: String { label + (unit.map { " [\($0)]" } ?? "") }

  /// The commands that set up the axis `letter`: x, y, or cb for colours.
  ///
  /// All are given each time, because the panels of a figure are drawn one after the other.
  func script(_ letter: String) -> [String] {
    // Of a range that is given, the order of its ends is the direction.
    let reversed = isReversed ? " reverse" : ""
    let range =
      range.map {
        isReversed ? "[\($0.upperBound):\($0.lowerBound)]" : "[\($0.lowerBound):\($0.upperBound)]"
      } ?? (letter == "x" ? "[*:*] noextend" : "[*:*]") + reversed
    return [
      "set \(letter)label \(Figure.quoted(text))",
      isLogarithmic ? "set logscale \(letter)" : "unset logscale \(letter)",
      "set format \(letter) '\(isLogarithmic ? "%g" : "%h")'",
      "set \(letter)range \(range)",
    ]
  }
}
