/// The log-mel frames of a recording that is heard in blocks, as they are completed.
///
/// They are those of ``LogMelSpectrogram`` to the last bit, but that levels have no limit below a peak which
/// is not known before the recording's end. Checked in `RecordingStreamTests`.
public final class LogMelStream {
  /// Levels of a frame.
  public var melBandCount: Int { filterbank.bandCount }

  private let frames: FrameStream
  private let filterbank: MelFilterbank
  private let decibels: Decibels
  private let power: AlignedBuffer

  /// Plans the transform and computes the filters.
  ///
  /// - Parameters:
  ///   - settings: As of the spectrogram; the dynamic range is left out of account.
  ///   - sampleRate: That of the recording, in Hz.
  /// - Throws: ``FrontEndError`` where a setting is out of range.
  public init(_ settings: LogMelSpectrogram.Settings, sampleRate: Int) throws(FrontEndError) {
    var decibels = settings.decibels
    decibels.dynamicRange = nil
    try decibels.check(under: "features")
    self.decibels = decibels
    frames = try FrameStream(fftLength: settings.fftLength, hopLength: settings.hopLength)
    filterbank = try MelFilterbank(
      bandCount: settings.melBandCount, fftLength: settings.fftLength, sampleRate: sampleRate,
      frequencyRange: settings.frequencyRange, scale: settings.melScale)
    power = AlignedBuffer(count: frames.binStride)
  }

  /// Takes the next samples of the recording and returns the levels of the frames that they complete, in dB,
  /// `[frame, melBand]`.
  public func append(_ samples: [Float]) -> [Float] {
    var levels: [Float] = []
    frames.append(samples) { levels += bands(of: $0) }
    decibels.apply(to: &levels)
    return levels
  }

  /// Returns the levels of the last frames, `[frame, melBand]`, the recording having ended, and begins
  /// another.
  public func finish() -> [Float] {
    var levels: [Float] = []
    frames.finish { levels += bands(of: $0) }
    decibels.apply(to: &levels)
    return levels
  }

  private func bands(of row: UnsafeMutablePointer<Float>) -> [Float] {
    for bin in stride(from: 0, to: frames.binStride, by: 8) {
      power.floats.store(row.powers(at: 2 * bin), at: bin)
    }
    return (0..<filterbank.bandCount).map { filterbank.band(of: $0, power: power.floats) }
  }
}
