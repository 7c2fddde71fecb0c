import ArgumentParser
import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation

/// `earshot corpus compose`: mixes clips to soundscapes of which everything is known.
struct CorpusComposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compose",
    abstract: "Mixes a corpus' clips to soundscapes with several events, and writes the truth beside them.",
    discussion: """
      Fold by fold: no clip of one fold is heard in a soundscape of another. Writes audio/*.flac, what is heard and \
      when as annotations/*.txt (onset, offset, class, as DCASE has it) and soundscapes.json, and each soundscape's \
      scene in meta.txt, so that the folder is a corpus of scenes: --corpus reads it.

      Example: earshot corpus compose ESC-50 -o soundscapes
      """)

  @Argument(help: ArgumentHelp("synthetic, or the folder of a corpus.", valueName: "name|dir"))
  var corpus: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("An empty folder, or one to be made.", valueName: "dir"))
  var output: String

  @Option(help: ArgumentHelp("Which of its classes: all, or a list in classes/.", valueName: "list"))
  var classes = CorpusSelection.allClasses

  @Option(
    help: ArgumentHelp("How they are composed: a name in soundscapes/, or a file.", valueName: "name|file"))
  var profile = "standard"

  @Option(
    help: ArgumentHelp("Of which folds: all, or numbers such as 1,3.", valueName: "folds"),
    transform: FoldList.init(parsing:))
  var folds = FoldList(.all)

  @Option(help: ArgumentHelp("What all of them follow from (default: the profile's).", valueName: "n"))
  var seed: UInt64?

  @OptionGroup var layoutOptions: LayoutOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var outputOptions: OutputOptions

  private struct Written: Encodable {
    var folder: String
    var soundscapes: Int
    var events: Int
    var folds: [Int]
    var scenes: [String: Int]
  }

  func run() throws {
    let catalog = ExperimentCatalog(profileFolder: experimentOptions.folder.appending(path: "soundscapes"))
    var profile = try ExperimentDecoder.soundscapeProfile(at: catalog.file(of: profile))
    if let seed { profile.seed = seed }
    let taxonomy = try ExperimentDecoder.taxonomy(
      at: ExperimentCatalog(folder: experimentOptions.folder).taxonomyFile)
    var library = CorpusLibrary(
      classFolder: experimentOptions.classFolder, cacheFolder: cacheOptions.folder,
      choice: layoutOptions.choice)
    let corpus = try library.corpus(CorpusSelection(name: corpus, classes: classes))
    let chosen = try chosenFolds(of: corpus)
    let composer = try SoundscapeComposer(
      of: corpus, profile: profile, taxonomy: taxonomy, progress: clipProgress(outputOptions, "listening"))
    let soundscapes = try SoundscapeFolder.write(
      composer, folds: chosen, to: URL(filePath: output), progress: clipProgress(outputOptions, "composing"))
    let written = Written(
      folder: output, soundscapes: soundscapes.count,
      events: soundscapes.reduce(0) { $0 + $1.events.count }, folds: chosen,
      scenes: Dictionary(grouping: soundscapes, by: \.scene).mapValues(\.count))
    if outputOptions.json { return try Console.write(json: written) }
    let scenes = composer.scenes.map { "\(written.scenes[$0.name] ?? 0) \($0.name)" }
    Console.write(
      "\(output): \(written.soundscapes) soundscapes of \(corpus.name) with \(written.events) events "
        + "(\(scenes.joined(separator: ", "))), seed \(profile.seed)")
  }

  private func chosenFolds(of corpus: Corpus) throws -> [Int] {
    guard case .folds(let chosen) = folds.selection else { return corpus.folds }
    let unknown = chosen.filter { !corpus.folds.contains($0) }
    guard unknown.isEmpty else {
      throw CorpusError(
        location: corpus.name,
        problems: [
          CorpusError.Problem(
            found: "no fold \(unknown.map(String.init).joined(separator: ", "))",
            expected: "folds that it has: \(corpus.folds.map(String.init).joined(separator: ", "))",
            remedy: "Correct --folds.")
        ])
    }
    return chosen
  }
}
