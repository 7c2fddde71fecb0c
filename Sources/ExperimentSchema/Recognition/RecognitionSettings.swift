/// How a trained model hears a recording: the windows it slides over it, what makes an event of what it says of them,
/// and when a sound suits children.
///
/// A file that people can edit: `Experiments/recognition.json`.
public struct RecognitionSettings: Hashable, Sendable {
  /// The parts of a recording that the model judges.
  public var window: Window
  /// What logits are divided by before they become probabilities; above 1 makes a model less sure.
  public var temperature: Double
  /// Frames of the median that posteriors are smoothed by, a frame for each hop; odd.
  public var median: Int
  /// The posteriors from which on an event is certain.
  public var thresholds: Thresholds
  /// The posterior at which an event ends, as a share of its threshold, in 0...1.
  public var lowerShare: Double
  /// Events shorter than this are none, in seconds.
  public var minimumDuration: Double
  /// Pauses shorter than this are none, in seconds.
  public var minimumPause: Double
  /// When a sound suits children; nil for the bounds of the study that the taxonomy's axes come from.
  public var suitability: Suitability?

  /// Settings of these parts.
  public init(
    window: Window, temperature: Double = 1, median: Int = 1, thresholds: Thresholds,
    lowerShare: Double = 0.5,
    minimumDuration: Double = 0, minimumPause: Double = 0, suitability: Suitability? = nil
  ) {
    self.window = window
    self.temperature = temperature
    self.median = median
    self.thresholds = thresholds
    self.lowerShare = lowerShare
    self.minimumDuration = minimumDuration
    self.minimumPause = minimumPause
    self.suitability = suitability
  }

  /// The parts of a recording that are judged each by itself.
  public struct Window: Hashable, Sendable {
    /// Seconds of a window; above 0, at most 60.
    public var duration: Double
    /// Seconds from one window's start to the next; at most the duration.
    public var hop: Double

    /// Windows of `duration` seconds, `hop` seconds apart.
    public init(duration: Double, hop: Double) { (self.duration, self.hop) = (duration, hop) }
  }

  /// The posteriors from which on events are certain, in 0...1.
  public enum Thresholds: Hashable, Sendable {
    /// One for all classes.
    case same(Double)
    /// By the class' name, and for all others `otherwise`.
    case byClass([String: Double], otherwise: Double)

    /// The threshold of the class called `name`.
    public func threshold(of name: String) -> Double {
      switch self {
      case .same(let threshold): threshold
      case .byClass(let thresholds, let otherwise): thresholds[name] ?? otherwise
      }
    }
  }

  /// The bounds of the verdict on suitability.
  public struct Suitability: Hashable, Sendable {
    /// From this probability of a disturbing class on a sound is disturbing, in 0...1.
    public var disturbingProbability: Double
    /// Below this one it is suitable, in 0...1; in between nobody but an adult decides.
    public var suitableProbability: Double
    /// A rise of so many dB within 20 ms over the half second before is a fright.
    public var abruptRise: Double
    /// Louder than this is too loud, in LUFS as it is played.
    public var greatestLoudness: Double

    /// Bounds of these values.
    public init(
      disturbingProbability: Double, suitableProbability: Double, abruptRise: Double, greatestLoudness: Double
    ) {
      self.disturbingProbability = disturbingProbability
      self.suitableProbability = suitableProbability
      self.abruptRise = abruptRise
      self.greatestLoudness = greatestLoudness
    }
  }
}
