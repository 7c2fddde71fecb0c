import Evaluation
import Foundation
import Recognition
import RecognitionScoring
import Reporting

/// What was scored, and how it did.
struct ScoreRow {
  let name: String
  let score: RecognitionScore

  init(_ name: String, _ score: RecognitionScore) { (self.name, self.score) = (name, score) }
}

/// Scores as a table, and as JSON.
struct ScoreText: CustomStringConvertible {
  var rows: [ScoreRow]
  var folds: [Int]
  var soundscapes: String

  var description: String {
    guard let quality = rows.first?.score.quality else { return "" }
    let head =
      "\(soundscapes): \(quality.recordingCount) recordings, \(Int(quality.duration.rounded())) s, folds "
      + folds.map(String.init).joined(separator: ", ")
    let width = Console.width(isOutput: true)
    let tables = [eventTable, judgementTable, classTable].map { $0.text(width: width) }
    return ([head] + tables).joined(separator: "\n\n")
  }

  private var eventTable: TextTable {
    var table = TextTable([
      .init("events"), .init("segment F1", .right), .init("error rate", .right), .init("event F1", .right),
      .init("error rate", .right),
    ])
    for row in rows {
      let (segments, events) = (row.score.quality.segments, row.score.quality.events)
      table.append([
        row.name, percent(segments.overall.f1), number(segments.errorRate), percent(events.overall.f1),
        number(events.errorRate),
      ])
    }
    return table
  }

  private var judgementTable: TextTable {
    var table = TextTable([
      .init("scene and suitability"), .init("scene accuracy", .right), .init("misses", .right),
      .init("false alarms", .right), .init("abstentions", .right), .init("ECE", .right),
    ])
    for row in rows {
      let suitability = row.score.quality.suitability
      table.append([
        row.name, percent(row.score.quality.sceneAccuracy), percent(suitability.misses),
        percent(suitability.falseAlarms), percent(suitability.abstentions),
        percent(suitability.expectedCalibrationError),
      ])
    }
    return table
  }

  /// The first row class by class.
  private var classTable: TextTable {
    var table = TextTable([
      .init("segments of a second, by class"), .init("heard", .right), .init("precision", .right),
      .init("recall", .right), .init("F1", .right),
    ])
    guard let score = rows.first?.score else { return table }
    for (name, counts) in zip(score.classNames, score.quality.segments.byClass) {
      table.append([
        name, "\(counts.references)", percent(counts.precision), percent(counts.recall), percent(counts.f1),
      ])
    }
    return table
  }

  private func percent(_ share: Double?) -> String {
    share.map { String(format: "%.1f %%", 100 * $0) } ?? "-"
  }
  private func number(_ value: Double?) -> String { value.map { String(format: "%.2f", $0) } ?? "-" }
}

extension ScoreText {
  /// Everything as numbers.
  struct Document: Encodable {
    var soundscapes: String
    var folds: [Int]
    var recordings: Int
    var seconds: Double
    var rows: [Row]

    struct Row: Encodable {
      var name: String
      var segments: Detection
      var events: Detection
      var sceneAccuracy: Double?
      var suitability: Suitability?
      var byClass: [ClassRow]
    }

    struct Detection: Encodable {
      var f1: Double?
      var precision: Double?
      var recall: Double?
      var errorRate: Double?
      var macroF1: Double?
      var truePositives: Int
      var references: Int
      var estimates: Int
    }

    struct Suitability: Encodable {
      var disturbing: Int
      var suitable: Int
      var misses: Double?
      var falseAlarms: Double?
      var abstentions: Double?
      var expectedCalibrationError: Double?
    }

    struct ClassRow: Encodable {
      var name: String
      var segmentF1: Double?
      var eventF1: Double?
      var references: Int
    }
  }

  var document: Document {
    let quality = rows.first?.score.quality
    return Document(
      soundscapes: soundscapes, folds: folds, recordings: quality?.recordingCount ?? 0,
      seconds: quality?.duration ?? 0, rows: rows.map(\.document))
  }
}

extension ScoreRow {
  fileprivate var document: ScoreText.Document.Row {
    let quality = score.quality
    let (segments, events, verdicts) = (quality.segments, quality.events, quality.suitability)
    let judged = verdicts.onDisturbing.total + verdicts.onSuitable.total
    return ScoreText.Document.Row(
      name: name,
      segments: detection(segments.overall, errorRate: segments.errorRate, macroF1: segments.macroF1),
      events: detection(events.overall, errorRate: events.errorRate, macroF1: events.macroF1),
      sceneAccuracy: quality.sceneAccuracy,
      suitability: judged == 0
        ? nil
        : .init(
          disturbing: verdicts.onDisturbing.total, suitable: verdicts.onSuitable.total,
          misses: verdicts.misses, falseAlarms: verdicts.falseAlarms, abstentions: verdicts.abstentions,
          expectedCalibrationError: verdicts.expectedCalibrationError),
      byClass: score.classNames.enumerated().map { label, name in
        .init(
          name: name, segmentF1: segments.byClass[label].f1, eventF1: events.byClass[label].f1,
          references: segments.byClass[label].references)
      })
  }

  private func detection(
    _ counts: DetectionCounts, errorRate: Double?, macroF1: Double?
  ) -> ScoreText.Document.Detection {
    .init(
      f1: counts.f1, precision: counts.precision, recall: counts.recall, errorRate: errorRate,
      macroF1: macroF1, truePositives: counts.truePositives, references: counts.references,
      estimates: counts.estimates)
  }
}
