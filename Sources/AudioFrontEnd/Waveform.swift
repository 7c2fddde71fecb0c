/// One channel of audio.
public struct Waveform: Sendable, Equatable {
  /// Amplitudes; full scale is -1...1, larger values are kept as they are.
  public var samples: [Float]
  /// Samples per second, in Hz.
  public var sampleRate: Int

  /// A waveform of `samples` at `sampleRate` Hz.
  public init(samples: [Float], sampleRate: Int) {
    self.samples = samples
    self.sampleRate = sampleRate
  }

  /// Length in seconds; 0 where the rate is not positive.
  public var duration: Double { sampleRate > 0 ? Double(samples.count) / Double(sampleRate) : 0 }
}
