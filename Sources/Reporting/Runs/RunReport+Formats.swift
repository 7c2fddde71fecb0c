import Evaluation
import ExperimentSchema
import RunStore

extension RunReport: Report {
  /// The report as a document: on a terminal a confusion matrix too wide for it gives way to a list of what is confused
  /// most; on a page every so many epochs of a long training are shown, to a program all of them.
  package func document(for medium: ReportMedium) -> ReportDocument {
    var document = ReportDocument(title: "How well \(page.detail.summary.id) recognises")
    let run = page.detail.summary
    document.blocks += [
      .heading(
        "\(run.experiment) on \(run.corpus), fold \(run.identity.fold), seed \(run.identity.seed)", .section),
      .table(page.overview),
    ]
    let figures = RunFigures(page: page)
    if let quality {
      document.append("Validation, final epoch", .table(measures(quality)))
      document.append("By class", .table(classes(quality.confusion)))
      if case .illustrated = medium { document.blocks.append(figures.classes(quality.confusion)) }
      document.blocks += confusion(quality.confusion, medium)
      document.append("Calibration: accuracy by confidence", .table(calibration(quality.calibration)))
      if case .illustrated = medium { document.blocks.append(figures.calibration(quality.calibration)) }
    } else if page.isMultiLabel && !page.predictions.isEmpty {
      document.blocks += multiLabelBlocks(medium)
    } else {
      document.blocks.append(.paragraph(Self.withoutPredictions))
    }
    if page.lastEpoch > 0 {
      switch medium {
      case .terminal(_, _, let withCurves):
        if withCurves { document.blocks.append(.curves("Learning curve", page.plots)) }
      case .page: document.append("Learning curve", .table(epochs(atMost: 20)))
      case .illustrated: document.append("Learning curve", figures.curve)
      case .data: document.append("Learning curve", .table(epochs(atMost: .max)))
      }
    }
    if let quality { document.blocks.append(.legend(Self.legend(quality))) }
    if multiLabel != nil { document.blocks.append(.legend(Self.multiLabelLegend)) }
    return document
  }

  private static let withoutPredictions =
    "The run holds no predictions: only a completed run does. Go on with an interrupted one by earshot run --resume."

  private static func legend(_ quality: Quality) -> [String] {
    let overSources =
      switch quality.accuracyOverSources {
      case .interval:
        "over sources: the recordings that clips were cut from, drawn whole, 2000 times (percentile bootstrap)"
      case .unknown(let count):
        "over sources: not given, since the store does not know the recordings that \(count) of the clips were cut "
          + "from; the next earshot run on this corpus tells it"
      case .single: "over sources: not given, since all clips were cut from one recording"
      }
    return [
      "95 % interval: Wilson's, each clip taken as independent of the others; clips cut from one recording are not, "
        + "so that it is too narrow where there are such",
      overSources,
    ] + commonLegend
  }

  private static let commonLegend = [
    "macro F1: the mean over the classes, each alike; Brier score: over all classes, 0...2; expected calibration "
      + "error: 15 equal bins of confidence"
  ]

  private func measures(_ quality: Quality) -> TextTable {
    var table = TextTable([.init("measure"), .init("value", .right), .init("95 % interval", .right)])
    let interval = quality.accuracyInterval.map {
      "[\(Figures.percent($0.lower)), \(Figures.percent($0.upper))]"
    }
    table.append([
      .init("accuracy in %"), counted(Figures.percent(quality.confusion.accuracy)),
      counted(interval ?? Figures.absent),
    ])
    if case .interval(let interval, let count) = quality.accuracyOverSources {
      table.append([
        "accuracy in %, over \(count) sources", Figures.percent(quality.confusion.accuracy),
        "[\(Figures.percent(interval.lower)), \(Figures.percent(interval.upper))]",
      ])
    }
    let rows: [(String, String)] = [
      ("macro F1 in %", Figures.percent(quality.confusion.macroF1)),
      ("Brier score", Figures.decimals(quality.brierScore, 4)),
      ("expected calibration error in %", Figures.percent(quality.calibration.expectedError)),
    ]
    for (name, value) in rows { table.append([.init(name), counted(value), .init(Figures.absent)]) }
    let likelihood = Figures.decimals(quality.negativeLogLikelihood, 4)
    let recorded = Derivation(
      .common, of: .column(.validationCrossEntropy), runs: [page.detail.summary.id])
    table.append([
      .init("negative log-likelihood in nats"),
      .init(likelihood, likelihood == Figures.absent ? nil : recorded), .init(Figures.absent),
    ])
    return table
  }

