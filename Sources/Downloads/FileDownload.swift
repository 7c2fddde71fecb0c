import CCurl
public import ContentDigest
public import Foundation
import Glibc

/// A file to be fetched, whose part that is there already is gone on with.
///
/// Bytes go into `<file>.part`, which stays when the transfer breaks off or the program is stopped; the next
/// try asks the server for the rest. Only what is whole and has the digest that is expected gets the file's
/// name.
///
/// Checked in `FileDownloadTests`.
public struct FileDownload: Sendable {
  /// Where it is: `https`, or `http` on this machine.
  public var address: String
  /// Where it goes; its folder must exist.
  public var file: URL
  /// Its SHA-256; nil where none is known.
  public var digest: ContentDigest?
  /// Bytes that are taken, at most.
  public var greatestSize: Int64
  /// Seconds before a try that follows one which brought nothing; doubled from try to try.
  public var patience: Double

  /// Tries that bring nothing, one after the other, before it is given up.
  static let greatestTryCount = 5

  /// A download of its parts.
  public init(
    address: String, file: URL, digest: ContentDigest? = nil, greatestSize: Int64 = 4 << 30,
    patience: Double = 1
  ) {
    self.address = address
    self.file = file
    self.digest = digest
    self.greatestSize = greatestSize
    self.patience = patience
  }

  /// What was fetched.
  public struct Fetched: Sendable, Equatable {
    /// Bytes of the file.
    public var size: Int64
    /// Its SHA-256.
    public var digest: ContentDigest
    /// Bytes that were there before.
    public var resumedAt: Int64
  }

  /// The file that holds what has come.
  public var part: URL { file.appendingPathExtension("part") }

  /// Fetches the file.
  ///
  /// - Parameters:
  ///   - isCancelled: Asked while bytes come; true stops, and keeps the part.
  ///   - progress: Told of bytes that are there, and how many there will be where the server says.
  /// - Throws: ``DownloadError``.
  public func fetch(
    isCancelled: @escaping () -> Bool = { false },
    progress: @escaping (_ done: Int64, _ total: Int64?) -> Void = { _, _ in }
  ) throws(DownloadError) -> Fetched {
    let protocols = try protocols()
    if let there = existing() { return there }
    let writer = try PartWriter(part, of: self, isCancelled: isCancelled, progress: progress)
    let resumedAt = writer.size
    var fruitless = 0
    while true {
      let before = writer.size
      let outcome = writer.transfer(address, protocols: protocols)
      if let failure = writer.failure { throw failure }
      guard outcome.is_loaded != 0 else { throw error(.library(words: Self.words(of: outcome))) }
      if isCancelled() { throw error(.cancelled(size: writer.size)) }
      if outcome.code == 0, outcome.status == 200 || outcome.status == 206 { break }
      // The part is all there is, or more: what it is will be seen by its digest, or it is begun anew.
      if outcome.status == 416, writer.size > 0 {
        if digest != nil, try writer.digest() == digest { break }
        try writer.restart()
      } else if (400..<500).contains(outcome.status) {
        throw error(.refused(status: outcome.status))
      }
      fruitless = writer.size > before ? 0 : fruitless + 1
      guard fruitless < Self.greatestTryCount else {
        throw error(
          .broken(
            status: outcome.code == 0 ? outcome.status : nil, words: Self.words(of: outcome),
            size: writer.size))
      }
      if fruitless > 0 { usleep(UInt32(min(30, patience * Double(1 << fruitless)) * 1e6)) }
    }
    let found = try writer.digest()
    if let digest, digest != found {
      try writer.discard()
      throw error(.digest(found: found, expected: digest))
    }
    try writer.finish()
    return Fetched(size: writer.size, digest: found, resumedAt: resumedAt)
  }

  /// The file, where it is there already and is not known to be another.
  private func existing() -> Fetched? {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
    defer { try? handle.close() }
    var hasher = ContentHasher()
    var size: Int64 = 0
    while let block = try? handle.read(upToCount: 1 << 20), !block.isEmpty {
      hasher.update(block)
      size += Int64(block.count)
    }
    let found = hasher.finalize()
    return size > 0 && (digest == nil || digest == found)
      ? Fetched(size: size, digest: found, resumedAt: size) : nil
  }

  func error(_ reason: DownloadError.Reason) -> DownloadError {
    DownloadError(address: address, file: part, reason: reason)
  }

  /// What protocols are spoken: plain text only with this machine.
  private func protocols() throws(DownloadError) -> String {
    guard let url = URL(string: address), let scheme = url.scheme?.lowercased(), let host = url.host() else {
      throw error(.address)
    }
    if scheme == "https" { return "https" }
    guard scheme == "http", ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host) else {
      throw error(.address)
    }
    return "http"
  }

  private static func words(of outcome: curl_download_outcome) -> String {
    withUnsafeBytes(of: outcome.words) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
