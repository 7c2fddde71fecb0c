import ExperimentSchema
import RunStore

/// What a report on one run says where several classes may be heard at once.
extension RunReport {
  /// The measures, class by class, in place of confusions.
  func multiLabelBlocks(_ medium: ReportMedium) -> [ReportDocument.Block] {
    guard let multiLabel else { return [.paragraph(Self.withoutClasses)] }
    var blocks: [ReportDocument.Block] = [
      .heading("Validation, final epoch", .subsection), .table(measures(multiLabel)),
      .heading("By class", .subsection), .table(multiLabel.classes(counted)),
    ]
    if case .illustrated = medium { blocks.append(RunFigures(page: page).classes(multiLabel)) }
    return blocks
  }

  private static let withoutClasses =
    "Several classes may be heard at once in the run's clips, and the store does not know yet which: it was made by an "
    + "earlier release. The next earshot run on this corpus tells it."

  static let multiLabelLegend = [
    "a class is called heard above a probability of one half; classes that are heard in no clip are left out of the means",
    "average precision: the area under the curve of precision over recall, whatever the threshold",
    "accuracy: the share of clips whose likeliest class is one of those heard",
  ]

  private func measures(_ quality: MultiLabelQuality) -> TextTable {
    var table = TextTable([.init("measure"), .init("value", .right)])
    let counted: [(String, String)] = [
      ("macro F1 in %", Figures.percent(quality.macroF1)),
      ("average precision in %", Figures.percent(quality.averagePrecision)),
      ("accuracy in %", Figures.percent(quality.accuracy)),
    ]
    for (name, value) in counted { table.append([.init(name), self.counted(value)]) }
    let recorded: [(String, MetricName)] = [
      ("Brier score", .validationBrier), ("cross-entropy in nats", .validationCrossEntropy),
    ]
    for (name, metric) in recorded {
      guard let point = page.detail.finalMetrics.first(where: { $0.metric == metric }) else { continue }
      table.append([
        .init(name),
        .init(
          Figures.decimals(point.value, 4),
          Derivation(.common, of: .metrics([.init(metric)]), runs: [page.detail.summary.id])),
      ])
    }
    return table
  }
}
