import CSndfile
public import Foundation

/// Reads an audio file block by block, its channels mixed to their mean.
///
/// Blocks have up to 65 536 samples per channel and are never sized from the header, so that a lying header
/// costs nothing and memory does not grow with the recording. Checked in `AudioFileTests` and
/// `RecordingStreamTests`.
public final class AudioFileReader {
  /// The file.
  public let file: URL
  /// Its container.
  public let format: AudioFormat
  /// Channels in the file; at least 1.
  public let channelCount: Int
  /// Samples per second of each channel.
  public let sampleRate: Int
  /// Samples of each channel that were read.
  public private(set) var sampleCount = 0

  private static let blockLength = 65_536

  private let limits: DecodingLimits
  private let handle: SoundFileHandle
  private let block: UnsafeMutablePointer<Float>

  /// Opens `file`.
  ///
  /// - Parameters:
  ///   - file: A WAV, FLAC, Ogg Vorbis, MP3 or AIFF file.
  ///   - limits: What is refused, here and while reading.
  /// - Throws: ``AudioFileError`` with the reason: not a file, no audio, outside `limits`.
  public init(_ file: URL, limits: DecodingLimits = .streaming) throws(AudioFileError) {
    let handle = try SoundFileHandle(reading: file)
    let information = handle.information
    format = try Self.audioFormat(of: information, in: file)
    channelCount = Int(information.channels)
    guard 1...max(1, limits.maximumChannels) ~= channelCount else {
      throw AudioFileError(
        file: file, reason: .channels(found: channelCount, maximum: limits.maximumChannels))
    }
    sampleRate = Int(information.samplerate)
    guard limits.sampleRates ~= sampleRate else {
      throw AudioFileError(
        file: file, reason: .sampleRate(found: sampleRate, accepted: limits.sampleRates))
    }
    self.file = file
    self.limits = limits
    self.handle = handle
    block = .allocate(capacity: Self.blockLength * channelCount)
  }

  deinit { block.deallocate() }

  /// Samples per channel that the header promised; nil where it says nothing usable.
  public var declaredSampleCount: Int? { handle.declaredSampleCount }

  /// The library's words where it stopped with an error.
  public var decodingMessage: String? { handle.pendingMessage }

  /// Returns the next samples; nil at the end of the file, or where it can no longer be decoded.
  ///
  /// - Throws: ``AudioFileError`` where there is none at all, too much of it, or a sample is not finite.
  public func next() throws(AudioFileError) -> [Float]? {
    let samples = try read()
    return samples.isEmpty ? nil : Array(samples)
  }

  /// As ``next()``, but the samples, none at the end, are there until the next call only.
  func read() throws(AudioFileError) -> UnsafeBufferPointer<Float> {
    let count = handle.read(upTo: Self.blockLength, into: block)
    guard count > 0 else {
      guard sampleCount > 0 else {
        throw AudioFileError(file: file, reason: .noSamples(libraryMessage: decodingMessage))
      }
      return UnsafeBufferPointer(start: block, count: 0)
    }
    if let offset = Self.firstNonFinite(in: block, count: count * channelCount) {
      throw AudioFileError(
        file: file, reason: .nonFiniteSample(position: sampleCount + offset / channelCount))
    }
    if channelCount > 1 { mix(sampleCount: count) }
    sampleCount += count
    guard Double(sampleCount) <= (limits.maximumDuration * Double(sampleRate)).rounded(.down) else {
      throw AudioFileError(file: file, reason: .duration(maximum: limits.maximumDuration))
    }
    guard sampleCount <= limits.maximumSampleCount else {
      throw AudioFileError(file: file, reason: .sampleCount(maximum: limits.maximumSampleCount))
    }
    return UnsafeBufferPointer(start: block, count: count)
  }

  /// Replaces the first `sampleCount` values of the interleaved block by the means over its channels.
  private func mix(sampleCount: Int) {
    for sample in 0..<sampleCount {
      var sum: Float = 0
      for channel in 0..<channelCount { sum += block[sample * channelCount + channel] }
      block[sample] = sum / Float(channelCount)
    }
  }

  private static func firstNonFinite(in block: UnsafePointer<Float>, count: Int) -> Int? {
    // Zero times a finite number is zero; the sum is zero unless some value is NaN or infinite.
    var sum = SIMD8<Float>.zero
    let raw = UnsafeRawPointer(block)
    var index = 0
    while index + 8 <= count {
      sum += raw.loadUnaligned(fromByteOffset: index * 4, as: SIMD8<Float>.self) * 0
      index += 8
    }
    let isSuspect = !(sum.sum() == 0) || (index..<count).contains { !block[$0].isFinite }
    return isSuspect ? (0..<count).first { !block[$0].isFinite } : nil
  }

  private static func audioFormat(
    of information: SF_INFO, in file: URL
  ) throws(AudioFileError) -> AudioFormat {
    let container = Int(information.format) & SF_FORMAT_TYPEMASK
    let coding = Int(information.format) & SF_FORMAT_SUBMASK
    switch container {
    case SF_FORMAT_WAV, SF_FORMAT_WAVEX, SF_FORMAT_RF64: return .wav
    case SF_FORMAT_AIFF: return .aiff
    case SF_FORMAT_FLAC: return .flac
    case SF_FORMAT_OGG where coding == SF_FORMAT_VORBIS: return .ogg
    case SF_FORMAT_MPEG: return .mp3
    default:
      throw AudioFileError(
        file: file, reason: .unsupportedFormat(name: SoundFileHandle.formatName(information.format)))
    }
  }
}
