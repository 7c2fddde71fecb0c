public import Evaluation

/// How likely sounds that disturb are heard, by the posteriors of a recording.
///
/// Checked in `DisturbingProbabilityTests`.
public struct DisturbingProbability: Sendable {
  /// Of the classes of sounds, and perhaps of others behind them; smoothed as events are found.
  private let posteriors: Posteriors
  private let disturbs: [Bool]
  private let areExclusive: Bool

  /// The probabilities of a recording.
  ///
  /// - Parameters:
  ///   - posteriors: What a model says, `[frame, class]`, as smooth as events are found in it.
  ///   - disturbs: Whether each class disturbs; posteriors behind these classes' have no part.
  ///   - areExclusive: Whether of all classes one is heard, so that posteriors are shares of one; else each is heard or
  ///     not, whatever else is.
  /// - Precondition: There are posteriors of each class.
  public init(_ posteriors: Posteriors, disturbs: [Bool], areExclusive: Bool) {
    precondition(disturbs.count <= posteriors.classCount, "there are posteriors of each class")
    (self.posteriors, self.disturbs, self.areExclusive) = (posteriors, disturbs, areExclusive)
  }

  /// How likely a disturbing sound is heard at some time, in 0...1: that of the frame in which it is likeliest.
  ///
  /// Frames count whether or not an event was found there. What stays below the threshold of events may be a siren all
  /// the same: by the events alone the probability was five times as far from the truth (`docs/recognition.md`).
  ///
  /// - Complexity: O(frames × classes).
  public var ofRecording: Double {
    (0..<posteriors.frameCount).map { frame in
      let values = disturbs.indices.filter { disturbs[$0] }.map { value(frame, $0) }
      return areExclusive ? values.reduce(0, +) : values.max() ?? 0
    }.max() ?? 0
  }

  /// How likely what was found as `event` disturbs, in 0...1.
  ///
  /// Of classes that exclude one another it is the share that disturbing ones have of all probability while it lasts.
  /// Where each class is heard or not, the event is of its own class as surely as that is heard, and else of the
  /// likeliest other one that disturbs, as surely as that is heard meanwhile; so that a siren beside a bird makes not the
  /// bird disturbing.
  ///
  /// - Parameter confidence: How sure the event is, in 0...1.
  /// - Precondition: The event's label is a class'.
  public func of(_ event: SoundEvent, confidence: Double) -> Double {
    let first = Int((event.onset / posteriors.hopDuration).rounded())
    let last = max(first + 1, Int((event.offset / posteriors.hopDuration).rounded(.up)))
    let frames = min(first, posteriors.frameCount)..<min(last, posteriors.frameCount)
    guard !frames.isEmpty else { return disturbs[event.label] ? confidence : 0 }
    if areExclusive {
      var (disturbing, all) = (0.0, 0.0)
      for frame in frames {
        for label in disturbs.indices {
          all += value(frame, label)
          if disturbs[label] { disturbing += value(frame, label) }
        }
      }
      return all > 0 ? disturbing / all : 0
    }
    let others = disturbs.indices.filter { disturbs[$0] && $0 != event.label }
    let likeliest = frames.map { frame in others.map { value(frame, $0) }.max() ?? 0 }
    let other = likeliest.reduce(0, +) / Double(frames.count)
    return (disturbs[event.label] ? confidence : 0) + (1 - confidence) * other
  }

  private func value(_ frame: Int, _ label: Int) -> Double {
    Double(posteriors.values[frame * posteriors.classCount + label])
  }
}
