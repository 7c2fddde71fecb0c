import ContentDigest
public import Evaluation
public import ExperimentSchema
import Foundation
import JSONText
public import RunStore

/// One run in full, as `earshot runs show` shows it.
public struct RunPage: Sendable {
  /// The run.
  public var detail: RunDetail
  /// Its `train.accuracy` over the epochs.
  public var trainCurve: [CurvePoint]
  /// Its `validation.accuracy` over the epochs.
  public var validationCurve: [CurvePoint]
  /// Its `validation.macroF1` and `validation.averagePrecision` over the epochs; empty where clips have one class each.
  public var multiLabelCurves: [MetricCurve]

  /// A metric over the epochs.
  public struct MetricCurve: Hashable, Sendable {
    /// The metric.
    public var metric: MetricName
    /// Its values.
    public var points: [CurvePoint]
  }

  /// Reads the run whose id is `id`, or the only one whose id starts so.
  ///
  /// - Throws: ``RunStoreError/noSuchRun(id:near:isEmpty:)`` with near ids, or
  ///   ``RunStoreError/ambiguousRun(prefix:matches:count:)``.
  public static func make(id: String, store: RunStore) throws(RunStoreError) -> RunPage {
    let detail = try store.runDetail(id)
    let run = detail.summary.id
    let several = [MetricName.validationMacroF1, .validationAveragePrecision]
      .filter { metric in detail.finalMetrics.contains { $0.metric == metric } }
    return RunPage(
      detail: detail, trainCurve: try store.learningCurve(run: run, metric: .trainAccuracy),
      validationCurve: try store.learningCurve(run: run, metric: .validationAccuracy),
      multiLabelCurves: try several.map { metric throws(RunStoreError) in
        MetricCurve(metric: metric, points: try store.learningCurve(run: run, metric: metric))
      })
  }

  /// Whether several classes may be heard at once in the run's clips, of which none can be confused with another.
  public var isMultiLabel: Bool { !multiLabelCurves.isEmpty || !detail.heard.isEmpty }

  /// What the final model said of the validation clips.
  var predictions: [Prediction] { detail.predictions.filter { $0.split == .validation } }

  /// The validation predictions as a confusion matrix; nil where there are none, where a label is no class, and where
  /// several classes may be heard at once.
  public var confusion: ConfusionMatrix? {
    let predictions = predictions
    let classes = detail.classNames.indices
    guard !predictions.isEmpty, !isMultiLabel,
      predictions.allSatisfy({ classes.contains($0.label) && classes.contains($0.predicted) })
    else { return nil }
    return ConfusionMatrix(
      actual: predictions.map(\.label), predicted: predictions.map(\.predicted), classCount: classes.count)
  }

  /// The page for a terminal of `width` columns.
  public func text(width: Int = 80, style: TextStyle = .unicode) -> String {
    var parts = [overview.text(width: width, style: style)]
    if lastEpoch > 0 {
      parts.append("Learning curve\n\n" + TerminalPlot.grid(plots, width: width, style: style))
    }
    if let confusion {
      parts.append("Validation by class\n\n" + classes(confusion).text(width: width, style: style))
    } else if let quality = MultiLabelQuality(of: self) {
      parts.append("Validation by class\n\n" + quality.classes.text(width: width, style: style))
    }
    parts.append("Configuration\n\n" + facts(detail.configuration, width: width, style: style))
    parts.append("Provenance\n\n" + facts(detail.provenance, width: width, style: style))
    if !detail.artifacts.isEmpty {
      var table = TextTable([.init("file"), .init("bytes", .right), .init("SHA-256")])
      for artifact in detail.artifacts {
        table.append([artifact.path, Figures.grouped(artifact.byteCount), artifact.digest.hexadecimal])
      }
      parts.append("Files\n\n" + table.text(width: width, style: style))
    }
    return parts.joined(separator: "\n")
  }

  /// The page as a JSON document.
  public var json: String {
    let classes = detail.classNames
    let own: KeyValuePairs<String, JSONNode> = [
      "title": .string(detail.title), "tags": .array(detail.tags.map { .string($0) }),
      "classes": .array(classes.map { .string($0) }),
      "finalMetrics": .object(detail.finalMetrics.map { ($0.metric.description, .number($0.value)) }),
      "curves": curvesNode,
      "confusion": confusion.map { confusion in
        .array(
          classes.indices.map { actual in
            .array(classes.indices.map { .integer(confusion[actual, $0]) })
          })
      } ?? .null,
      "configuration": JSONNode(parsing: detail.configuration),
      "provenance": JSONNode(parsing: detail.provenance),
      "artifacts": .array(
        detail.artifacts.map { artifact in
          .object([
            "path": .string(artifact.path), "digest": .string(artifact.digest.hexadecimal),
            "bytes": .integer(artifact.byteCount),
          ])
        }),
    ]
    return JSONNode.object(detail.summary.jsonMembers + own.map { ($0.key, $0.value) }).sorted().text()
  }

