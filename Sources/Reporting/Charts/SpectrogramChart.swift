/// What a front end leaves of a recording: its spectrogram after each stage, and the features that come out.
///
/// Levels are drawn in eight steps of 10 dB below the recording's loudest; all panels have one scale of time. Checked in
/// `ProjectReportTests`.
package struct SpectrogramChart: Chart {
  package var illustration: PipelineIllustration

  package init(_ illustration: PipelineIllustration) { self.illustration = illustration }

  package var key: [ChartKey] { [] }

  private static let (left, top) = (38.0, 40.0)
  private static let (width, height) = (312.0, 144.0)
  /// Steps of level that are told apart.
  private static let stepCount = 8
  private static let stepDecibels: Float = 10

  package func drawings() -> [ChartPanel] {
    illustration.stages.map(panel) + [features]
  }

  private func area(x: ClosedRange<Double>, y: ClosedRange<Double>) -> PlotArea {
    PlotArea(
      left: Self.left, right: Self.left + Self.width, top: Self.top, bottom: Self.top + Self.height, x: x,
      y: y)
  }

  /// The spectrogram after one stage.
  private func panel(_ stage: PipelineIllustration.Stage) -> ChartPanel {
    let longest = max(illustration.stages.map(\.seconds).max() ?? 1, 1e-3)
    let area = area(x: 0...longest, y: 0...illustration.highestFrequency / 1000)
    let share = Figures.decimals(100 * stage.energyShare, 1)
    var content: [MarkupElement] = [
      .label(stage.name, x: 8, y: 16, "head"),
      .label("\(share) % of the energy", x: Self.left + Self.width, y: 16, "tick", anchor: .end),
      .box(x: Self.left, y: Self.top, width: Self.width, height: Self.height, "frame"),
    ]
    content += levels(stage, right: area.x.place(stage.seconds))
    content += area.y.ticks(atMost: 6).map { tick in
      .label(
        AxisUnit.plain.tick(tick), x: Self.left - 5, y: area.y.place(tick) + 3.5, "tick", anchor: .end)
    }
    content.append(.label("kHz", x: Self.left - 5, y: Self.top - 6, "tick", anchor: .end))
    content += area.xAxis(area.x.ticks(atMost: 6), unit: .plain, label: "seconds")
    return ChartPanel(
      title: "Spectrogram after \(stage.name)",
      description: "\(Figures.decimals(stage.seconds, 2)) seconds, \(share) % of the recording's energy.",
      width: ChartPanel.narrowWidth, height: Self.top + Self.height + 38, content: content)
  }

  /// A path for each step: strokes as high as a row, one for neighbours of the same step.
  private func levels(_ stage: PipelineIllustration.Stage, right: Double) -> [MarkupElement] {
    let rowCount = stage.levels.count
    guard rowCount > 0 else { return [] }
    let rowHeight = Self.height / Double(rowCount)
    var paths = Array(repeating: PathData(), count: Self.stepCount)
    for (row, levels) in stage.levels.enumerated() where !levels.isEmpty {
      let y = Self.top + Self.height - (Double(row) + 0.5) * rowHeight
      let columnWidth = (right - Self.left) / Double(levels.count)
      let steps = levels.map(Self.step)
      var start = 0
      for column in steps.indices where column + 1 == steps.count || steps[column + 1] != steps[start] {
        if let step = steps[start] {
          paths[step].move(Self.left + Double(start) * columnWidth, y)
          paths[step].horizontal(Self.left + Double(column + 1) * columnWidth)
        }
        start = column + 1
      }
    }
    return paths.enumerated().compactMap { step, path in
      path.text.isEmpty
        ? nil
        : MarkupElement(
          "path",
          ["class": "level v\(step + 1)", "d": path.text, "stroke-width": coordinate(rowHeight + 0.3)])
    }
  }

  /// The step of a level in dB below the loudest; nil where it is below all of them.
  private static func step(_ level: Float) -> Int? {
    guard level.isFinite else { return nil }
    let step = stepCount - 1 + Int((level / stepDecibels).rounded(.up))
    return step >= 0 ? min(step, stepCount - 1) : nil
  }

  /// What the model sees.
  private var features: ChartPanel {
    let values = illustration.features.map(Double.init).map { $0.isFinite ? $0 : 0 }
    let area = area(
      x: 0...illustration.highestFrequency / 1000, y: 0...max(values.max() ?? 1, 1e-12))
    let last = Double(max(values.count - 1, 1))
    var path = PathData()
    let course = values.enumerated().map { index, value in
      (area.x.place(Double(index) / last * illustration.highestFrequency / 1000), area.y.place(value))
    }
    path.polygon([(area.left, area.bottom)] + course + [(area.right, area.bottom)])
    return ChartPanel(
      title: "What the model sees",
      description: "\(values.count) values, the mean magnitude of each frequency.",
      width: ChartPanel.narrowWidth, height: Self.top + Self.height + 38,
      content: [
        .label("what the model sees: \(values.count) values", x: 8, y: 16, "head"),
        MarkupElement("path", ["class": "spectrum s1", "d": path.text]),
      ] + area.xAxis(area.x.ticks(atMost: 6), unit: .plain, label: "kHz"))
  }
}