  /// A cell that shows `text`, made from the run's predictions.
  func counted(_ text: String) -> TextTable.Cell {
    let runs = [page.detail.summary.id]
    return .init(
      text, text == Figures.absent ? nil : Derivation(.predictions, of: .predictions, runs: runs))
  }

  private func classes(_ confusion: ConfusionMatrix) -> TextTable {
    var table = TextTable([
      .init("class"), .init("clips", .right), .init("precision %", .right), .init("recall %", .right),
      .init("F1 %", .right), .init("most often taken for"),
    ])
    for (label, name) in page.detail.classNames.enumerated() {
      let counts = [
        "\(confusion.exampleCount(of: label))", Figures.percent(confusion.precision(of: label)),
        Figures.percent(confusion.recall(of: label)), Figures.percent(confusion.f1(of: label)),
      ]
      table.append([.init(name)] + counts.map(counted) + [.init(page.mistaken(label, in: confusion))])
    }
    return table
  }

  // MARK: Confusion

  private func confusion(_ confusion: ConfusionMatrix, _ medium: ReportMedium) -> [ReportDocument.Block] {
    let names = page.detail.classNames
    if case .illustrated = medium {
      return [.heading("Confusion matrix", .subsection), RunFigures(page: page).confusion(confusion)]
    }
    // The classes' names would make columns too wide for any page; their numbers stand for them.
    var matrix = TextTable(
      [.init("actual, by row")] + names.indices.map { .init("\($0 + 1)", .right) })
    for (actual, name) in names.enumerated() {
      matrix.append(
        ["\(actual + 1) \(name)"]
          + names.indices.map { confusion[actual, $0] == 0 ? "." : "\(confusion[actual, $0])" })
    }
    if case .terminal(let width, _, _) = medium, matrix.leastWidth > width {
      return [
        .heading("Confused most: the whole matrix takes a wider terminal or another format", .subsection),
        .table(mistakes(confusion)),
      ]
    }
    return [.heading("Confusion matrix, clips; columns: taken for", .subsection), .table(matrix)]
  }

  /// The confusions that occur most, at most 20 of them.
  private func mistakes(_ confusion: ConfusionMatrix) -> TextTable {
    let names = page.detail.classNames
    let found = names.indices.flatMap { actual in
      names.indices.filter { $0 != actual && confusion[actual, $0] > 0 }
        .map { (clips: confusion[actual, $0], actual: actual, predicted: $0) }
    }
    .sorted { (-$0.clips, $0.actual, $0.predicted) < (-$1.clips, $1.actual, $1.predicted) }
    var table = TextTable([.init("actual"), .init("taken for"), .init("clips", .right)])
    for mistake in found.prefix(20) {
      table.append([names[mistake.actual], names[mistake.predicted], "\(mistake.clips)"])
    }
    return table
  }

  // MARK: Calibration and curve

  private func calibration(_ calibration: Calibration) -> TextTable {
    var table = TextTable([
      .init("confidence in %", .right), .init("clips", .right), .init("mean\nconfidence %", .right),
      .init("accuracy %", .right),
    ])
    for bin in calibration.bins where bin.count > 0 {
      table.append([
        "\(Figures.decimals(100 * bin.lower, 0))..\(Figures.decimals(100 * bin.upper, 0))", "\(bin.count)",
        Figures.percent(bin.confidence), Figures.percent(bin.accuracy),
      ])
    }
    return table
  }

  /// The curve in numbers: the first epoch, the last, and others evenly between, `limit` at most.
  private func epochs(atMost limit: Int) -> TextTable {
    let train = Dictionary(page.trainCurve.map { ($0.epoch, $0.value) }) { $1 }
    let validation = Dictionary(page.validationCurve.map { ($0.epoch, $0.value) }) { $1 }
    let others = page.multiLabelCurves.map { curve in
      Dictionary(curve.points.map { ($0.epoch, $0.value) }) { $1 }
    }
    let all = Set(train.keys).union(validation.keys).sorted()
    let count = min(all.count, limit)
    let shown = (0..<count).map { index in
      count == 1 ? all[0] : all[index * (all.count - 1) / (count - 1)]
    }
    var table = TextTable(
      [.init("epoch", .right), .init("train accuracy %", .right), .init("validation accuracy %", .right)]
        + page.multiLabelCurves.map { .init("validation \($0.metric.words) %", .right) })
    for epoch in shown {
      table.append(
        ["\(epoch)", Figures.percent(train[epoch]), Figures.percent(validation[epoch])]
          + others.map { Figures.percent($0[epoch]) })
    }
    return table
  }
}
