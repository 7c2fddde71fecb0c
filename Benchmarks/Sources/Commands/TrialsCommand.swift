import ArgumentParser
import Foundation

/// `earshot-bench trials`: what sweeps cost besides training, beside what was promised.
struct TrialsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trials", abstract: "What trials of a sweep cost besides training, as a table in Markdown.")

  @Option(help: "A folder for stores and runs, on the disk to be measured; it is emptied.")
  var folder = ".build/bench-trials"

  @Option(help: "The executable that is measured.")
  var earshot = ".build/release/earshot"

  @Option(
    help: "Trials that are trained, besides the first of each sweep; odd, so that two workers share evenly.")
  var trials = 11

  @Option(help: "Epochs of each.")
  var epochs = 300

  @Option(help: "Repetitions of what reads, of which the median counts.")
  var repetitions = 9

  func run() throws {
    let place = URL(filePath: folder)
    try? FileManager.default.removeItem(at: place)
    defer { try? FileManager.default.removeItem(at: place) }
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let figures = SweepFigures(folder: place, earshot: URL(filePath: earshot))
    print("| work | measured | promised | |\n|---|---:|---:|---|")
    for figure in try figures.statusOf10000Trials(repetitions: max(1, repetitions))
      + figures.trials(count: max(1, trials), epochs: max(1, epochs))
    {
      let bound = figure.isRate ? "at least" : "at most"
      let isMet = (figure.value <= figure.promised) != figure.isRate
      print(
        "| \(figure.what) | \(String(format: "%.3g", figure.value)) \(figure.unit) "
          + "| \(bound) \(String(format: "%.3g", figure.promised)) \(figure.unit) | \(isMet ? "met" : "missed") |"
      )
    }
  }
}
