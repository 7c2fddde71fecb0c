public import Evaluation

/// A recording whose events are known, and what a model says of it.
public struct AnnotatedPosteriors: Sendable, Hashable {
  /// What the model says.
  public var posteriors: Posteriors
  /// What is there.
  public var reference: [SoundEvent]
  /// The recording's length in seconds.
  public var duration: Double

  /// A recording of these parts; labels of both are the model's.
  public init(posteriors: Posteriors, reference: [SoundEvent], duration: Double) {
    self.posteriors = posteriors
    self.reference = reference
    self.duration = duration
  }
}
