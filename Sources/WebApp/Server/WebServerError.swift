import Foundation
import PassingFiles

/// Why the server could not begin.
public enum WebServerError: Error, CustomStringConvertible {
  /// Somebody else listens at the port.
  case portBusy(host: String, port: Int, free: Int?)
  /// The address cannot be listened at.
  case addressUnusable(host: String, port: Int, reason: String)
  /// Nothing can be written where uploads pass through, or are to be kept.
  case folderUnusable(path: String, reason: String)

  /// Whether another process holds what is needed.
  public var isBusy: Bool {
    if case .portBusy = self { true } else { false }
  }

  public var description: String {
    switch self {
    case .portBusy(let host, let port, let free):
      "\(host):\(port): another program listens there; expected a free port. "
        + (free.map { "Take the next free one: earshot serve --port \($0)" }
          ?? "Choose another with --port.")
    case .addressUnusable(let host, let port, let reason):
      "\(host):\(port): cannot be listened at: \(reason); expected an address of this machine and a port that you may "
        + "use. Choose others with --host and --port."
    case .folderUnusable(let path, let reason):
      "\(path): cannot be written: \(reason); expected a folder for uploads. Choose another with TMPDIR or "
        + "--keep-uploads."
    }
  }
}

extension PassingFile {
  /// A file in `folder` that an upload passes through.
  ///
  /// - Throws: ``WebServerError/folderUnusable(path:reason:)``.
  static func ofUpload(in folder: URL) throws(WebServerError) -> PassingFile {
    do {
      return try PassingFile(in: folder)
    } catch {
      throw .folderUnusable(path: error.folder.path, reason: error.reason)
    }
  }
}
