public import Foundation

/// What a file held.
public struct DecodedAudio: Sendable, Equatable {
  /// The mean of all channels.
  public var waveform: Waveform
  /// Channels in the file; at least 1.
  public var channelCount: Int
  /// The file's container.
  public var format: AudioFormat
  /// Samples per channel that the header promised; nil where it says nothing usable.
  public var declaredSampleCount: Int?
  /// Whether the file ended, or could no longer be decoded, before what its header promised.
  public var isTruncated: Bool
  /// The library's words where it stopped with an error.
  public var decodingMessage: String?
}

/// Reading and writing audio files through libsndfile.
public enum AudioFile {
  /// Decodes `file` and mixes its channels to their mean.
  ///
  /// It is read by ``AudioFileReader``, to which longer recordings are left. A file that ends early gives
  /// what is there, and says so.
  ///
  /// - Parameters:
  ///   - file: A WAV, FLAC, Ogg Vorbis, MP3 or AIFF file.
  ///   - limits: What is refused before and while decoding.
  /// - Returns: The audio with at least one sample, all samples finite.
  /// - Throws: ``AudioFileError`` with the reason: not a file, no audio, outside `limits`, or samples
  ///   that are not finite.
  ///
  /// Checked in `AudioFileTests`.
  public static func decode(
    _ file: URL, limits: DecodingLimits = .standard
  ) throws(AudioFileError) -> DecodedAudio {
    let reader = try AudioFileReader(file, limits: limits)
    var samples: [Float] = []
    while true {
      let block = try reader.read()
      guard !block.isEmpty else { break }
      samples.append(contentsOf: block)
    }
    let (declared, message) = (reader.declaredSampleCount, reader.decodingMessage)
    return DecodedAudio(
      waveform: Waveform(samples: samples, sampleRate: reader.sampleRate), channelCount: reader.channelCount,
      format: reader.format, declaredSampleCount: declared,
      isTruncated: message != nil || declared.map { $0 > samples.count } ?? false,
      decodingMessage: message)
  }
}
