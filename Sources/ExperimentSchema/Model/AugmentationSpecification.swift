extension TrainingSpecification {
  /// What training hears of each clip beside the clip itself: changed sounds, from which features are computed as from
  /// any other.
  ///
  /// Validation, test and prediction hear clips as they are.
  public struct Augmentation: Hashable, Sendable {
    /// The speeds that each clip is played at, its pitch changing too; each once, 1 among them.
    public var playbackSpeeds: [Double]
    /// Copies changed by chance; nil makes none.
    public var copies: Copies?

    /// Augmentation of these parts.
    public init(playbackSpeeds: [Double] = [1], copies: Copies? = nil) {
      self.playbackSpeeds = playbackSpeeds
      self.copies = copies
    }

    /// Whether each clip is heard as it is and in no other way.
    public var isEmpty: Bool { self == Augmentation() }

    /// How often an epoch comes by each clip, however it sounds; at least 1.
    public var rowsPerClip: Int { playbackSpeeds.count + (copies?.count ?? 0) }
  }

  /// Copies of each clip, changed in the order of these members; what is drawn is fixed by the clip and ``seed``,
  /// whatever the seed of the run.
  public struct Copies: Hashable, Sendable {
    /// Of each clip; at least 1.
    public var count: Int
    /// What the draws begin with.
    public var seed: UInt64
    /// Moves a clip round; nil leaves it.
    public var roll: WaveformRoll?
    /// Mixes another sound into it; nil leaves it alone.
    public var background: Background?
    /// Makes the result louder or softer; nil leaves it.
    public var gain: Gain?

    /// Copies of these settings.
    public init(
      count: Int, seed: UInt64 = 1, roll: WaveformRoll? = nil, background: Background? = nil,
      gain: Gain? = nil
    ) {
      self.count = count
      self.seed = seed
      self.roll = roll
      self.background = background
      self.gain = gain
    }
  }

  /// A clip moves round by a time equally likely anywhere in `±seconds`, what leaves at one end entering at the other.
  public struct WaveformRoll: Hashable, Sendable {
    /// Above 0.
    public var seconds: Double

    /// A roll by at most so many seconds.
    public init(seconds: Double) { self.seconds = seconds }
  }

  /// A sound under a clip, so much softer: the ratio of the mean powers, in dB, is equally likely anywhere in
  /// `lowestRatio...highestRatio`.
  public struct Background: Hashable, Sendable {
    /// What it is.
    public var sound: Sound
    /// Of the clip to the background, in dB.
    public var lowestRatio: Double
    /// At least ``lowestRatio``.
    public var highestRatio: Double

    /// Background in this range of ratios.
    public init(sound: Sound, lowestRatio: Double, highestRatio: Double) {
      self.sound = sound
      self.lowestRatio = lowestRatio
      self.highestRatio = highestRatio
    }

    /// What lies under a clip.
    public enum Sound: Hashable, Sendable {
      /// Another clip of the same fold, cut from another recording: no split parts a copy from what is in it.
      case clips
      /// Noise whose power falls with frequency as `f^-exponent`: 0 is white, 1 pink, 2 brown.
      case noise(exponent: Double)
    }
  }
}
