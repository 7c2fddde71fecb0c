import ArgumentParser
import AudioFrontEnd
import Datasets
import Evaluation
import ExperimentRunner
import ExperimentSchema
import Foundation
import Reporting

/// `earshot corpus stages`: what the stages of a front end leave of a corpus.
struct CorpusStagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stages",
    abstract: "Tells what gate and trim leave of every class: energy and seconds.",
    discussion: """
      For each stage of the front end that changes samples: the share of a clip's energy that is left, and its length; \
      the median of the clips with the quartiles. A gate that learns its noise from the beginning of a clip takes away \
      what sounds from the start.

      Example: earshot corpus stages ESC-50 --experiment gen6
      """)

  @Argument(help: ArgumentHelp("synthetic, or the folder of a corpus.", valueName: "name|dir"))
  var corpus = "synthetic"

  @Option(help: ArgumentHelp("Which of its classes: all, or a list in classes/.", valueName: "list"))
  var classes = CorpusSelection.allClasses

  @OptionGroup var layoutOptions: LayoutOptions
  @OptionGroup var frontEndOptions: FrontEndOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let frontEnd = try frontEndOptions.frontEnd(in: ExperimentCatalog(folder: experimentOptions.folder))
    var library = CorpusLibrary(
      classFolder: experimentOptions.classFolder, cacheFolder: cacheOptions.folder,
      choice: layoutOptions.choice)
    let corpus = try library.corpus(CorpusSelection(name: corpus, classes: classes))
    let effects = try StageEffects(
      of: corpus, frontEnd: frontEnd, progress: clipProgress(output, "taking through the stages"))
    let names = effects.clips.first?.effects.map(\.stage) ?? []
    let groups =
      corpus.classNames.map { name in (name, effects.clips.filter { $0.className == name }) }
      + [("all", effects.clips)]
    let rows = groups.map { name, clips in
      Row(name: name, clips: clips.count, stages: names.enumerated().map { Row.Stage($0, $1, of: clips) })
    }
    if output.json {
      return try Console.write(
        json: Listing(
          corpus: corpus.name, experiment: frontEndOptions.experiment, rows: rows,
          clips: effects.clips.map(Clip.init)))
    }
    Console.write("\(corpus.name) through the front end of \(frontEndOptions.experiment)\n")
    guard !names.isEmpty else {
      return Console.write("It has no stage that changes samples: neither gate nor trim.")
    }
    Console.write(table(rows, names).text(width: Console.width(isOutput: true)))
  }

  /// A line for each class; of stages that leave a clip's length alone no seconds.
  private func table(_ rows: [Row], _ names: [ClipStage.Name]) -> TextTable {
    var columns: [TextTable.Column] = [.init("class"), .init("clips", .right)]
    for name in names {
      columns.append(.init("\(name.rawValue): energy left", .right))
      if name == .trim { columns.append(.init("seconds left", .right)) }
    }
    var table = TextTable(columns)
    for row in rows {
      var cells = [row.name, "\(row.clips)"]
      for (name, stage) in zip(names, row.stages) {
        cells.append(
          stage.energyShare.map {
            String(format: "%.1f %% (%.1f...%.1f)", 100 * $0.median, 100 * $0.lower, 100 * $0.upper)
          } ?? "")
        guard name == .trim else { continue }
        cells.append(
          stage.seconds.map { String(format: "%.2f (%.2f...%.2f)", $0.median, $0.lower, $0.upper) } ?? "")
      }
      table.append(cells)
    }
    return table
  }

  /// Median and quartiles.
  private struct Quartiles: Encodable {
    var lower: Double
    var median: Double
    var upper: Double

    init?(of values: [Double]) {
      let values = values.sorted()
      guard let lower = quantile(0.25, ofSorted: values), let median = quantile(0.5, ofSorted: values),
        let upper = quantile(0.75, ofSorted: values)
      else { return nil }
      (self.lower, self.median, self.upper) = (lower, median, upper)
    }
  }

  private struct Row: Encodable {
    struct Stage: Encodable {
      var stage: String
      /// Of the clips that are no digital silence.
      var energyShare: Quartiles?
      var seconds: Quartiles?

      init(_ index: Int, _ name: ClipStage.Name, of clips: [StageEffects.Clip]) {
        stage = name.rawValue
        energyShare = Quartiles(of: clips.compactMap { $0.effects[index].energyShare })
        seconds = Quartiles(of: clips.map { $0.effects[index].duration })
      }
    }

    var name: String
    var clips: Int
    var stages: [Stage]
  }

  private struct Clip: Encodable {
    struct Stage: Encodable {
      var stage: String
      var energyShare: Double?
      var seconds: Double
    }

    var id: String
    var className: String
    var seconds: Double
    var stages: [Stage]

    init(_ clip: StageEffects.Clip) {
      (id, className, seconds) = (clip.id, clip.className, clip.duration)
      stages = clip.effects.map {
        Stage(stage: $0.stage.rawValue, energyShare: $0.energyShare, seconds: $0.duration)
      }
    }
  }

  private struct Listing: Encodable {
    var corpus: String
    var experiment: String
    var rows: [Row]
    var clips: [Clip]
  }
}
