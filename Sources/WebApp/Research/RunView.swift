import Evaluation
import ExperimentSchema
import Reporting
import RunStore

/// The page of one run: its course while it trains, what it is worth, and the clips that it gets wrong.
struct RunView {
  let report: RunReport

  private var run: RunSummary { report.page.detail.summary }

  /// Whether more is to come.
  private var isOpen: Bool { run.status == .running || run.status == .queued }

  /// What stands before the report: the course of a run that still trains.
  var opening: [MarkupElement] {
    guard isOpen else { return [] }
    return [
      MarkupElement(
        "section",
        ["id": "live", "data-run": run.id, "data-epoch": "\(run.epochs)", "aria-label": "Training now"],
        Self.course(of: report.page))
    ]
  }

  /// How far the run is, and its curves: what a page of a run that trains is given anew after every epoch.
  static func course(of page: RunPage) -> [MarkupElement] {
    let run = page.detail.summary
    let words = "\(run.status.rawValue): epoch \(run.epochs) of \(run.plannedEpochs)"
    func series(_ name: String, _ points: [CurvePoint]) -> LineChart.Series {
      .init(name: name, vertices: points.map { .init(x: Double($0.epoch), y: $0.value) })
    }
    var elements = [
      MarkupElement("p", ["class": "state", "role": "status"], text: words),
      MarkupElement(
        "progress", ["max": "\(max(1, run.plannedEpochs))", "value": "\(run.epochs)"], text: words),
    ]
    if !page.trainCurve.isEmpty || !page.validationCurve.isEmpty {
      let chart = LineChart(
        panels: [
          .init(
            title: "Accuracy",
            series: [series("validation", page.validationCurve), series("train", page.trainCurve)])
        ], xLabel: "epoch", unit: .percent, yRange: 0...1)
      elements.append(.figure("Accuracy in % over the epochs that are stored.", chart))
    }
    return elements
  }

  /// What stands behind the report: the validation clips that the model takes for something else.
  var mistakes: [MarkupElement] {
    let detail = report.page.detail
    let names = detail.classNames
    let wrong = detail.predictions.filter {
      $0.split == .validation && $0.label != $0.predicted && names.indices.contains($0.label)
        && names.indices.contains($0.predicted)
    }
    if wrong.isEmpty { return [] }
    var table = TextTable([
      .init("clip"), .init("is"), .init("was taken for"), .init("with probability", .right),
      .init("its own class has", .right),
    ])
    for prediction in wrong.sorted(by: { $0.confidence > $1.confidence }) {
      table.append([
        prediction.clip, names[prediction.label], names[prediction.predicted],
        Self.percent(prediction.confidence), Self.percent(prediction.probability(of: prediction.label)),
      ])
    }
    return [
      MarkupElement(
        "section", ["aria-labelledby": "mistakes"],
        [
          MarkupElement("h2", ["id": "mistakes"], text: "Clips it gets wrong"),
          table.element(caption: "Clips it gets wrong, the surest first", address: { _ in nil }),
        ])
    ]
  }

  private static func percent(_ share: Float) -> String {
    share.isFinite ? "\(Int((100 * share).rounded())) %" : "-"
  }
}

extension Prediction {
  /// The probability of class `label`, 0 where there is none.
  fileprivate func probability(of label: Int) -> Float {
    probabilities.indices.contains(label) ? probabilities[label] : 0
  }

  /// The probability of the class it was taken for.
  fileprivate var confidence: Float { probability(of: predicted) }
}
