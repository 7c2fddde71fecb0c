/// What a file may ask of the decoder before it is refused.
///
/// Headers lie, and libsndfile passes on what they say: 1024 channels, a rate of 1 Hz, 2^36 samples.
public struct DecodingLimits: Sendable, Hashable {
  /// Most channels; at least 1.
  public var maximumChannels: Int
  /// Accepted sampling rates, in Hz.
  public var sampleRates: ClosedRange<Int>
  /// Longest recording, in seconds.
  public var maximumDuration: Double
  /// Most samples per channel, whatever the rate: they are held in memory, four bytes each.
  public var maximumSampleCount: Int

  /// Limits; the defaults are those of ``standard``.
  public init(
    maximumChannels: Int = 8, sampleRates: ClosedRange<Int> = 4_000...384_000,
    maximumDuration: Double = 600, maximumSampleCount: Int = 28_800_000
  ) {
    self.maximumChannels = maximumChannels
    self.sampleRates = sampleRates
    self.maximumDuration = maximumDuration
    self.maximumSampleCount = maximumSampleCount
  }

  /// Eight channels, 4 to 384 kHz, ten minutes; as many samples as ten minutes have at 48 kHz.
  public static let standard = DecodingLimits()
}
