/// Configurations as lines over their hyperparameters, an axis for each, coloured by what they achieved.
///
/// Checked in `ParallelCoordinatesChartTests`.
package struct ParallelCoordinatesChart: Chart {
  /// A value of a hyperparameter.
  package enum Value: Hashable, Sendable {
    case number(Double)
    case category(String)
  }

  /// A hyperparameter.
  package struct Axis: Sendable {
    package var name: String
    package var kind: AxisScale.Kind

    /// The hyperparameter `name`; where one of its values is a category, or not finite, all are taken for categories,
    /// and where one is not positive, a logarithmic axis is linear.
    package init(_ name: String, kind: AxisScale.Kind = .linear) { (self.name, self.kind) = (name, kind) }
  }

  /// A configuration.
  package struct Line: Hashable, Sendable {
    package var label: String
    /// By axis; nil where the configuration does not have the hyperparameter.
    package var values: [Value?]
    /// What was achieved; nil where nothing was measured.
    package var objective: Double?

    package init(label: String, values: [Value?], objective: Double?) {
      (self.label, self.values) = (label, values)
      self.objective = objective?.isFinite == true ? objective : nil
    }
  }

  package var title: String
  package var axes: [Axis]
  package var lines: [Line]
  package var objectiveName: String
  package var objectiveUnit: AxisUnit
  /// Whether a greater objective is better.
  package var isMaximised: Bool

  /// - Precondition: Each line has a value, or nil, for every axis.
  package init(
    title: String, axes: [Axis], lines: [Line], objectiveName: String, objectiveUnit: AxisUnit,
    isMaximised: Bool
  ) {
    precondition(lines.allSatisfy { $0.values.count == axes.count }, "a line has a value for every axis")
    (self.title, self.axes, self.lines) = (title, axes, lines)
    (self.objectiveName, self.objectiveUnit, self.isMaximised) = (objectiveName, objectiveUnit, isMaximised)
  }

  package var key: [ChartKey] { [] }

  private static let top = 62.0
  private static let bottom = 262.0
  private static let left = 60.0
  private static let spacing = 132.0
  /// Colours from the worst to the best.
  private static let levelCount = 5

  package func drawings() -> [ChartPanel] {
    let placed = axes.indices.map { index in
      PlacedAxis(
        axes[index], values: lines.map { $0.values[index] }, x: Self.left + Double(index) * Self.spacing,
        from: Self.bottom, to: Self.top)
    }
    let right = Self.left + Double(axes.count) * Self.spacing
    let objective = objectiveScale
    var content: [MarkupElement] = [.label(title.truncated(toWidth: 90), x: 8, y: 16, "head")]
    // The best is drawn last, above all others.
    content += lines.sorted(by: isWorse).map { drawing(of: $0, placed, objective, right: right) }
    content += placed.flatMap(\.drawing)
    content.append(.stroke(from: (right, Self.top), to: (right, Self.bottom), "axis"))
    content.append(
      .label(objectiveName.truncated(toWidth: 22), x: right, y: Self.top - 14, "head", anchor: .middle))
    for tick in objective.ticks(atMost: 6) {
      content.append(.label(objectiveUnit.tick(tick), x: right + 6, y: objective.place(tick) + 3.5, "tick"))
    }
    return [
      ChartPanel(
        title: title, description: description, width: right + 64, height: Self.bottom + 20,
        content: content)
    ]
  }

  /// The axis of the objective, at the right: the better above.
  private var objectiveScale: AxisScale {
    let values = lines.compactMap(\.objective)
    return AxisScale(
      (values.min() ?? 0)...(values.max() ?? 1),
      to: isMaximised ? (Self.bottom, Self.top) : (Self.top, Self.bottom))
  }

  private func isWorse(_ left: Line, _ right: Line) -> Bool {
    guard let one = left.objective else { return right.objective != nil }
    guard let other = right.objective else { return false }
    return isMaximised ? one < other : one > other
  }

  private func drawing(
    of line: Line, _ placed: [PlacedAxis], _ objective: AxisScale, right: Double
  ) -> MarkupElement {
    var path = PathData()
    var isBroken = true
    func extend(_ x: Double, _ y: Double?) {
      // Where a configuration does not have a hyperparameter, its line pauses.
      if let y {
        if isBroken { path.move(x, y) } else { path.line(x, y) }
      }
      isBroken = y == nil
    }
    for (axis, value) in zip(placed, line.values) { extend(axis.x, value.flatMap(axis.place)) }
    extend(right, line.objective.map(objective.place))
    let share = line.objective.map { (Self.bottom - objective.place($0)) / (Self.bottom - Self.top) }
    let level = share.map { min(Int($0 * Double(Self.levelCount)), Self.levelCount - 1) + 1 }
    let settings = zip(axes, line.values).compactMap { axis, value in
      value.map { "\(axis.name) \($0.text)" }
    }
    let achieved = line.objective.map { "\(objectiveName) \(objectiveUnit.reading($0))" }
    return .group(
      "configuration q\(level ?? 0)",
      tip: "\(line.label): " + (settings + [achieved ?? "no \(objectiveName)"]).joined(separator: ", "),
      [MarkupElement("path", ["d": path.text])])
  }

  private var description: String {
    guard let best = lines.sorted(by: isWorse).last, let objective = best.objective else {
      return "\(lines.count) configurations, none measured."
    }
    let settings = zip(axes, best.values).compactMap { axis, value in
      value.map { "\(axis.name) \($0.text)" }
    }
    return "\(lines.count) configurations; the best is \(best.label) with \(objectiveName) "
      + "\(objectiveUnit.reading(objective)): \(settings.joined(separator: ", "))."
  }
}

extension ParallelCoordinatesChart.Value {
  /// The value as it is shown.
  var text: String {
    switch self {
    case .number(let number): AxisUnit.plain.tick(number)
    case .category(let name): name
    }
  }

  var number: Double? { if case .number(let number) = self { number } else { nil } }
}
