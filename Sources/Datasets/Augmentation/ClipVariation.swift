import SeededRandom

/// One of the ways in which a clip is heard.
public enum ClipVariation: Hashable, Sendable {
  /// As it is.
  case plain
  /// At another speed, its pitch changing too, as long as before: of a slower clip the loudest stretch is kept, a faster
  /// one is followed by silence. Above 0.
  case playbackSpeed(Double)
  /// Changed by chance: the copy of this number, from 0.
  case copy(Int, CopySettings)
}

/// How the copies of clips are changed, in the order of these members.
public struct CopySettings: Hashable, Sendable {
  /// What all draws begin with.
  public var seed: UInt64
  /// The farthest that a clip moves round, in seconds; nil leaves it.
  public var rollSeconds: Double?
  /// What is mixed in; nil leaves the clip alone.
  public var background: Background?
  /// The greatest change of level, up or down, in dB; nil leaves it.
  public var gainDecibels: Double?

  /// Settings of these parts.
  public init(seed: UInt64, rollSeconds: Double?, background: Background?, gainDecibels: Double?) {
    self.seed = seed
    self.rollSeconds = rollSeconds
    self.background = background
    self.gainDecibels = gainDecibels
  }

  /// A sound under a clip.
  public struct Background: Hashable, Sendable {
    /// The exponent of noise whose power falls as `f^-exponent`; nil takes another clip of the same fold.
    public var noiseExponent: Double?
    /// The mean power of the clip to that of the background, in dB.
    public var ratios: ClosedRange<Double>

    /// Background of these settings.
    public init(noiseExponent: Double?, ratios: ClosedRange<Double>) {
      self.noiseExponent = noiseExponent
      self.ratios = ratios
    }
  }
}

extension RandomPurpose {
  /// How the copies of a clip are changed; one stream per kind of change.
  static let augmentation = RandomPurpose(9)
}
