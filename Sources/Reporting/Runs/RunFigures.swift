import Evaluation
import RunStore

/// The figures of a run's report.
struct RunFigures {
  let page: RunPage

  func classes(_ confusion: ConfusionMatrix) -> ReportDocument.Block {
    .chart(
      "Bar: F1; marks: precision and recall; the best class above.",
      ClassBarChart(
        title: "Validation, final epoch", confusion: confusion, classNames: page.detail.classNames))
  }

  func classes(_ quality: MultiLabelQuality) -> ReportDocument.Block {
    .chart(
      "Bar: F1; marks: precision and recall; the best class above.",
      ClassBarChart(title: "Validation, final epoch", quality: quality))
  }

  func confusion(_ confusion: ConfusionMatrix) -> ReportDocument.Block {
    .chart(
      "Clips of each class by row, what they were taken for by column; a cell's depth is its share of the row.",
      ConfusionChart(
        matrices: [.init(title: "Validation, final epoch", confusion: confusion)],
        classNames: page.detail.classNames))
  }

  func calibration(_ calibration: Calibration) -> ReportDocument.Block {
    .chart(
      "Accuracy of the clips in each of 15 bins of confidence; on the dashed line confidence is right, below it too "
        + "high. Beneath, the clips in each bin.",
      ReliabilityChart(title: "Accuracy by confidence, in %", calibration: calibration))
  }

  var curve: ReportDocument.Block {
    func series(_ name: String, _ points: [CurvePoint]) -> LineChart.Series {
      .init(name: name, vertices: points.map { .init(x: Double($0.epoch), y: $0.value) })
    }
    let curves = [series("validation", page.validationCurve), series("train", page.trainCurve)]
    var panels = [LineChart.Panel(title: "Accuracy", series: curves)]
    if !page.multiLabelCurves.isEmpty {
      panels.append(
        .init(
          title: "Several classes at once, validation",
          series: page.multiLabelCurves.map { series($0.metric.words, $0.points) }))
    }
    return .chart(
      "\(panels.count == 1 ? "Accuracy" : "Measures") in % over epochs, one run.",
      LineChart(panels: panels, xLabel: "epoch", unit: .percent, yRange: 0...1))
  }
}
