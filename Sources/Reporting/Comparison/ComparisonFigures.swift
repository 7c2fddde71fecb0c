import Evaluation
import RunStore

/// The figures of a comparison on one corpus.
struct ComparisonFigures {
  let table: ComparisonReport.CorpusTable

  /// The differences with their intervals; none where nothing is measured.
  var differences: [ReportDocument.Block] {
    let rows = table.pairs.compactMap { pair -> ForestChart.Row? in
      guard let mean = pair.difference?.mean else { return nil }
      let interval: ConfidenceInterval? =
        if case .tested(let test, _, _) = pair.resampled { test.interval } else { nil }
      return ForestChart.Row(label: pair.name, estimate: mean, interval: interval)
    }
    if rows.isEmpty { return [] }
    return [
      .chart(
        "Differences of validation \(table.metric.words), the first less the second: the mean, and the 95 % interval of the "
          + "corrected resampled t-test, each by itself; a ring where the test is refused.",
        ForestChart(
          forests: [.init(title: "Difference, final epoch", unit: .points, rows: rows)], referenceValue: 0))
    ]
  }

  /// How each learned; none where no curve was read.
  var curves: [ReportDocument.Block] {
    let metrics = [
      ("validation.accuracy", \ComparisonReport.Row.validationCurve), ("train.accuracy", \.trainCurve),
    ]
    let panels = metrics.compactMap { name, curve -> LineChart.Panel? in
      let drawn = table.rows.filter { !$0[keyPath: curve].isEmpty }
      if drawn.isEmpty { return nil }
      return LineChart.Panel(
        title: name,
        series: drawn.map { .init(name: $0.subject, vertices: $0[keyPath: curve].vertices) })
    }
    if panels.isEmpty { return [] }
    return [
      .heading("Learning curves", .subsection),
      .chart(
        "Accuracy in % over epochs: the mean over seeds, each its mean over the folds; the band reaches from the least "
          + "to the greatest seed.",
        LineChart(panels: panels, xLabel: "epoch", unit: .percent, yRange: 0...1)),
    ]
  }
}
