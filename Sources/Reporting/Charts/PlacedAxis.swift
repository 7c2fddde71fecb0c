/// An axis of parallel coordinates where it stands: numbers along a scale, or categories at equal distances.
struct PlacedAxis {
  let name: String
  let x: Double
  private let scale: AxisScale
  /// The categories from below; empty where values are numbers.
  private let categories: [String]

  /// `axis` at `x`, holding `values` between the heights `lower` and `upper`.
  init(
    _ axis: ParallelCoordinatesChart.Axis, values: [ParallelCoordinatesChart.Value?], x: Double,
    from lower: Double, to upper: Double
  ) {
    name = axis.name
    self.x = x
    let present = values.compactMap { $0 }
    let numbers = present.compactMap(\.number).filter(\.isFinite)
    if numbers.count == present.count {
      categories = []
      let domain = (numbers.min() ?? 0)...(numbers.max() ?? 1)
      scale = AxisScale(domain, to: (lower, upper), kind: axis.kind)
    } else {
      let found = Set(present.map(\.text)).sorted()
      categories = found
      scale = AxisScale(0...Double(max(found.count - 1, 0)), to: (lower, upper))
    }
  }

  /// The height of `value`; nil where it is none of the axis' categories.
  func place(_ value: ParallelCoordinatesChart.Value) -> Double? {
    if categories.isEmpty { return value.number.map(scale.place) }
    return categories.firstIndex(of: value.text).map { scale.place(Double($0)) }
  }

  /// The axis with its name and labels.
  var drawing: [MarkupElement] {
    let (bottom, top) = scale.places
    var elements: [MarkupElement] = [
      .stroke(from: (x, top), to: (x, bottom), "axis"),
      // The end of a key path tells more than its beginning.
      .label(
        String(name.printable.suffix(20)), x: x, y: top - 14, "head", anchor: .middle),
    ]
    let labels =
      categories.isEmpty
      ? scale.ticks(atMost: 6).map { (scale.place($0), AxisUnit.plain.tick($0)) }
      : categories.enumerated().map { (scale.place(Double($0.offset)), $0.element) }
    for (y, label) in labels {
      elements.append(.label(label.truncated(toWidth: 14), x: x + 6, y: y + 3.5, "tick halo"))
    }
    return elements
  }
}
