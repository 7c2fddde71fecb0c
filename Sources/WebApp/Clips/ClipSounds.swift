import AudioFrontEnd
import ContentDigest
package import Datasets
package import Foundation
import PassingFiles
import Synchronization

/// The sound of clips, as files that are sent.
///
/// A file is looked through before it is sent, and is only where its bytes are those that its corpus was known by: what
/// somebody puts in a clip's place, be it a link to what only this process may read, goes nowhere. Checked in
/// `ClipSoundsTests`.
package final class ClipSounds: Sendable {
  /// Files remembered.
  private static let rememberedCount = 1_000

  private let folder: URL
  private let digests = Mutex<[OpenFile.Identity: ContentDigest]>([:])

  /// The sound of clips; those that are synthesized pass through `folder`.
  package init(folder: URL) { self.folder = folder }

  /// Returns the answer that sends what is heard in `example`: of a window the whole recording that it is a part of.
  ///
  /// - Returns: Nil where its file is not there, or no longer what it was.
  /// - Throws: What reading or writing it throws.
  package func answer(for example: Example) throws -> FileAnswer? {
    switch example.audio {
    case .file(let url), .window(of: let url, _, _):
      guard let file = OpenFile(url) else { return nil }
      let digest = try digest(of: file)
      guard example.audio.contentDigest(inFile: digest) == example.contentDigest else { return nil }
      return FileAnswer(file, digest: digest, mediaType: Self.mediaType(of: url))
    case .synthetic(let clip):
      let rendered = try PassingFile(in: folder)
      try AudioFile.write(clip.render(), to: rendered.url, format: .wav)
      guard let file = OpenFile(rendered.url) else { return nil }
      return FileAnswer(file, digest: try file.digest(), mediaType: AudioFormat.wav.mediaType)
    }
  }

  /// The digest of `file`, which is read once, however many of its parts are asked for.
  private func digest(of file: OpenFile) throws -> ContentDigest {
    if let known = digests.withLock({ $0[file.identity] }) { return known }
    let digest = try file.digest()
    digests.withLock { digests in
      if digests.count >= Self.rememberedCount { digests = [:] }
      digests[file.identity] = digest
    }
    return digest
  }

  private static func mediaType(of file: URL) -> String {
    let ending = file.pathExtension.lowercased()
    return AudioFormat.allCases.first { $0.fileExtensions.contains(ending) }?.mediaType
      ?? "application/octet-stream"
  }
}

extension AudioFormat {
  /// What browsers call it.
  fileprivate var mediaType: String {
    switch self {
    case .wav: "audio/wav"
    case .flac: "audio/flac"
    case .ogg: "audio/ogg"
    case .mp3: "audio/mpeg"
    case .aiff: "audio/aiff"
    }
  }
}
