public import Foundation

/// An archive could not be unpacked.
public struct ArchiveError: Error, Sendable, Equatable {
  /// What is wrong with it.
  public enum Reason: Sendable, Equatable {
    /// It is no archive, or a damaged one: libarchive's words.
    case unreadable(words: String)
    /// A path that leads out of the folder, or that no file has here.
    case path
    /// A link, a device or a pipe.
    case kind
    /// A path that comes twice.
    case twice
    /// More bytes than are unpacked.
    case size(greatest: Int64)
    /// More files and folders than are unpacked.
    case entryCount(greatest: Int)
    /// A file cannot be written: a number of the system.
    case unwritable(file: String, code: Int32)
  }

  /// Whether it is the disk that took no more, and nothing is wrong with the archive.
  public var isRefusalOfDisk: Bool {
    if case .unwritable = reason { true } else { false }
  }

  /// The archive.
  public let archive: URL
  /// The path of the entry concerned, as the archive has it.
  public let entry: String?
  /// What is wrong with it.
  public let reason: Reason
}

extension ArchiveError: CustomStringConvertible {
  public var description: String {
    let shown = entry.map { entry in
      String(entry.prefix(100).map { $0.isNewline || ($0.asciiValue ?? 32) < 32 ? "?" : $0 })
    }
    let place = archive.path + (shown.map { ": \($0)" } ?? "")
    switch reason {
    case .unreadable(let words):
      return "\(place): cannot be unpacked: \(words); expected a zip archive. Remove it and fetch it again."
    case .path:
      return
        "\(place): found a path that leads out of its folder; expected plain paths. Do not trust this archive."
    case .kind:
      return "\(place): found a link or a device; expected files and folders. Do not trust this archive."
    case .twice:
      return "\(place): found twice; expected every file once. Do not trust this archive."
    case .size(let greatest):
      return
        "\(place): found more than \(greatest) bytes in all; expected at most that. Do not trust this archive."
    case .entryCount(let greatest):
      return
        "\(place): found more than \(greatest) entries; expected at most that. Do not trust this archive."
    case .unwritable(let file, let code):
      return "\(file): cannot be written: \(String(cString: strerror(code))). "
        + "Choose a folder that you may write to, on a disk with space."
    }
  }
}
