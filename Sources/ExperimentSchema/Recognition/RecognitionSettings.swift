/// How a trained model hears a recording: the windows it slides over it, what makes an event of what it says of them,
/// and when a sound suits children.
///
/// A file that people can edit: `Experiments/recognition.json`.
public struct RecognitionSettings: Hashable, Sendable {
  /// The parts of a recording that the model judges.
  public var window: Window
  /// The digest of the weights that ``temperature`` and ``reject`` were fitted to, as `model.json` has it: for other
  /// models neither is used. Nil for any model.
  public var fittedTo: String?
  /// What logits are divided by before they become probabilities; above 1 makes a model less sure.
  public var temperature: Double
  /// When a window is like none of the classes; nil where that is not asked.
  public var reject: Reject?
  /// What is nothing but the recording's own noise; nil where that is not asked.
  public var floor: Floor?
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
    window: Window, fittedTo: String? = nil, temperature: Double = 1, reject: Reject? = nil,
    floor: Floor? = nil, median: Int = 1, thresholds: Thresholds, lowerShare: Double = 0.5,
    minimumDuration: Double = 0, minimumPause: Double = 0, suitability: Suitability? = nil
  ) {
    self.window = window
    self.fittedTo = fittedTo
    self.temperature = temperature
    self.reject = reject
    self.floor = floor
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

  /// When a window is like none of the classes that a model tells apart.
  public struct Reject: Hashable, Sendable {
    /// Where even the likeliest class is less likely than this, in 0...1.
    public var leastProbability: Double
    /// Where the root mean square of the features, on the scale of the clips trained on, is greater than this: 1 is
    /// usual. Only models whose features have such a scale are asked.
    public var greatestDistance: Double
    /// How far such a window must lie above the recording's floor to be heard as something unknown, in dB.
    public var margin: Double

    /// Bounds of these values.
    public init(leastProbability: Double, greatestDistance: Double, margin: Double) {
      self.leastProbability = leastProbability
      self.greatestDistance = greatestDistance
      self.margin = margin
    }
  }

  /// The level of a recording's own noise, in which nothing is heard.
  public struct Floor: Hashable, Sendable {
    /// The share of a recording that is no louder than its floor, in 0...1.
    public var quietShare: Double
    /// What is louder is no floor but a sound, however long it lasts, in dB below full scale.
    public var greatestLevel: Double
    /// How far above the floor something may be heard, in dB.
    public var margin: Double

    /// A floor of these values.
    public init(quietShare: Double, greatestLevel: Double, margin: Double) {
      self.quietShare = quietShare
      self.greatestLevel = greatestLevel
      self.margin = margin
    }
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
