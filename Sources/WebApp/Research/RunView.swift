import ExperimentSchema
import Reporting
import RunStore

/// The page of one run: its course while it trains, and what it is worth.
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
}
