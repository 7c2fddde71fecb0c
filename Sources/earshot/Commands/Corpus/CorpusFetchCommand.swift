import ArgumentParser
import ContentDigest
import Datasets
import Downloads
import Foundation
import Synchronization

/// `earshot corpus fetch`: downloads a corpus.
struct CorpusFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Downloads ESC-50 (about 600 MB), unpacks it, checks it and writes its manifest.",
    discussion: """
      A download that breaks off is gone on with by the same command, where the server can. The server makes the \
      archive when it is asked, so there is no digest to hold it against (--sha256 takes one that you know): what \
      is unpacked must be the corpus' clips, classes and folds, and the manifest keeps the digest of every clip.
      """)

  enum Name: String, ExpressibleByArgument, CaseIterable {
    case esc50
  }

  @Argument(help: "The corpus: esc50.")
  var corpus: Name

  @Argument(help: ArgumentHelp("An empty folder, or one to be made (default: ESC-50).", valueName: "dir"))
  var folder: String?

  @Option(help: ArgumentHelp("Where the archive is: https, or http on this machine.", valueName: "address"))
  var url: String?

  @Option(
    help: ArgumentHelp("The archive's SHA-256, in 64 hexadecimal digits.", valueName: "digest"),
    transform: { text in
      guard let digest = ContentDigest(hexadecimal: text.lowercased()) else {
        throw ValidationError("expected a SHA-256 of 64 hexadecimal digits.")
      }
      return digest
    })
  var sha256: ContentDigest?

  @Flag(help: "Keep the archive beside the folder.")
  var keepArchive = false

  @OptionGroup var output: OutputOptions

  private struct Written: Encodable {
    var folder: String
    var manifest: String
    var clips: Int
    var digest: String
    var archiveBytes: Int64
    var archiveDigest: String
    var resumedAtByte: Int64
    var licence: String
  }

  func run() throws {
    let known = KnownCorpus.esc50
    let fetch = CorpusFetch(
      known, to: URL(filePath: folder ?? known.folderName), address: url, digest: sha256,
      keepsArchive: keepArchive)
    let display = FetchProgress(isQuiet: output.quiet)
    let fetched = try fetch.perform { display.show($0) }
    display.end()
    let written = Written(
      folder: folder ?? known.folderName, manifest: fetched.manifest.path,
      clips: fetched.corpus.examples.count,
      digest: fetched.corpus.digest.hexadecimal, archiveBytes: fetched.archive.size,
      archiveDigest: fetched.archive.digest.hexadecimal, resumedAtByte: fetched.archive.resumedAt,
      licence: known.licence)
    if output.json { return try Console.write(json: written) }
    Console.write(
      """
      \(written.folder): \(written.clips) clips of \(fetched.corpus.classNames.count) classes in \
      \(fetched.corpus.folds.count) folds, digest \(written.digest.prefix(12)); \(written.licence)
      archive: \(written.archiveBytes) bytes, SHA-256 \(written.archiveDigest)
      """)
  }
}

/// Shows how a corpus comes along: a line that is redrawn on a terminal, otherwise one for each stage.
private final class FetchProgress: Sendable {
  private let isQuiet: Bool
  private let isTerminal = Console.isTerminal
  private let state = Mutex((stage: "", drawn: ContinuousClock.now - .seconds(1), hasLine: false))

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
  }

  func show(_ stage: CorpusFetch.Stage) {
    guard !isQuiet else { return }
    let (name, words) =
      switch stage {
      case .downloading(let done, let total):
        ("downloading", Self.megabytes(done) + (total.map { " of \(Self.megabytes($0))" } ?? ""))
      case .unpacking(let done): ("unpacking", Self.megabytes(done))
      case .reading(let done, let total): ("reading", "\(done) of \(total) clips")
      }
    state.withLock { state in
      if !isTerminal {
        if state.stage != name { Console.note(name) }
      } else if state.stage != name || state.drawn.duration(to: .now) > .milliseconds(80) {
        Console.draw("\r\u{1B}[K\(name)  \(words)")
        state.drawn = .now
        state.hasLine = true
      }
      state.stage = name
    }
  }

  /// Removes what is drawn.
  func end() {
    state.withLock { state in
      if state.hasLine { Console.draw("\r\u{1B}[K") }
      state.hasLine = false
    }
  }

  private static func megabytes(_ bytes: Int64) -> String { "\((bytes + 500_000) / 1_000_000) MB" }
}
