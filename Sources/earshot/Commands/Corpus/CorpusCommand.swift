import ArgumentParser
import ContentDigest
import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation
import Reporting

/// `earshot corpus`: what recordings there are, and whether they can be trusted.
struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Lists, checks, shows, imports, fetches, synthesizes and composes corpora.",
    subcommands: [
      CorpusListCommand.self, CorpusCheckCommand.self, CorpusShowCommand.self, CorpusStagesCommand.self,
      CorpusImportCommand.self, CorpusFetchCommand.self, CorpusSynthesizeCommand.self,
      CorpusComposeCommand.self,
    ])
}

/// Shows how many of some clips are done: a bar on a terminal, otherwise nothing.
func clipProgress(_ output: OutputOptions, _ what: String) -> @Sendable (Int, Int) -> Void {
  let progress = RunProgress(isQuiet: output.quiet || !Console.isTerminal)
  return { done, total in progress.read(what, done, total) }
}

/// How a corpus was read, as JSON.
struct ReadingEntry: Encodable {
  var layout: String
  var table: String?
  var foldsAreDealt: Bool
  var clipsWithoutSource: Int

  init(_ reading: CorpusReading) {
    layout = reading.layout.rawValue
    table = reading.table
    foldsAreDealt = reading.dealing != nil
    clipsWithoutSource = reading.clipsWithoutSource
  }
}

/// `earshot corpus list`: classes, clips and folds.
struct CorpusListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists a corpus: its classes, clips per fold, sources, seconds.")

  @Argument(
    help: ArgumentHelp("synthetic, or the folder, table or manifest of a corpus.", valueName: "name|dir"))
  var corpus = "synthetic"

  @Option(help: ArgumentHelp("Which of its classes: all, or a list in classes/.", valueName: "list"))
  var classes = CorpusSelection.allClasses

  @OptionGroup var layoutOptions: LayoutOptions

  @Flag(help: "Measure durations too: decodes every clip.")
  var durations = false

  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var output: OutputOptions

  private struct Listing: Encodable {
    struct Class: Encodable {
      var name: String
      var clips: Int
      var clipsPerFold: [Int]
      var sources: Int
      var seconds: Double?
    }

    var name: String
    var reading: ReadingEntry?
    var digest: String
    var clips: Int
    var folds: [Int]
    var classes: [Class]
  }

  func run() throws {
    var library = CorpusLibrary(
      classFolder: experimentOptions.classFolder, cacheFolder: cacheOptions.folder,
      choice: layoutOptions.choice)
    let corpus = try library.corpus(CorpusSelection(name: corpus, classes: classes))
    let summary =
      durations
      ? CorpusSummary(measuring: corpus, progress: clipProgress(output, "decoding"))
      : CorpusSummary(of: corpus)
    let listing = Listing(
      name: corpus.name, reading: corpus.reading.map(ReadingEntry.init), digest: corpus.digest.hexadecimal,
      clips: corpus.examples.count,
      folds: summary.folds,
      classes: summary.classes.map {
        Listing.Class(
          name: $0.name, clips: $0.clipCount, clipsPerFold: $0.clipsPerFold, sources: $0.sourceCount,
          seconds: $0.duration)
      })
    if output.json { return try Console.write(json: listing) }
    let numbers =
      ["clips"] + listing.folds.map { "fold \($0)" } + ["sources"] + (durations ? ["seconds"] : [])
    var table = TextTable([.init("class")] + numbers.map { .init($0, .right) })
    for entry in listing.classes {
      table.append(
        [entry.name, "\(entry.clips)"] + entry.clipsPerFold.map(String.init) + ["\(entry.sources)"]
          + (durations ? [String(format: "%.1f", entry.seconds ?? 0)] : []))
    }
    Console.write(
      """
      \(listing.name): \(listing.clips) clips of \(listing.classes.count) classes in \(listing.folds.count) folds, \
      digest \(listing.digest.prefix(12))\(corpus.reading.map { "\n\($0)" } ?? "")

      \(table.text(width: Console.width(isOutput: true)))
      """)
  }
}

