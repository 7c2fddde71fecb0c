/// The course of a path of SVG, in absolute coordinates.
struct PathData {
  private(set) var text = ""

  mutating func move(_ x: Double, _ y: Double) { append("M", x, y) }

  mutating func line(_ x: Double, _ y: Double) { append(text.isEmpty ? "M" : "L", x, y) }

  /// A line from where the path is to `x`, at the same height.
  mutating func horizontal(_ x: Double) {
    text += "H"
    text += coordinate(x)
  }

  /// A line through `points`, after the first of them.
  mutating func polyline(_ points: some Sequence<(Double, Double)>) {
    var isFirst = true
    for (x, y) in points {
      // After the first, coordinates alone go on with the line: the shortest form that there is.
      append(isFirst ? "M" : " ", x, y)
      isFirst = false
    }
  }

  /// An area with these corners.
  mutating func polygon(_ points: some Sequence<(Double, Double)>) {
    polyline(points)
    text += "Z"
  }

  private mutating func append(_ command: String, _ x: Double, _ y: Double) {
    text += command
    text += coordinate(x)
    text += " "
    text += coordinate(y)
  }
}

/// `value` with at most one decimal: a tenth of a pixel.
///
/// - Precondition: `value` is finite and within ±10⁹.
func coordinate(_ value: Double) -> String {
  precondition(abs(value) <= 1e9, "a coordinate lies on a page")
  let tenths = Int((value * 10).rounded())
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
