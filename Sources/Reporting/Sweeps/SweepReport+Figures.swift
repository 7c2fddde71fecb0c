import ExperimentSchema
import RunStore

/// What pages draw of a sweep.
extension SweepReport {
  var figures: [ReportDocument.Block] {
    let completed = trials.filter { $0.stored.status == .completed && $0.value() != nil }
    if completed.count < 2 { return [] }
    let unit: AxisUnit = MetricUnit(of: objective.metric) == .share ? .percent : .plain
    let lines = completed.map { trial in
      ParallelCoordinatesChart.Line(
        label: "trial \(trial.number)",
        values: specification.space.map { trial.settings[$0.keyPath].map(Self.value) },
        objective: trial.value()?.mean)
    }
    let course = course
    func series(_ name: String, _ value: (Int) -> Double) -> LineChart.Series {
      .init(name: name, vertices: course.indices.map { .init(x: Double($0 + 1), y: value($0)) })
    }
    return [
      .heading("Settings and what they achieve", .subsection),
      .chart(
        "A line for each completed trial, over the settings searched; the better, the higher at the right.",
        ParallelCoordinatesChart(
          title: "\(completed.count) trials", axes: specification.space.map(Self.axis), lines: lines,
          objectiveName: objective.metric, objectiveUnit: unit, isMaximised: objective.isMaximised)),
      .heading("Best so far", .subsection),
      .chart(
        "\(objective.metric) of each trial in the order in which they ended, and the best up to there.",
        LineChart(
          panels: [
            .init(
              title: objective.metric,
              series: [series("best so far") { course[$0].best }, series("each") { course[$0].value }])
          ], xLabel: "trial", unit: unit)),
    ]
  }

  private static func axis(_ setting: Hyperparameter) -> ParallelCoordinatesChart.Axis {
    switch setting.domain {
    case .logUniform, .integer(_, _, isLogarithmic: true): .init(setting.keyPath, kind: .logarithmic)
    case .uniform, .integer, .quantised, .choice: .init(setting.keyPath)
    }
  }

  private static func value(_ text: String) -> ParallelCoordinatesChart.Value {
    Double(text).map { .number($0) } ?? .category(text)
  }
}
