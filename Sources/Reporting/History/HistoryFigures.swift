import Evaluation
import ExperimentSchema
import RunStore

/// The figures of a history report on one corpus.
struct HistoryFigures {
  let table: HistoryReport.CorpusTable

  /// What was claimed beside what was measured, as far as it can be drawn.
  var claims: [ReportDocument.Block] {
    var blocks: [ReportDocument.Block] = []
    let values = table.rows.flatMap(\.claims).filter { $0.reference != nil && $0.isShare }
    if !values.isEmpty {
      blocks.append(
        .chart(
          "Claimed beside measured accuracy. Dot and line: the mean over seeds and its 95 % t interval, coloured by the "
            + "verdict; a ring has too few seeds for an interval. Grey: the claimed value ± its tolerance, or all that "
            + "is above it.",
          ForestChart(
            forests: Self.forests(of: values),
            key: [ChartKey(label: "claimed", sample: .claim)] + Self.key(of: values))))
    }
    let orders = table.spanningClaims.filter { $0.evidence.contains { $0.mean != nil } }
    if !orders.isEmpty {
      blocks.append(
        .chart(
          "Claims that span experiments: each difference that is claimed to be above 0, the mean over the seeds that both "
            + "have and its 95 % t interval, coloured by the claim's verdict.",
          ForestChart(forests: orders.map(Self.differences), referenceValue: 0, key: Self.key(of: orders))))
    }
    return blocks
  }

  /// How the models learned and what they confuse.
  var models: [ReportDocument.Block] {
    var blocks: [ReportDocument.Block] = []
    let learned = table.rows.filter { !$0.trainCurve.isEmpty || !$0.validationCurve.isEmpty }
    if !learned.isEmpty {
      let panels = learned.map { row in
        LineChart.Panel(
          title: row.experiment,
          series: [
            LineChart.Series(name: "validation", vertices: row.validationCurve.vertices),
            LineChart.Series(name: "train", vertices: row.trainCurve.vertices),
          ])
      }
      blocks += [
        .heading("Learning curves", .subsection),
        .chart(
          "Accuracy in % over epochs, on the documented protocol: the mean over seeds; the band reaches from the least "
            + "to the greatest seed.",
          LineChart(panels: panels, xLabel: "epoch", unit: .percent, yRange: 0...1)),
      ]
    }
    let judged = table.rows.filter { $0.confusion != nil }
    if !judged.isEmpty {
      let matrices = judged.compactMap { row in
        row.confusion.map { ConfusionChart.Panel(title: row.experiment, confusion: $0) }
      }
      blocks += [
        .heading("Confusion matrices", .subsection),
        .chart(
          "Clips of each class by row, what they were taken for by column; a cell's depth is its share of the row. One "
            + "prediction for each clip: probabilities averaged over the seeds of the documented protocol.",
          ConfusionChart(matrices: matrices, classNames: table.corpus.classNames)),
        .heading("F1 by class, in %, of those predictions", .subsection),
        .table(classes(judged, mean: "macro F1", of: { $0.confusion?.macroF1 }) { $0.confusion?.f1(of: $1) }),
      ]
    }
    return blocks + multiLabel
  }

  /// How well each class is recognised where several may be heard at once.
  private var multiLabel: [ReportDocument.Block] {
    let judged = table.rows.filter { $0.multiLabel != nil }
    if judged.isEmpty { return [] }
    return [
      .heading("F1 by class, in %, several at once", .subsection),
      .paragraph(
        "One prediction for each clip: probabilities averaged over the seeds of the documented protocol. A class is called "
          + "heard above a probability of one half."),
      .table(
        classes(judged, mean: "macro F1", of: { $0.multiLabel?.macroF1 }) {
          $0.multiLabel?.measures[$1].counts.f1
        }),
      .heading("Average precision by class, in %", .subsection),
      .table(
        classes(judged, mean: "mean", of: { $0.multiLabel?.averagePrecision }) {
          $0.multiLabel?.measures[$1].averagePrecision
        }),
    ]
  }

  /// A measure of each class, a column for each experiment; its mean below.
  private func classes(
    _ rows: [HistoryReport.Row], mean name: String, of mean: (HistoryReport.Row) -> Double?,
    measure: (HistoryReport.Row, _ label: Int) -> Double?
  ) -> TextTable {
    func cell(_ share: Double?, _ row: HistoryReport.Row) -> TextTable.Cell {
      guard let share, let runs = row.documented?.runs else { return .init(Figures.absent) }
      return .init(Figures.percent(share), Derivation(.meanPredictions, of: .predictions, runs: runs))
    }
    var text = TextTable([.init("class")] + rows.map { .init($0.experiment, .right) })
    for (label, name) in table.corpus.classNames.enumerated() {
      text.append([.init(name)] + rows.map { cell(measure($0, label), $0) })
    }
    text.append([.init(name)] + rows.map { cell(mean($0), $0) })
    return text
  }

  /// The claims on one experiment's accuracy, by metric.
  private static func forests(of claims: [JudgedClaim]) -> [ForestChart.Panel] {
    var metrics: [String] = []
    for claim in claims where !metrics.contains(claim.metric) { metrics.append(claim.metric) }
    return metrics.map { metric in
      ForestChart.Panel(
        title: metric, unit: .percent,
        rows: claims.filter { $0.metric == metric }.map { judged in
          let evidence = judged.evidence.first
          return ForestChart.Row(
            label: judged.claim.ranking, estimate: evidence?.mean,
            interval: evidence?.interval, reference: judged.reference, style: judged.verdict.style)
        })
    }
  }

  private static func differences(_ judged: JudgedClaim) -> ForestChart.Panel {
    ForestChart.Panel(
      title: judged.claim.ranking, subtitle: judged.metric, unit: judged.isShare ? .points : .plain,
      rows: judged.evidence.map { pair in
        ForestChart.Row(
          label: pair.subject, estimate: pair.mean, interval: pair.interval, style: judged.verdict.style)
      })
  }

  /// The verdicts that occur, which the marks are coloured by.
  private static func key(of claims: [JudgedClaim]) -> [ChartKey] {
    Claim.Verdict.allCases.filter { verdict in claims.contains { $0.verdict == verdict } }
      .map { ChartKey(label: $0.words, sample: .symbol(.circle, style: $0.style)) }
  }
}

extension JudgedClaim {
  /// Whether what was compared is a share, drawn in percent.
  fileprivate var isShare: Bool { MetricUnit(of: metric) == .share }

  /// What the claim admits of one experiment's share; nil where it is about more than one.
  fileprivate var reference: ForestChart.Reference? {
    switch claim.statement {
    case .equals(_, let value):
      ForestChart.Reference(value: value, range: value - claim.tolerance...value + claim.tolerance)
    case .greaterThan(_, let value): ForestChart.Reference(value: value, range: value...max(value, 1))
    case .greaterThanOthers, .order: nil
    }
  }
}

extension [CurveBand] {
  /// The band as a chart draws it: the range only where there are several seeds.
  var vertices: [LineChart.Vertex] {
    map { LineChart.Vertex(x: Double($0.epoch), y: $0.mean, band: $0.seedCount > 1 ? $0.range : nil) }
  }
}
