public import Foundation

/// A recording that is decoded and resampled while it is heard: its memory does not grow with its length.
///
/// The samples are those of ``AudioFile/decode(_:limits:)`` and ``Resampler/resample(_:to:)``. Checked in
/// `RecordingStreamTests`.
public final class RecordingStream {
  /// The rate of the samples, in Hz.
  public let sampleRate: Int
  /// The file, which knows what was read of it.
  public let reader: AudioFileReader

  private let resampling: ResamplingStream
  private var isFinished = false

  /// Opens `file`.
  ///
  /// - Parameters:
  ///   - file: A WAV, FLAC, Ogg Vorbis, MP3 or AIFF file.
  ///   - sampleRate: The rate wanted, in Hz; positive.
  ///   - limits: What is refused; by default recordings of more than a day.
  /// - Throws: ``AudioFileError`` or ``FrontEndError`` where the file or the rate cannot be used.
  public init(_ file: URL, sampleRate: Int, limits: DecodingLimits = .streaming) throws {
    reader = try AudioFileReader(file, limits: limits)
    resampling = try ResamplingStream(from: reader.sampleRate, to: sampleRate)
    self.sampleRate = sampleRate
  }

  /// Returns the next samples, at least one; nil at the recording's end.
  ///
  /// - Throws: As the initializer, for what is found while reading.
  public func next() throws -> [Float]? {
    while !isFinished {
      let block = try reader.read()
      isFinished = block.isEmpty
      let samples = isFinished ? try resampling.finish() : try resampling.append(block)
      if !samples.isEmpty { return samples }
    }
    return nil
  }
}
