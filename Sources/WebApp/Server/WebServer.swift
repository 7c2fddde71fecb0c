import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import PassingFiles
import ServiceLifecycle
import UnixSignals

/// The web app: pages to hear with and to look at runs with, and the same for programs.
///
/// Checked in `WebServerTests`, by raw sockets in `Tests/Integration/web_security.py`, and in a browser in
/// `Tests/Integration/web_browser.py`.
public struct WebServer: Sendable {
  /// How a helper that decodes an upload is started.
  public struct Helper: Sendable {
    /// The executable's path.
    public var program: String
    /// What follows its name.
    public var arguments: [String]

    /// `program` with these arguments.
    public init(program: String, arguments: [String]) {
      self.program = program
      self.arguments = arguments
    }
  }

  private let settings: WebSettings
  private let helper: Helper
  private let token: AccessToken
  private let say: @Sendable (String) -> Void

  /// A server with these settings.
  ///
  /// - Parameters:
  ///   - settings: Where it listens, and what it shows.
  ///   - helper: What decodes uploads.
  ///   - say: Takes messages for whoever started it.
  /// - Returns: Nil where the token is none: at least 16 letters, digits or `- . _ ~`.
  public init?(
    _ settings: WebSettings, helper: Helper, say: @escaping @Sendable (String) -> Void
  ) {
    guard let token = settings.token.map({ AccessToken($0) }) ?? AccessToken() else { return nil }
    self.settings = settings
    self.helper = helper
    self.token = token
    self.say = say
  }

  /// Serves until SIGINT, SIGTERM or SIGHUP; then open connections have a few seconds to end.
  ///
  /// - Throws: ``WebServerError`` where it cannot begin.
  public func run() async throws {
    _ = try PassingFile.ofUpload(in: folder)
    if let kept = settings.keptUploads { try Self.prepare(kept) }
    let logger = Logger(label: "earshot") { _ in MessageHandler(say: say) }
    let application = Application(
      router: router(),
      server: .http1(configuration: channel),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port),
        availableConnectionsDelegate: MaximumAvailableConnections(settings.limits.connections, logger: logger)
      ),
      onServerRunning: { _ in say(greeting) }, logger: logger)
    var configuration = ServiceGroupConfiguration(
      services: [application], gracefulShutdownSignals: [.sigint, .sigterm, .sighup], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(2 * settings.limits.shutdownSeconds)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw WebServerError.portBusy(
        host: settings.host, port: settings.port,
        free: FreePort.next(after: settings.port, host: settings.host))
    } catch let error as IOError {
      throw WebServerError.addressUnusable(
        host: settings.host, port: settings.port, reason: String(cString: strerror(error.errnoCode)))
    }
  }

  private var channel: HTTP1Channel.Configuration {
    let limits = settings.limits
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionDeadlines(limits: limits)],
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
        maxHeaderFieldCount: limits.headerCount))
  }

  /// Where files pass through that have no name.
  private var folder: URL { FileManager.default.temporaryDirectory }

  private func router() -> Router<WebContext> {
    let assets = Assets()
    let parts = WebParts(settings: settings, frame: PageFrame(assets: assets), say: say)
    let limits = settings.limits
    let hearing = UploadHearing(
      settings: settings, receiver: UploadReceiver(folder: folder, limits: limits),
      decoder: UploadDecoder(
        program: helper.program, arguments: helper.arguments, folder: folder, limits: limits),
      models: ModelLibrary(settings: settings, source: parts.source),
      slots: WorkSlots(
        count: ProcessInfo.processInfo.activeProcessorCount, queueLength: limits.connections,
        seconds: limits.waitingSeconds))
    let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: SafetyMiddleware(gate: RequestGate(settings, token: token), pages: parts.frame))
    assets.addRoutes(to: router)
    RunRoutes(parts: parts).add(to: router)
    ClipRoutes(parts: parts, sounds: ClipSounds(folder: folder)).add(to: router)
    ReportRoutes(parts: parts).add(to: router)
    RunEvents(source: parts.source).addRoutes(to: router)
    HearRoutes(frame: parts.frame, hearing: hearing).add(to: router)
    ServiceRoutes().add(to: router)
    router.refuseOtherMethods()
    return router
  }

  /// Makes the folder for uploads that are kept, which is nobody else's to read.
  private static func prepare(_ folder: URL) throws(WebServerError) {
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .folderUnusable(
        path: folder.relativePath, reason: (error as NSError).localizedFailureReason ?? "\(error)")
    }
    _ = try PassingFile.ofUpload(in: folder)
  }

  /// What is said once the server listens: where, and how else to get in.
  private var greeting: String {
    let name = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    let address = "http://\(name):\(settings.port)/"
    let access =
      settings.isLoopback
      ? "" : "\nReached from elsewhere, without encryption: open \(address)?token=\(token.text)"
    return "Earshot serves \(address)\nToken for programs: \(token.text)\(access)"
  }
}
