/// The course of a path of SVG: where it moves to, and from there the steps of its lines.
///
/// Steps are between rounded places, so that a long line does not drift; they take less room than places.
struct PathData {
  private(set) var text = ""
  /// The place reached, in tenths.
  private var place = (x: 0, y: 0)
  /// Whether what was written last is a step, after which another needs no command.
  private var isLine = false

  mutating func move(_ x: Double, _ y: Double) {
    place = (tenths(x), tenths(y))
    text += "M" + decimal(place.x) + " " + decimal(place.y)
    isLine = false
  }

  /// A line to this place; the first of all moves there.
  mutating func line(_ x: Double, _ y: Double) {
    if text.isEmpty { return move(x, y) }
    let end = (x: tenths(x), y: tenths(y))
    let step = (x: end.x - place.x, y: end.y - place.y)
    // A sign parts numbers as well as a space does.
    text += isLine ? (step.x < 0 ? "" : " ") : "l"
    text += decimal(step.x) + (step.y < 0 ? "" : " ") + decimal(step.y)
    place = end
    isLine = true
  }

  /// A line from where the path is to `x`, at the same height.
  mutating func horizontal(_ x: Double) {
    text += "H"
    text += coordinate(x)
  }

  /// A line through `points`, after the first of them.
  mutating func polyline(_ points: some Sequence<(Double, Double)>) {
    var isFirst = true
    for (x, y) in points {
      if isFirst { move(x, y) } else { line(x, y) }
      isFirst = false
    }
  }

  /// An area with these corners.
  mutating func polygon(_ points: some Sequence<(Double, Double)>) {
    polyline(points)
    text += "Z"
    isLine = false
  }
}

/// `value` with at most one decimal: a tenth of a pixel.
///
/// - Precondition: `value` is finite and within ±10⁹.
func coordinate(_ value: Double) -> String { decimal(tenths(value)) }

private func tenths(_ value: Double) -> Int {
  precondition(abs(value) <= 1e9, "a coordinate lies on a page")
  return Int((value * 10).rounded())
}

private func decimal(_ tenths: Int) -> String {
  let (whole, part) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
  return (tenths < 0 ? "-" : "") + (part == 0 ? "\(whole)" : "\(whole).\(part)")
}

extension MarkupElement {
  /// A line of text that begins, ends or is centred at a place.
  static func label(
    _ text: String, x: Double, y: Double, _ style: String = "", anchor: TextAnchor = .start
  ) -> MarkupElement {
    var element = MarkupElement("text", ["x": coordinate(x), "y": coordinate(y)], text: text)
    let names = [anchor.styleName, style].filter { !$0.isEmpty }.joined(separator: " ")
    if !names.isEmpty { element = element.with("class", names) }
    return element
  }

  static func box(
    x: Double, y: Double, width: Double, height: Double, _ style: String
  ) -> MarkupElement {
    MarkupElement(
      "rect",
      [
        "class": style, "x": coordinate(x), "y": coordinate(y), "width": coordinate(max(width, 0)),
        "height": coordinate(max(height, 0)),
      ])
  }

  /// A straight line.
  static func stroke(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double), _ style: String
  ) -> MarkupElement {
    var path = PathData()
    path.polyline([(start.x, start.y), (end.x, end.y)])
    return MarkupElement("path", ["class": style, "d": path.text])
  }

  /// Elements that show `text` when pointed at.
  static func group(_ style: String, tip text: String, _ children: [MarkupElement]) -> MarkupElement {
    MarkupElement("g", ["class": style], [MarkupElement("title", text: text)] + children)
  }
}

/// Which end of a text stands at its place.
enum TextAnchor {
  case start, middle, end

  var styleName: String {
    switch self {
    case .start: ""
    case .middle: "mid"
    case .end: "end"
    }
  }
}