/// `earshot corpus check`: what would spoil results.
struct CorpusCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Finds what would spoil results on a corpus; exit 2 where something must be mended.",
    discussion: """
      Errors: missing, unreadable and undecodable files, clips that are not those of the manifest, source recordings \
      that cross folds, the same audio in different classes or folds. Warnings: truncated files, silent clips, \
      duplicates, unbalanced classes, recordings that nothing names. Notes: odd lengths, differing sampling rates, \
      files that the table does not name, folds that were dealt.
      """)

  @Argument(
    help: ArgumentHelp("synthetic, or the folder, table or manifest of a corpus.", valueName: "name|dir"))
  var corpus: String

  @OptionGroup var layoutOptions: LayoutOptions
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var output: OutputOptions

  private struct Entry: Encodable {
    struct Finding: Encodable {
      var severity: String
      var kind: String
      var clips: [String]
      var finding: String
    }

    var name: String
    var reading: ReadingEntry?
    var clips: Int
    var seconds: Double
    var samplingRates: [CorpusFinding.SamplingRate]
    var classes: [CorpusSummary.ClassSummary]
    var findings: [Finding]

    init(_ report: CorpusReport) {
      name = report.corpus.name
      reading = report.corpus.reading.map(ReadingEntry.init)
      clips = report.corpus.examples.count
      seconds = report.seconds
      samplingRates = report.samplingRates
      classes = CorpusSummary(of: report.corpus).classes
      findings = report.findings.map {
        Finding(severity: $0.severity.rawValue, kind: $0.name, clips: $0.ids, finding: $0.description)
      }
    }
  }

  func run() throws {
    let progress = clipProgress(output, "checking \(corpus)")
    let report =
      CorpusLocation.builtInNames.contains(corpus)
      ? CorpusCheck.report(
        on: try CorpusLocation.open(corpus, cacheFolder: cacheOptions.folder), progress: progress)
      : try CorpusCheck.report(
        at: corpus, choice: layoutOptions.choice, cacheFolder: cacheOptions.folder, progress: progress)
    if output.json {
      try Console.write(json: Entry(report))
    } else {
      if let reading = report.corpus.reading { Console.write("\(corpus): \(reading)") }
      Console.write("\(corpus): \(Self.extent(of: report))")
      for finding in report.findings { Console.write("\(finding.severity.rawValue): \(finding)") }
      let sums = CorpusFinding.Severity.allCases.map { severity in
        let count = report.findings.count { $0.severity == severity }
        return "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
      }
      Console.write("\(corpus): \(sums.joined(separator: ", "))\(Self.verdictOnSources(report))")
    }
    if report.findings.contains(where: { $0.severity == .error }) { throw ExitStatus.misused }
  }

  /// Whether a recording crosses folds, where that can be known and has not been told as an error.
  private static func verdictOnSources(_ report: CorpusReport) -> String {
    let isTold = report.findings.contains { $0.name == "sourceCrossesFolds" || $0.name == "sourcesNotNamed" }
    return isTold || report.corpus.examples.isEmpty ? "" : "; no recording crosses folds"
  }

  /// How much there is, in words.
  private static func extent(of report: CorpusReport) -> String {
    let corpus = report.corpus
    let counts = CorpusSummary(of: corpus).classes.map(\.clipCount)
    let perClass =
      Set(counts).count == 1 ? "\(counts.first ?? 0)" : "\(counts.min() ?? 0) to \(counts.max() ?? 0)"
    let rates = report.samplingRates.map { "\($0.hertz) Hz" }.joined(separator: ", ")
    return "\(corpus.examples.count) clips of \(corpus.classNames.count) classes, \(perClass) each, in "
      + "\(corpus.folds.count) folds; \(Set(corpus.examples.map(\.source)).count) recordings; "
      + String(format: "%.1f", report.seconds) + " s" + (rates.isEmpty ? "" : " at \(rates)")
  }
}

/// `earshot corpus synthesize`: writes the built-in corpus as files.
struct CorpusSynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize",
    abstract: "Writes the synthetic corpus to a folder, in the layout of ESC-50.")

  @Argument(help: ArgumentHelp("An empty folder, or one to be made.", valueName: "dir"))
  var folder: String

  @Option(help: ArgumentHelp("What all clips follow from.", valueName: "n"))
  var seed = SyntheticCorpus.standardSeed

  @Option(help: ArgumentHelp("Simulated recordings of each class, 1...1000.", valueName: "n"))
  var sources = 20

  @Option(help: ArgumentHelp("Clips of each recording, 1...26.", valueName: "n"))
  var takes = 2

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...1000).contains(sources) else {
      throw ValidationError("--sources: found \(sources); expected 1...1000.")
    }
    guard (1...26).contains(takes) else {
      throw ValidationError("--takes: found \(takes); expected 1...26.")
    }
  }

  private struct Written: Encodable {
    var folder: String
    var clips: Int
    var digest: String
  }

  func run() throws {
    let corpus = SyntheticCorpus.corpus(seed: seed, sourcesPerClass: sources, takesPerSource: takes)
    try SyntheticCorpus.synthesize(
      to: URL(filePath: folder), corpus: corpus, jobs: ProcessInfo.processInfo.activeProcessorCount,
      progress: clipProgress(output, "synthesizing"))
    let written = Written(
      folder: folder, clips: corpus.examples.count, digest: corpus.digest.hexadecimal)
    if output.json { return try Console.write(json: written) }
    Console.write("\(folder): \(written.clips) clips of \(corpus.classNames.count) classes, seed \(seed)")
  }
}
