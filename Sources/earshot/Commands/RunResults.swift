import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation
import Reporting
import RunStore

/// What `run` prints at the end: each run, how it ended and what it measured.
struct RunResults {
  let outcome: RunWork.Outcome

  private struct Entry: Encodable {
    var run: String?
    var experiment: String
    var corpus: String
    var seed: UInt64
    var fold: Int
    var status: String
    var reason: String?
    var epochs: Int?
    var trainAccuracy: Double?
    var validationAccuracy: Double?
    var bestValidationAccuracy: Double?
    var seconds: Double
  }

  func write(asJSON: Bool) throws {
    let entries = try outcome.results.map(entry)
    defer { for reason in Set(entries.compactMap(\.reason)).sorted() { Console.note("earshot: \(reason)") } }
    if asJSON { return try Console.write(json: entries) }
    guard !entries.isEmpty else { return }
    var table = TextTable([
      .init("run", role: .key), .init("status"), .init("epochs", .right), .init("train %", .right),
      .init("validation %", .right), .init("best %", .right), .init("s", .right),
    ])
    for entry in entries {
      table.append([
        entry.run ?? entry.experiment, entry.status, entry.epochs.map(String.init) ?? "-",
        percent(entry.trainAccuracy), percent(entry.validationAccuracy),
        percent(entry.bestValidationAccuracy), String(format: "%.1f", entry.seconds),
      ])
    }
    Console.write(table.text(width: Console.width(isOutput: true)))
  }

  private func entry(_ result: RunResult) throws -> Entry {
    let summary = try result.id.flatMap { try outcome.store?.runDetail($0).summary }
    var entry = Entry(
      run: result.id, experiment: result.run.experiment.name, corpus: result.run.corpus.name,
      seed: result.run.seed, fold: result.run.fold, status: summary?.status.rawValue ?? "failed",
      epochs: summary?.epochs, trainAccuracy: summary?.trainAccuracy,
      validationAccuracy: summary?.validationAccuracy,
      bestValidationAccuracy: summary?.bestValidationAccuracy, seconds: result.seconds)
    switch result.status {
    case .failed(let reason): entry.reason = reason
    case .diverged(let epoch):
      entry.reason =
        "\(result.id ?? ""): the loss was not finite in epoch \(epoch). Try a smaller learning rate."
    case .completed, .interrupted: break
    }
    return entry
  }

  private func percent(_ share: Double?) -> String { share.map { String(format: "%.2f", $0 * 100) } ?? "-" }
}
