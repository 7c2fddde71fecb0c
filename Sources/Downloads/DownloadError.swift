public import ContentDigest
public import Foundation

/// A file could not be fetched.
public struct DownloadError: Error, Sendable, Equatable {
  /// What kept it from being fetched.
  public enum Reason: Sendable, Equatable {
    /// The address is none that is fetched from.
    case address
    /// The server says that it has no such file, or not for us.
    case refused(status: Int)
    /// The connection broke off, again and again; a status where the server answered.
    case broken(status: Int?, words: String, size: Int64)
    /// More bytes than are taken.
    case size(greatest: Int64)
    /// What came has another digest; it is taken away.
    case digest(found: ContentDigest, expected: ContentDigest)
    /// It cannot be written: a number of the system.
    case unwritable(code: Int32)
    /// Another process is fetching it.
    case busy
    /// It was told to stop.
    case cancelled(size: Int64)
    /// libcurl cannot be loaded.
    case library(words: String)
  }

  /// Where it is.
  public let address: String
  /// What has come of it.
  public let file: URL
  /// What kept it from being fetched.
  public let reason: Reason
}

extension DownloadError: CustomStringConvertible {
  public var description: String {
    switch reason {
    case .address:
      "\(address.prefix(200)): found no address to fetch from; expected https://..., or http:// on this machine. "
        + "Correct it."
    case .refused(let status):
      "\(address): the server answered \(status); expected the file. Check the address, or name another by --url."
    case .broken(let status, let words, let size):
      "\(address): \(status.map { "the server answered \($0)" } ?? "the transfer broke off: \(words)"). "
        + "The \(size) bytes that came are kept in \(file.path); the same command goes on from there."
    case .size(let greatest):
      "\(address): found more than \(greatest) bytes; expected at most that. Check the address."
    case .digest(let found, let expected):
      "\(address): found a file with the SHA-256 \(found.hexadecimal); expected \(expected.hexadecimal). "
        + "It was removed; check the address, or leave out --sha256 and check the corpus yourself."
    case .unwritable(let code):
      "\(file.path): cannot be written: \(String(cString: strerror(code))). "
        + "Choose a folder that you may write to, on a disk with space."
    case .busy:
      "\(file.path): another process is fetching it. Wait for its end."
    case .cancelled(let size):
      "\(address): stopped; the \(size) bytes that came are kept in \(file.path), and the same command goes on from there."
    case .library(let words):
      "libcurl cannot be used: \(words). Install it: apt-get install libcurl4"
    }
  }
}
