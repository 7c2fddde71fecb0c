import AudioFrontEnd
import Datasets
import Evaluation
public import ExperimentSchema
public import Listening
import Recognition

extension RecognitionScoring {
  /// Returns `recognizer`'s settings with threshold, lower share and median fitted to the recordings of `folds`.
  ///
  /// What a model is scored on must have no part in it: neither these folds nor the clips they are made of.
  ///
  /// - Throws: As ``score(_:progress:)``.
  public func fit(
    _ recognizer: Recognizer, folds: [Int],
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> RecognitionSettings {
    let names = recognizer.card.classNames
    let classes = SharedClasses(names, known: [], taxonomy: taxonomy)
    let work = try recordings.recordings(inFolds: folds)
    let heard = try WorkerThreads.map(count: work.count, jobs: jobs, progress: progress) { index in
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
    let fitted = EventDecoding(recognizer.settings, classNames: names).fitted(to: heard)
    var settings = recognizer.settings
    settings.median = fitted.medianLength
    settings.lowerShare = Double(fitted.lowerShare)
    settings.thresholds = .same(decimal(fitted.upperThresholds[0]))
    return settings
  }

  /// The threshold as people write it: 0.35, and not the nearest number that a Float holds.
  private func decimal(_ threshold: Float) -> Double { (Double(threshold) * 100).rounded() / 100 }
}
