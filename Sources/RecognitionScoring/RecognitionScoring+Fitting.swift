import AudioFrontEnd
import Datasets
import Evaluation
public import ExperimentSchema
import Foundation
public import Listening
public import Recognition

extension RecognitionScoring {
  /// The temperatures that a fit tries: quarters of an octave around 1, as people write them.
  static let candidateTemperatures = (-8...8).map { (100 * pow(2, Double($0) / 4)).rounded() / 100 }

  /// Returns `recognizer`'s settings with what can be fitted fitted to the recordings of `folds`: the temperature by which
  /// its probabilities are those of what is there, then threshold, lower share and median.
  ///
  /// The settings are without a reject: its bounds are of another temperature. What a model is scored on must have no
  /// part in a fit: neither these folds nor the clips they are made of.
  ///
  /// - Parameters:
  ///   - measure: What thresholds are chosen by.
  ///   - progress: Told after every recording, one call at a time; anew for every temperature that is tried.
  /// - Throws: As ``score(_:progress:)``.
  public func fit(
    _ recognizer: Recognizer, folds: [Int], by measure: DetectionMeasure = .segments,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> RecognitionSettings {
    var settings = recognizer.settings
    (settings.fittedTo, settings.reject) = (nil, nil)
    let names = recognizer.card.classNames
    let classes = SharedClasses(names, known: [], taxonomy: taxonomy)
    var heard: [Double: [AnnotatedPosteriors]] = [:]
    settings.temperature = try Self.candidateTemperatures.descending(from: 1) { temperature in
      var trial = settings
      trial.temperature = temperature
      let posteriors = try posteriors(of: folds, by: recognizer.with(trial), classes, progress)
      heard[temperature] = posteriors
      return posteriors.meanNegativeLogLikelihood(areExclusive: recognizer.areClassesExclusive)
    }
    let fitted = EventDecoding(settings, classNames: names)
      .fitted(to: heard[settings.temperature] ?? [], by: measure)
    settings.median = fitted.medianLength
    settings.lowerShare = Double(fitted.lowerShare)
    settings.thresholds = .same(decimal(fitted.upperThresholds[0]))
    return settings
  }

  /// What `recognizer` says of the recordings of `folds`, and what is there.
  private func posteriors(
    of folds: [Int], by recognizer: Recognizer, _ classes: SharedClasses,
    _ progress: @Sendable (Int, Int) -> Void
  ) throws -> [AnnotatedPosteriors] {
    let work = try recordings.recordings(inFolds: folds)
    return try WorkerThreads.map(count: work.count, jobs: jobs, progress: progress) { index in
      Result {
        let recording = work[index]
        let stream = try RecordingStream(
          recordings.audio(of: recording), sampleRate: recognizer.sampleRate)
        return AnnotatedPosteriors(
          posteriors: try recognizer.posteriors(of: stream),
          reference: recording.events.compactMap { event in
            classes.label(of: recordings.annotations.classNames[event.label]).map {
              SoundEvent(label: $0, onset: event.onset, offset: event.offset)
            }
          }, duration: recording.duration)
      }
    }.map { try $0.get() }
  }

  /// The threshold as people write it: 0.35, and not the nearest number that a Float holds.
  private func decimal(_ threshold: Float) -> Double { (Double(threshold) * 100).rounded() / 100 }
}

extension [AnnotatedPosteriors] {
  /// Over all their answers; 0 where there are none.
  fileprivate func meanNegativeLogLikelihood(areExclusive: Bool) -> Double {
    let parts = map { $0.negativeLogLikelihood(areExclusive: areExclusive) }
    let count = parts.reduce(0) { $0 + $1.count }
    return count == 0 ? 0 : parts.reduce(0) { $0 + $1.sum } / Double(count)
  }
}

extension [Double] {
  /// The element with the least `loss` that is reached from `start` by going on to a neighbour as long as that has
  /// less; the least of all where the loss has one valley.
  ///
  /// - Precondition: `start` is an element.
  fileprivate func descending(from start: Double, loss: (Double) throws -> Double) rethrows -> Double {
    guard var place = firstIndex(of: start) else { preconditionFailure("the start is an element") }
    var least = try loss(self[place])
    for step in [-1, 1] {
      var next = place + step
      while indices.contains(next) {
        let value = try loss(self[next])
        guard value < least else { break }
        (place, least) = (next, value)
        next += step
      }
      if self[place] != start { break }
    }
    return self[place]
  }
}
