/// A picture in a report: plain data that draws itself.
///
/// Colours, fonts and marks of its drawing are classes; `PageStyle` gives them their looks, light and dark.
package protocol Chart: Sendable {
  /// What the colours and marks stand for, in the order of the drawing; empty where each panel says so itself.
  var key: [ChartKey] { get }
  /// The drawings, in the order of reading.
  func drawings() -> [ChartPanel]
}

/// What a colour or a mark stands for.
package struct ChartKey: Hashable, Sendable {
  /// How it looks.
  package enum Sample: Hashable, Sendable {
    /// The line of a series, counted from 0.
    case line(series: Int)
    /// What is claimed, as a forest plot draws it.
    case claim
    /// A symbol drawn in the class of this name.
    case symbol(ChartSymbol, style: ChartStyle)
  }

  package var label: String
  package var sample: Sample

  /// The sample, as a small drawing.
  var drawing: MarkupElement {
    let content: [MarkupElement] =
      switch sample {
      case .line(let series):
        [.stroke(from: (1, 6), to: (27, 6), "line \(ChartStyle.series(series).rawValue)")]
      case .claim:
        [
          .box(x: 1, y: 0, width: 26, height: 12, "claimed"),
          .stroke(from: (14, 0), to: (14, 12), "claimedValue"),
        ]
      case .symbol(let symbol, let style): [symbol.drawing(x: 14, y: 6, radius: 4.5, style: style)]
      }
    return MarkupElement(
      "svg",
      ["class": "sample", "viewBox": "0 0 28 12", "width": "28", "height": "12", "aria-hidden": "true"],
      content)
  }
}

/// One drawing of a chart.
package struct ChartPanel: Sendable {
  /// What it shows, in a few words; its accessible name.
  package var title: String
  /// What is to be seen, in a sentence, for those who do not see it.
  package var description: String
  /// Width in the drawing's units, which are pixels at its natural size.
  package var width: Double
  /// Height in the drawing's units.
  package var height: Double
  package var content: [MarkupElement]

  /// The width of panels that stand side by side, and fit a telephone.
  static let narrowWidth = 360.0

  /// The panel as an `svg` that stands by itself.
  package var drawing: MarkupElement {
    let (width, height) = (coordinate(width), coordinate(height))
    return MarkupElement(
      "svg",
      [
        "class": self.width > Self.narrowWidth ? "panel wide" : "panel", "role": "img",
        "viewBox": "0 0 \(width) \(height)", "width": width, "height": height,
      ],
      [MarkupElement("title", text: title), MarkupElement("desc", text: description)] + content)
  }
}

/// How a part of a chart looks: the classes that `PageStyle` knows.
package enum ChartStyle: String, Hashable, Sendable {
  case s1, s2, s3, s4, s5, s6
  /// Verdicts and neutral marks.
  case good, bad, open, neutral

  /// The look of series `index`, from 0; beyond the sixth they repeat.
  static func series(_ index: Int) -> ChartStyle { [.s1, .s2, .s3, .s4, .s5, .s6][index % 6] }
}

/// The shape of a point, so that colour is never alone in telling points apart.
package enum ChartSymbol: Hashable, Sendable {
  case circle, ring, diamond, square

  func drawing(x: Double, y: Double, radius: Double, style: ChartStyle) -> MarkupElement {
    let (r, name) = (radius, style.rawValue)
    switch self {
    case .circle, .ring:
      return MarkupElement(
        "circle",
        [
          "class": (self == .ring ? "ring " : "mark ") + name, "cx": coordinate(x), "cy": coordinate(y),
          "r": coordinate(self == .ring ? r - 0.75 : r),
        ])
    case .diamond:
      var path = PathData()
      path.polygon([(x - r, y), (x, y - r), (x + r, y), (x, y + r)])
      return MarkupElement("path", ["class": "mark \(name)", "d": path.text])
    case .square:
      return .box(x: x - r + 0.5, y: y - r + 0.5, width: 2 * r - 1, height: 2 * r - 1, "mark \(name)")
    }
  }
}
