import Evaluation
import ExperimentSchema
import RunStore

/// The figures of a report on ablations on one corpus.
struct AblationFigures {
  let table: AblationReport.CorpusTable

  /// The effects with their intervals, those of one unit on one axis; none where nothing was measured.
  var effects: [ReportDocument.Block] {
    let measured = table.effects.filter { $0.difference != nil }
    if measured.isEmpty { return [] }
    let areAccuracies = measured.allSatisfy {
      $0.unit != .share || MetricReading($0.ablation.variant.metric)?.metric.name == "accuracy"
    }
    let shares = areAccuracies ? "Effects on accuracy" : "Effects on accuracy, F1 and average precision"
    let units: [(unit: MetricUnit, title: String, axis: AxisUnit)] = [
      (.share, shares, .points), (.plain, "Effects on losses", .plain),
    ]
    let forests = units.map { unit, title, axis in
      ForestChart.Panel(title: title, unit: axis, rows: measured.filter { $0.unit == unit }.map(\.row))
    }
    return [
      .chart(
        "The variant less the baseline: the mean, and the 95 % interval of the corrected resampled t-test, each by "
          + "itself; a ring where the test is refused.",
        ForestChart(forests: forests, referenceValue: 0))
    ]
  }
}

extension AblationReport.Effect {
  fileprivate var row: ForestChart.Row {
    let interval: ConfidenceInterval? = if case .tested(let test, _, _) = test { test.interval } else { nil }
    return ForestChart.Row(label: ablation.id, estimate: difference?.mean, interval: interval)
  }
}
