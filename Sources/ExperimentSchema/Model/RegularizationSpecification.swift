extension TrainingSpecification {
  /// What is done to the clips of a batch before it is trained on, in the order of these members.
  ///
  /// Drawn anew for each epoch, update and clip from the run's seed; validation and prediction see clips as
  /// they are.
  public struct Regularization: Hashable, Sendable {
    /// Moves the frames of each clip round; nil leaves them.
    public var randomRoll: RandomRoll?
    /// Makes each clip louder or softer; nil leaves it.
    public var gain: Gain?
    /// Adds noise to features; nil adds none.
    public var inputNoise: InputNoise?
    /// Masks stretches of frames and of mel bands; nil masks none.
    public var specAugment: SpecAugment?
    /// Mixes the clips of a batch in pairs; nil leaves them apart.
    public var mixup: Mixup?

    /// Regularization of these parts.
    public init(
      randomRoll: RandomRoll? = nil, gain: Gain? = nil, inputNoise: InputNoise? = nil,
      specAugment: SpecAugment? = nil, mixup: Mixup? = nil
    ) {
      self.randomRoll = randomRoll
      self.gain = gain
      self.inputNoise = inputNoise
      self.specAugment = specAugment
      self.mixup = mixup
    }

    /// Whether clips are left as they are.
    public var isEmpty: Bool { self == Regularization() }
  }

  /// Each clip's frames move round by -maximumFrames...maximumFrames, those that leave at one end entering at
  /// the other.
  public struct RandomRoll: Hashable, Sendable {
    /// At least 1.
    public var maximumFrames: Int

    /// A roll by at most so many frames.
    public init(maximumFrames: Int) {
      self.maximumFrames = maximumFrames
    }
  }

  /// Each clip's level changes by a number of decibels, equally likely anywhere in `±decibels`.
  public struct Gain: Hashable, Sendable {
    /// Above 0.
    public var decibels: Double

    /// A gain of at most so many decibels.
    public init(decibels: Double) {
      self.decibels = decibels
    }
  }

  /// Normal noise is added to each feature.
  public struct InputNoise: Hashable, Sendable {
    /// Its standard deviation, in the features' unit; above 0.
    public var deviation: Double

    /// Noise of this deviation.
    public init(deviation: Double) {
      self.deviation = deviation
    }
  }

  /// Stretches of frames and of mel bands are set to the clip's mean (Park et al. 2019, without its time warp).
  public struct SpecAugment: Hashable, Sendable {
    /// Stretches of frames; at least 0.
    public var timeMasks: Int
    /// The longest of them; its length is equally likely anywhere in 0...maximumFrames.
    public var maximumFrames: Int
    /// Stretches of mel bands; at least 0.
    public var frequencyMasks: Int
    /// The widest of them; its width is equally likely anywhere in 0...maximumMelBands.
    public var maximumMelBands: Int

    /// Masks of these numbers and sizes.
    public init(timeMasks: Int, maximumFrames: Int, frequencyMasks: Int, maximumMelBands: Int) {
      self.timeMasks = timeMasks
      self.maximumFrames = maximumFrames
      self.frequencyMasks = frequencyMasks
      self.maximumMelBands = maximumMelBands
    }
  }

  /// Each clip becomes `λ` of itself and `1 - λ` of another of its batch, and so does its target; one `λ` from
  /// Beta(alpha, alpha) for each batch (Zhang et al. 2018).
  public struct Mixup: Hashable, Sendable {
    /// α, in 0.001...1000: small values leave most batches nearly as they are, 1 makes every λ equally likely.
    public var alpha: Double

    /// Mixup with this α.
    public init(alpha: Double) {
      self.alpha = alpha
    }
  }
}
