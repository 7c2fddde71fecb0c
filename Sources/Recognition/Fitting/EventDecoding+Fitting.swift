import Evaluation

extension EventDecoding {
  /// The thresholds that a fit tries, those nearest to a half first.
  public static let candidateThresholds: [Float] = (1...19).map { Float($0) / 20 }
    .sorted { (abs($0 - 0.5), $0) < (abs($1 - 0.5), $1) }
  /// The lower thresholds that a fit tries, as shares of the upper ones.
  public static let candidateLowerShares: [Float] = [1, 0.75, 0.5]
  /// The lengths of the median that a fit tries, in frames.
  public static let candidateMedianLengths = [1, 3, 5, 7, 9]

  /// Returns the decoding whose threshold, lower share and median find the events of `recordings` best, the rest as it
  /// is.
  ///
  /// Best is what `measure` counts, all classes together; among equals what comes first in the candidates, the median
  /// before the lower share before the threshold. All classes share one threshold: of thresholds for each the events of a
  /// fold say too little, so that fits to different folds scatter over all of 0...1.
  ///
  /// The recordings must be ones that the model has not been trained on, and not those it is scored on.
  /// Checked in `EventDecodingFittingTests`.
  ///
  /// - Precondition: There are recordings, and each has posteriors for the classes that this decoding has.
  /// - Complexity: O(candidates × n).
  public func fitted(to recordings: [AnnotatedPosteriors], by measure: DetectionMeasure) -> EventDecoding {
    precondition(!recordings.isEmpty, "a fit needs recordings")
    var best = self
    var bestScore = -1.0
    for length in Self.candidateMedianLengths {
      let smooth = recordings.map { $0.smoothed(byMedianOf: length) }
      for share in Self.candidateLowerShares {
        for threshold in Self.candidateThresholds {
          var trial = self
          trial.medianLength = 1
          trial.lowerShare = share
          trial.upperThresholds = upperThresholds.map { _ in threshold }
          let score = trial.f1(of: smooth, by: measure)
          guard score > bestScore else { continue }
          (best, bestScore) = (trial, score)
          best.medianLength = length
        }
      }
    }
    return best
  }

  /// The F1 of what is found in `recordings`, as `measure` counts it; 0 where there is nothing to find and nothing is
  /// found.
  public func f1(of recordings: [AnnotatedPosteriors], by measure: DetectionMeasure) -> Double {
    var segments = SegmentMeasures(classCount: upperThresholds.count)
    var events = EventMeasures(classCount: upperThresholds.count)
    for recording in recordings {
      let found = self.events(in: recording.posteriors).map(\.event)
      segments.add(reference: recording.reference, estimate: found, duration: recording.duration)
      events.add(reference: recording.reference, estimate: found)
    }
    let (ofSegments, ofEvents) = (segments.overall.f1 ?? 0, events.overall.f1 ?? 0)
    return switch measure {
    case .segments: ofSegments
    case .events: ofEvents
    case .both: (ofSegments + ofEvents) / 2
    }
  }
}

extension AnnotatedPosteriors {
  fileprivate func smoothed(byMedianOf length: Int) -> AnnotatedPosteriors {
    AnnotatedPosteriors(
      posteriors: posteriors.smoothed(byMedianOf: length), reference: reference, duration: duration)
  }
}
