import ArgumentParser
import Dispatch
import Foundation
import RunStore
import Synchronization
import WebApp

/// `earshot serve`: the web app.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serves pages to hear recordings with and to look at runs, and the same for programs.",
    discussion: """
      earshot serve                          http://127.0.0.1:5000
      curl --data-binary @clip.wav -H "Authorization: Bearer TOKEN" 'http://127.0.0.1:5000/api/listen?name=clip.wav'

      It listens at this machine's own address, answers to its own name only, needs no other machine, and asks for a \
      token for whatever is more than looking; pages get theirs as a cookie. Uploads are decoded in a process of their \
      own and kept nowhere, unless --keep-uploads names a folder. SIGINT and SIGTERM end it. docs/web.md tells of the \
      pages, docs/api.md of the endpoints.
      """)

  @Option(help: ArgumentHelp("The address to listen at.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(help: ArgumentHelp("The port to listen at.", valueName: "n"))
  var port = 5000

  @Option(
    help: ArgumentHelp("The token that programs send (default: a new one at every start).", valueName: "text")
  )
  var token: String?

  @Flag(help: "Only look: no uploads.")
  var readOnly = false

  @Option(help: ArgumentHelp("Keep what is uploaded in this folder.", valueName: "dir"))
  var keepUploads: String?

  @Option(
    help: ArgumentHelp(
      """
      Where recordings are now that are no longer where runs were trained on them, so that pages can play them. \
      Repeatable.
      """, valueName: "dir"))
  var corpus: [String] = []

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var cacheOptions: CacheOptions
  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  func validate() throws {
    guard (1...65_535).contains(port) else {
      throw ValidationError("--port: found \(port); expected 1...65535.")
    }
    if host.isEmpty { throw ValidationError("--host: found nothing; expected an address such as 127.0.0.1.") }
    if readOnly && keepUploads != nil {
      throw ValidationError("--keep-uploads: found --read-only beside it; expected one of the two.")
    }
  }

  func run() throws {
    // One that an older earshot wrote is brought up to date; there need be none yet.
    if FileManager.default.fileExists(atPath: storeOptions.storeFile.path) {
      _ = try storeOptions.open(.readOnly)
    }
    var settings = WebSettings(
      runsFolder: storeOptions.runsFolder, storeFile: storeOptions.storeFile.absoluteURL.standardizedFileURL,
      experimentsFolder: experimentOptions.folder)
    settings.host = host
    settings.port = port
    settings.token = token
    settings.isReadOnly = readOnly
    settings.keptUploads = keepUploads.map { URL(filePath: $0) }
    settings.corpora = corpus
    settings.cacheFolder = cacheOptions.folder
    let helper = WebServer.Helper(
      program: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      arguments: [DecodeUploadCommand.configuration.commandName ?? ""])
    let isQuiet = quiet
    guard
      let server = WebServer(
        settings, helper: helper, say: { if !isQuiet || $0.hasPrefix("earshot:") { Console.note($0) } })
    else {
      throw ValidationError(
        "--token: found one that is too short, or has other characters; expected at least 16 letters, digits or "
          + "- . _ ~. Leave it out for a random one.")
    }
    try Self.wait { try await server.run() }
  }

  /// Waits on this thread, which has nothing else to do, for what goes on on others.
  private static func wait(_ work: @escaping @Sendable () async throws -> Void) throws {
    let outcome = Outcome()
    Task {
      do { try await work() } catch { outcome.failure.withLock { $0 = error } }
      outcome.ended.signal()
    }
    outcome.ended.wait()
    if let error = outcome.failure.withLock({ $0 }) { throw error }
  }

  /// How what was waited for ended.
  private final class Outcome: Sendable {
    let ended = DispatchSemaphore(value: 0)
    let failure = Mutex<(any Error)?>(nil)
  }
}
