import ArgumentParser
import AudioFrontEnd
import ClipPictures
import Datasets
import DurableFiles
import ExperimentRunner
import ExperimentSchema
import Foundation
import NearNames
import Rasters

/// `earshot corpus show`: draws a clip and what a front end makes of it.
struct CorpusShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Draws a clip and what a front end makes of it, as SVG or PNG.",
    discussion: """
      The waveform, the spectrogram after each stage, the gains of the spectral gate and the mel bands of what is \
      left, on one scale of time; spectrograms share one scale of colour, so that what a stage takes away darkens.

      Example: earshot corpus show 1-17367-A-10 --corpus ESC-50 -o rain.png
      """)

  enum Format: String, CaseIterable { case svg, png }

  @Argument(help: ArgumentHelp("An audio file, or the id of a clip of --corpus.", valueName: "clip"))
  var clip: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write it; its ending, svg or png, is its format.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("synthetic, or the folder of a corpus.", valueName: "name|dir"))
  var corpus = "synthetic"

  @OptionGroup var layoutOptions: LayoutOptions
  @OptionGroup var frontEndOptions: FrontEndOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var cacheOptions: CacheOptions
  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  private var format: Format? { Format(rawValue: URL(filePath: output).pathExtension.lowercased()) }

  func validate() throws {
    guard format != nil else {
      throw ValidationError("--output: found \"\(output)\"; expected a name that ends in .svg or .png.")
    }
  }

  func run() throws {
    let frontEnd = try frontEndOptions.frontEnd(in: ExperimentCatalog(folder: experimentOptions.folder))
    let (audio, subject) = try recording()
    let picture = try ClipPicture(of: audio, subject: subject, frontEnd: frontEnd)
    let data =
      switch format {
      case .png: try picture.raster.png()
      case .svg, nil: Data(try picture.svg().utf8)
      }
    try DurableFile.write(data, to: URL(filePath: output))
    if !quiet { Console.note([output, picture.finding].filter { !$0.isEmpty }.joined(separator: ": ")) }
  }

  /// The clip's audio, and what to call it.
  private func recording() throws -> (Waveform, String) {
    let file = URL(filePath: clip)
    if FileManager.default.fileExists(atPath: file.path) {
      return (try AudioFile.decode(file).waveform, file.lastPathComponent)
    }
    let corpus = try CorpusLocation.open(
      corpus, choice: layoutOptions.choice, cacheFolder: cacheOptions.folder)
    guard let example = corpus.examples.first(where: { $0.id == clip }) else {
      throw CorpusError(
        location: corpus.name,
        problems: [
          CorpusError.Problem(
            found: "no clip \"\(clip)\", nor is there a file of that name",
            expected: "an audio file, or the id of a clip such as \"\(corpus.examples.first?.id ?? "")\"",
            remedy: NearNames.question(for: clip, among: corpus.examples.map(\.id))
              ?? "Name its corpus with --corpus.")
        ])
    }
    return (
      try corpus.waveform(of: example),
      "\(example.id), \(corpus.classNames[example.label]), fold \(example.fold) of \(corpus.name)"
    )
  }
}
