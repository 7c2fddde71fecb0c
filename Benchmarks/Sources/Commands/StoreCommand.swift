import ArgumentParser
import Foundation

/// `earshot-bench store`: what recording and reading runs costs, beside what was promised.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Recording, listing, reading and merging runs, as a table in Markdown.")

  @Option(help: "A folder for the stores, on the disk to be measured; it is emptied.")
  var folder = ".build/bench-store"

  @Option(help: "The file of the experiment whose runs are recorded.")
  var experiment = "Experiments/gen6.json"

  @Option(help: "Repetitions, of which the median counts.")
  var repetitions = 5

  func run() throws {
    let place = URL(filePath: folder)
    try? FileManager.default.removeItem(at: place)
    defer { try? FileManager.default.removeItem(at: place) }
    print("| work | median | promised | |\n|---|---:|---:|---|")
    let figures = try StoreFigures(
      folder: place, experiment: URL(filePath: experiment), repetitions: max(1, repetitions))
    try figures.measure { figure in
      let promised = figure.promised.map {
        (figure.isRate ? "at least " : "at most ") + Self.text($0) + " " + figure.unit
      }
      let verdict = figure.promised.map { (figure.median <= $0) != figure.isRate ? "met" : "missed" }
      print(
        "| \(figure.what) | \(Self.text(figure.median)) \(figure.unit) | \(promised ?? "") | \(verdict ?? "") |"
      )
    }
  }

  private static func text(_ number: Double) -> String {
    number >= 1000 ? String(format: "%.0f", number) : String(format: "%.3g", number)
  }
}
