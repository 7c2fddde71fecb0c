import ArgumentParser
import Foundation

/// `earshot-bench reports`: how long reports over many runs take, beside what was promised.
struct ReportsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reports", abstract: "Reports over 300 and 10 000 runs, as a table in Markdown.")

  @Option(help: "A folder for the stores; it is emptied.")
  var folder = ".build/bench-reports"

  @Option(help: "The folder of declared experiments.")
  var experiments = "Experiments"

  @Option(help: "Repetitions, of which the median counts.")
  var repetitions = 5

  func run() throws {
    let place = URL(filePath: folder)
    try? FileManager.default.removeItem(at: place)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let reports = try StoredReports(folder: place, experimentFolder: URL(filePath: experiments))
    let count = max(1, repetitions)
    print("| report | median | promised | | size | promised | |\n|---|---:|---:|---|---:|---:|---|")
    for figure in try reports.historyOf300Runs(repetitions: count)
      + reports.comparisonOf10000Runs(repetitions: count)
    {
      let seconds = figure.times.wall.sorted()[count / 2]
      let size = figure.promisedByteCount.map {
        "\($0 / 1000) kB | \(figure.byteCount <= $0 ? "met" : "missed")"
      }
      print(
        "| \(figure.what) | \(Int((1000 * seconds).rounded())) ms | \(Int(1000 * figure.promised)) ms | "
          + "\(seconds <= figure.promised ? "met" : "missed") | \(figure.byteCount / 1000) kB | \(size ?? "|") |"
      )
    }
  }
}
