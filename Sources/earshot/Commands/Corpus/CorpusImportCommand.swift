import ArgumentParser
import ContentDigest
import Datasets
import Foundation

/// `earshot corpus import`: writes a corpus down.
struct CorpusImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Writes down what a corpus holds, as a manifest that --corpus reads from then on.",
    discussion: """
      The manifest, earshot-corpus.json in the corpus' folder, keeps the layout, and of every clip its class, \
      fold, recording and digest: it is read again as it was, and a clip that has changed since is an error \
      that names it.

      earshot corpus import sounds --layout folders
      earshot corpus import sounds/list.csv --columns clip=file,label=class,source=recording
      earshot corpus import sounds --folds 10 --seed 7      folds of one's own, by recording
      """)

  @Argument(help: ArgumentHelp("The folder of a corpus, or its CSV table.", valueName: "dir"))
  var folder: String

  @OptionGroup var layoutOptions: LayoutOptions

  @Option(
    help: ArgumentHelp(
      "Deal clips to this many folds, all of a recording to one, in place of folds that are named.",
      valueName: "n"))
  var folds: Int?

  @Option(help: ArgumentHelp("What the order follows from in which recordings are dealt.", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp("The corpus' name in runs and reports (default: by its classes, or the folder's)."))
  var name: String?

  @Option(help: ArgumentHelp("The terms under which the clips may be used, in words.", valueName: "text"))
  var licence: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the manifest to another file, ending in .json.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace a manifest that is there.")
  var replace = false

  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var outputOptions: OutputOptions

  func validate() throws {
    if let folds, !(2...1_000).contains(folds) {
      throw ValidationError("--folds: found \(folds); expected 2...1000.")
    }
    if let seed, seed > UInt64(Int64.max) {
      throw ValidationError("--seed: found \(seed); expected 0...\(Int64.max).")
    }
    if let name, !Self.isPlain(name, atMost: 64) {
      throw ValidationError("--name: expected 1...64 bytes without control characters.")
    }
    if let licence, !Self.isPlain(licence, atMost: 1_000) {
      throw ValidationError("--licence: expected 1...1000 bytes without control characters.")
    }
    if let output, !output.hasSuffix(".json") {
      throw ValidationError("--output: found \(output); expected a name that ends in .json.")
    }
  }

  private static func isPlain(_ text: String, atMost limit: Int) -> Bool {
    1...limit ~= text.utf8.count
      && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }

  private struct Written: Encodable {
    var manifest: String
    var name: String
    var digest: String
    var layout: String
    var clips: Int
    var classes: Int
    var folds: [Int]
    var foldsAreDealt: Bool
    var sourcesAreNamed: Bool
    var licenceFiles: [String]
  }

  func run() throws {
    var choice = layoutOptions.choice
    if folds != nil || seed != nil {
      choice.dealing = FoldDealing(
        foldCount: folds ?? FoldDealing().foldCount, seed: seed ?? FoldDealing().seed)
    }
    let written = try CorpusImport.write(
      folder,
      options: CorpusImport.Options(
        choice: choice, name: name, licence: licence, output: output.map { URL(filePath: $0) },
        replaces: replace),
      cacheFolder: cacheOptions.folder, progress: clipProgress(outputOptions, "reading \(folder)"))
    let corpus = written.corpus
    let reading = corpus.reading
    if outputOptions.json {
      return try Console.write(
        json: Written(
          manifest: written.manifest.relativePath, name: corpus.name, digest: corpus.digest.hexadecimal,
          layout: reading?.layout.rawValue ?? "", clips: corpus.examples.count,
          classes: corpus.classNames.count,
          folds: corpus.folds, foldsAreDealt: reading?.dealing != nil,
          sourcesAreNamed: !(reading?.namesNoSources ?? false), licenceFiles: written.licenceFiles))
    }
    Console.write(
      """
      \(folder): \(reading?.description ?? "read")
      \(written.manifest.relativePath): \(corpus.name), \(corpus.examples.count) clips of \
      \(corpus.classNames.count) classes in \(corpus.folds.count) folds, digest \
      \(corpus.digest.hexadecimal.prefix(12))
      """)
  }
}
