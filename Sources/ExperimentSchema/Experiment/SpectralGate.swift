extension FrontEndSpecification {
  /// How noise is reduced.
  public enum SpectralGate: Hashable, Sendable {
    /// By one threshold for each frequency.
    case stationary(StationaryGate)
    /// By what is noise around each moment.
    case nonStationary(NonStationaryGate)

    /// Samples of a frame, and from one to the next.
    var lengths: (fft: Int, hop: Int) {
      switch self {
      case .stationary(let gate): (gate.fftLength, gate.hopLength)
      case .nonStationary(let gate): (gate.fftLength, gate.hopLength)
      }
    }
  }

  /// The settings of a gate with a threshold per frequency, learnt from the clip itself.
  public struct StationaryGate: Hashable, Sendable {
    /// What is taken for noise.
    public enum Noise: Hashable, Sendable {
      /// So many samples from the clip's start.
      case profile(samples: Int)
      /// The share of the clip's frames that have the least power.
      case quietestFrames(share: Double)
      /// All of the clip.
      case wholeClip

      /// What a file may call it.
      enum Name: String, CaseIterable { case profile, quietestFrames, wholeClip }
    }

    /// What is taken for noise.
    public var noise: Noise
    /// The threshold above the noise's mean level, in its standard deviations.
    public var thresholdDeviations: Double
    /// How much of what lies below it is taken away: 0 for none, 1 for all.
    public var amount: Double
    /// FFT length in samples; even.
    public var fftLength: Int
    /// Samples between frames.
    public var hopLength: Int
  }

  /// The settings of a gate that compares each frequency with its own running mean.
  public struct NonStationaryGate: Hashable, Sendable {
    /// Seconds that the running mean looks back and ahead.
    public var timeConstant: Double
    /// How many running means above itself a level passes by half.
    public var threshold: Double
    /// How steeply it passes there.
    public var slope: Double
    /// Reach of the mask's smoothing over frequency, in Hz.
    public var frequencySmoothing: Double
    /// Reach of the mask's smoothing over time, in seconds.
    public var timeSmoothing: Double
    /// How much of what does not pass is taken away: 0 for none, 1 for all.
    public var amount: Double
    /// FFT length in samples; even.
    public var fftLength: Int
    /// Samples between frames.
    public var hopLength: Int
  }
}
