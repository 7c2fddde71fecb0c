public import Foundation

/// What `earshot serve` is told on its command line.
public struct WebSettings: Sendable {
  /// The address it listens at: of this machine, unless the user says otherwise.
  public var host = "127.0.0.1"
  /// The port, 1...65 535.
  public var port = 5000
  /// The secret that every change asks for; nil for one that is made at the start.
  public var token: String?
  /// Whether nothing but looking is allowed.
  public var isReadOnly = false
  /// The folder of runs.
  public var runsFolder: URL
  /// The database of runs.
  public var storeFile: URL
  /// The folder of declared experiments.
  public var experimentsFolder: URL
  /// Where recordings may be that are no longer where runs were trained on them: corpora as `--corpus` names them.
  public var corpora: [String] = []
  /// Where digests of recordings are remembered; nil for nowhere.
  public var cacheFolder: URL?
  /// Where uploads are kept; nil where they are not.
  public var keptUploads: URL?
  /// What one client may take.
  public var limits = WebLimits()

  /// The usual settings for runs and experiments that lie there.
  public init(runsFolder: URL, storeFile: URL, experimentsFolder: URL) {
    self.runsFolder = runsFolder
    self.storeFile = storeFile
    self.experimentsFolder = experimentsFolder
  }

  /// Whether only this machine can reach the server.
  var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

/// What one client may take of the server, so that nobody can take all of it.
///
/// Checked by raw sockets in `Tests/Integration/web_security.py`.
public struct WebLimits: Sendable, Hashable {
  /// Bytes of a request's line and headers together.
  public var headerBytes = 16_384
  /// Headers of a request.
  public var headerCount = 100
  /// Seconds from a connection's opening, or from the answer before, to the end of a request's headers.
  public var headerSeconds = 10
  /// Seconds from the end of the headers to the end of the body.
  public var bodySeconds = 60
  /// Seconds that a client may take nothing of what is being sent to it.
  public var stallSeconds = 30
  /// Connections at once; further ones wait to be accepted.
  public var connections = 64
  /// Bytes of an upload.
  public var uploadBytes = 32 * 1024 * 1024
  /// Seconds of sound in an upload.
  public var uploadSeconds = 600.0
  /// Seconds that open connections are given when the server is told to end.
  public var shutdownSeconds = 5
  /// Seconds of wall time that the decoding of an upload may take.
  public var decodingSeconds = 60.0
  /// Seconds of wall time that the hearing of an upload may take.
  public var hearingSeconds = 120.0
  /// Seconds that an upload waits for its turn.
  public var waitingSeconds = 10.0

  /// The usual limits.
  public init() {}
}