  /// Every curve by its metric.
  var curvesNode: JSONNode {
    func node(_ points: [CurvePoint]) -> JSONNode { .array(points.map { .optional($0.value) }) }
    return .object(
      [("train.accuracy", node(trainCurve)), ("validation.accuracy", node(validationCurve))]
        + multiLabelCurves.map { ($0.metric.description, node($0.points)) })
  }

  /// What the run is and what it measured at its end.
  var overview: TextTable {
    let run = detail.summary
    var table = TextTable([.init("run"), .init(run.id)])
    table.append(["experiment", "\(run.experiment): \(detail.title)"])
    table.append(["corpus", "\(run.corpus), fold \(run.identity.fold), seed \(run.identity.seed)"])
    table.append(["status", run.status.rawValue + (run.reason.map { ": \($0)" } ?? "")])
    table.append(["epochs", run.epochsDone])
    table.append([
      "size",
      "\(Figures.grouped(run.parameterCount)) parameters, \(Figures.grouped(run.multiplyAccumulateCount)) MACs "
        + "per example",
    ])
    table.append(["started", run.startedAt ?? Figures.absent])
    table.append([
      "time",
      "\(Figures.decimals(run.seconds, 2)) s, processor \(Figures.decimals(run.cpuSeconds, 2)) s, "
        + "\(run.threadCount) \(run.threadCount == 1 ? "thread" : "threads")",
    ])
    for point in detail.finalMetrics {
      table.append([
        point.metric.description,
        point.metric.isShare && point.value.isFinite ? Figures.percent(point.value) + " %" : "\(point.value)",
      ])
    }
    if let epoch = run.bestEpoch {
      table.append([
        "best validation.accuracy",
        "\(Figures.percent(run.bestValidationAccuracy)) % in epoch \(epoch) (on the reported fold: "
          + "optimistic)",
      ])
    }
    if !detail.tags.isEmpty { table.append(["tags", detail.tags.joined(separator: ", ")]) }
    return table
  }

  /// The last epoch of either curve; 0 where there is none.
  var lastEpoch: Int { (trainCurve + validationCurve).map(\.epoch).max() ?? 0 }

  /// The curves for a terminal.
  var plots: [TerminalPlot] {
    [
      TerminalPlot(title: "train accuracy", points: trainCurve, lastEpoch: lastEpoch),
      TerminalPlot(title: "validation accuracy", points: validationCurve, lastEpoch: lastEpoch),
    ]
      + multiLabelCurves.map { curve in
        TerminalPlot(title: curve.metric.words, points: curve.points, lastEpoch: lastEpoch)
      }
  }

  private func classes(_ confusion: ConfusionMatrix) -> TextTable {
    var table = TextTable([
      .init("class"), .init("clips", .right), .init("recall %", .right), .init("precision %", .right),
      .init("most often taken for"),
    ])
    for (label, name) in detail.classNames.enumerated() where confusion.exampleCount(of: label) > 0 {
      table.append([
        name, "\(confusion.exampleCount(of: label))", Figures.percent(confusion.recall(of: label)),
        Figures.percent(confusion.precision(of: label)),
        mistaken(label, in: confusion),
      ])
    }
    return table
  }

  /// The class that examples of class `label` are most often taken for, and how often.
  func mistaken(_ label: Int, in confusion: ConfusionMatrix) -> String {
    let other = detail.classNames.indices.filter { $0 != label && confusion[label, $0] > 0 }
      .max { (confusion[label, $0], $1) < (confusion[label, $1], $0) }
    return other.map { "\(detail.classNames[$0]) (\(confusion[label, $0]))" } ?? Figures.absent
  }

  /// A JSON object as a table of key paths and values.
  private func facts(_ json: String, width: Int, style: TextStyle) -> String {
    var table = TextTable([.init("key"), .init("value")])
    for (path, value) in JSONNode(parsing: json).leaves() { table.append([path, value]) }
    return table.text(width: width, style: style)
  }
}
