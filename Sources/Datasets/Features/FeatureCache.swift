public import AudioFrontEnd
public import ContentDigest
public import DurableFiles
public import Foundation
import Glibc

/// Features on disk, found by what they were computed from.
///
/// The key is a digest of the audio's content, the front end's settings, the version of its arithmetic
/// and those of the libraries. One file per clip holds the key, the shape, a digest of the values and
/// the values; a file that fails any check counts as absent and is written anew. Files are replaced
/// atomically, so that any number of processes may share a folder, and one that is killed leaves no torn entry. An
/// entry's time of change tells, to a day, when it was last used: ``FeatureCacheCleanup`` goes by that.
public struct FeatureCache: Sendable {
  /// The folder that holds the cache; made when the first features are kept.
  public let folder: URL

  /// A cache in `folder`, which need not exist.
  public init(folder: URL) {
    self.folder = folder
  }

  /// The key of features that `frontEnd` computes of audio with the digest `audio`.
  ///
  /// - Parameter recipe: What is done to the audio before, in words; empty where nothing is.
  public static func key(
    of audio: ContentDigest, frontEnd: FrontEnd.Settings, recipe: String = ""
  ) -> ContentDigest {
    let libraries = LibraryVersions.current
    return ContentDigest(
      of: """
        audio \(audio)
        frontEnd \(canonicalJSON(of: frontEnd))
        version \(FrontEnd.version)
        libraries \(libraries.sndfile) \(libraries.soxr) \(libraries.fftw)
        """ + (recipe.isEmpty ? "" : "\nrecipe \(recipe)"))
  }

  /// Returns the features kept under `key`; nil where there are none of `shape`, or they are damaged.
  public func features(for key: ContentDigest, shape: [Int]) -> [Float]? {
    let file = file(for: key)
    guard let data = try? Data(contentsOf: file) else { return nil }
    let header = Self.header(key: key, shape: shape)
    let byteCount = shape.reduce(1, *) * 4
    guard data.count == header.count + Self.digestLength + byteCount, data.prefix(header.count) == header
    else { return nil }
    let payload = data.suffix(byteCount)
    guard Data(ContentDigest(of: payload).hexadecimal.utf8) == data[header.count...].prefix(Self.digestLength)
    else { return nil }
    noteUse(of: file)
    return [Float](unsafeUninitializedCapacity: byteCount / 4) { buffer, count in
      _ = payload.copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
      count = byteCount / 4
    }
  }

  /// Keeps `features` under `key`.
  ///
  /// - Throws: `DurableFileError` where the folder cannot be written to.
  public func store(
    _ features: [Float], shape: [Int], for key: ContentDigest
  ) throws(DurableFileError) {
    var data = Self.header(key: key, shape: shape)
    features.withUnsafeBytes { bytes in
      data.append(contentsOf: ContentDigest(of: bytes).hexadecimal.utf8)
      data.append(contentsOf: bytes)
    }
    let file = file(for: key)
    do throws(DurableFileError) {
      try DurableFile.write(data, to: file, isSynchronized: false)
    } catch {
      guard (try? createFolder(of: file)) != nil else { throw error }
      try DurableFile.write(data, to: file, isSynchronized: false)
    }
  }

  private static let digestLength = 64

  /// What a file begins with: format, key, shape. Values follow in the processor's byte order, little-endian
  /// on all that this package runs on.
  private static func header(key: ContentDigest, shape: [Int]) -> Data {
    Data("earshot features 1\n\(key)\n\(shape)\n".utf8)
  }

  private static func canonicalJSON(of settings: FrontEnd.Settings) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? encoder.encode(settings) else {
      preconditionFailure("every value of the settings can be expressed in JSON")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private func createFolder(of file: URL) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
  }

  /// Gives `file` the time of now, where it has one of more than a day ago; refusals do no harm.
  private func noteUse(of file: URL) {
    var status = stat()
    guard stat(file.path, &status) == 0, status.st_mtim.tv_sec + 86_400 < time(nil) else { return }
    utimensat(AT_FDCWD, file.path, nil, 0)
  }

  /// The folder of the entries, in folders named by the first two digits of their keys.
  var entryFolder: URL { folder.appending(path: "features") }

  package func file(for key: ContentDigest) -> URL {
    let digits = key.hexadecimal
    return entryFolder.appending(path: "\(digits.prefix(2))/\(digits.dropFirst(2))")
  }
}
