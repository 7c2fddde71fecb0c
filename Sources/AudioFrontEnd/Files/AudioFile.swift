import CSndfile
public import Foundation
import Glibc

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
  /// The file is read in blocks of 65 536 samples per channel and never sized from its header, so that
  /// a lying header costs nothing. A file that ends early gives what is there, and says so.
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
    let handle = try SoundFileHandle(reading: file)
    let information = handle.information
    let format = try audioFormat(of: information, in: file)
    let channelCount = Int(information.channels)
    guard 1...max(1, limits.maximumChannels) ~= channelCount else {
      throw AudioFileError(
        file: file, reason: .channels(found: channelCount, maximum: limits.maximumChannels))
    }
    let sampleRate = Int(information.samplerate)
    guard limits.sampleRates ~= sampleRate else {
      throw AudioFileError(
        file: file, reason: .sampleRate(found: sampleRate, accepted: limits.sampleRates))
    }

    let samples = try mixedSamples(
      of: handle, channelCount: channelCount, sampleRate: sampleRate, in: file, limits: limits)
    let message = handle.pendingMessage
    guard !samples.isEmpty else {
      throw AudioFileError(file: file, reason: .noSamples(libraryMessage: message))
    }
    let declared = handle.declaredSampleCount
    return DecodedAudio(
      waveform: Waveform(samples: samples, sampleRate: sampleRate), channelCount: channelCount,
      format: format, declaredSampleCount: declared,
      isTruncated: message != nil || declared.map { $0 > samples.count } ?? false,
      decodingMessage: message)
  }

  /// Samples per channel in one block.
  private static let blockLength = 65_536

  private static func mixedSamples(
    of handle: borrowing SoundFileHandle, channelCount: Int, sampleRate: Int, in file: URL,
    limits: DecodingLimits
  ) throws(AudioFileError) -> [Float] {
    let longest = (limits.maximumDuration * Double(sampleRate)).rounded(.down)
    let block = UnsafeMutablePointer<Float>.allocate(capacity: blockLength * channelCount)
    defer { block.deallocate() }
    var samples: [Float] = []
    while true {
      let count = handle.read(upTo: blockLength, into: block)
      guard count > 0 else { break }
      if let offset = firstNonFinite(in: block, count: count * channelCount) {
        throw AudioFileError(
          file: file, reason: .nonFiniteSample(position: samples.count + offset / channelCount))
      }
      if channelCount > 1 { mix(block, channelCount: channelCount, sampleCount: count) }
      samples.append(contentsOf: UnsafeBufferPointer(start: block, count: count))
      guard Double(samples.count) <= longest else {
        throw AudioFileError(file: file, reason: .duration(maximum: limits.maximumDuration))
      }
      guard samples.count <= limits.maximumSampleCount else {
        throw AudioFileError(file: file, reason: .sampleCount(maximum: limits.maximumSampleCount))
      }
    }
    return samples
  }

  /// Replaces the first `sampleCount` values of interleaved `block` by the means over its channels.
  private static func mix(_ block: UnsafeMutablePointer<Float>, channelCount: Int, sampleCount: Int) {
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
