public import Evaluation

extension EventDecoding {
  /// The thresholds that a fit tries, ascending.
  public static let candidateThresholds: [Float] = (1...19).map { Float($0) / 20 }
  /// The lengths of the median that a fit tries, in frames.
  public static let candidateMedianLengths = [1, 3, 5, 7, 9]

  /// Returns the decoding whose thresholds and median find the events of `recordings` best, the rest as it is.
  ///
  /// For each length of the median every class gets the threshold with the best F1 of its segments of a second; of
  /// the medians the one with the best F1 of all classes together is kept. Among equals it is the threshold nearest
  /// to a half, then the lower one, and the shorter median. A class that is not heard in `recordings` keeps the
  /// threshold it has: they say nothing of it but that it is rare.
  ///
  /// The recordings must be ones that the model has not been trained on, and not those it is scored on.
  /// Checked in `EventDecodingFittingTests`.
  ///
  /// - Precondition: There are recordings, and each has posteriors for the classes that this decoding has.
  /// - Complexity: O(medians × thresholds × n).
  public func fitted(to recordings: [AnnotatedPosteriors]) -> EventDecoding {
    precondition(!recordings.isEmpty, "a fit needs recordings")
    var best: (decoding: EventDecoding, f1: Double)?
    for length in Self.candidateMedianLengths {
      var candidate = fittingThresholds(to: recordings.map { $0.smoothed(byMedianOf: length) })
      candidate.medianLength = length
      let f1 = candidate.segmentMeasures(of: recordings).overall.f1 ?? 0
      if f1 > best?.f1 ?? -1 { best = (candidate, f1) }
    }
    return best!.decoding
  }

  /// How well events of `recordings` are found, segment by segment.
  public func segmentMeasures(of recordings: [AnnotatedPosteriors]) -> SegmentMeasures {
    var measures = SegmentMeasures(classCount: upperThresholds.count)
    for recording in recordings {
      measures.add(
        reference: recording.reference, estimate: events(in: recording.posteriors).map(\.event),
        duration: recording.duration)
    }
    return measures
  }

  /// The decoding without a median that has the best threshold for each class by itself.
  private func fittingThresholds(to recordings: [AnnotatedPosteriors]) -> EventDecoding {
    var result = self
    result.medianLength = 1
    var best = [(f1: Double, threshold: Float)?](repeating: nil, count: upperThresholds.count)
    let byDistance = Self.candidateThresholds.sorted { (abs($0 - 0.5), $0) < (abs($1 - 0.5), $1) }
    for threshold in byDistance {
      var trial = result
      trial.upperThresholds = upperThresholds.map { _ in threshold }
      for (label, counts) in trial.segmentMeasures(of: recordings).byClass.enumerated()
      where counts.references > 0 {
        let f1 = counts.f1 ?? 0
        if f1 > best[label]?.f1 ?? -1 { best[label] = (f1, threshold) }
      }
    }
    for (label, choice) in best.enumerated() {
      if let choice { result.upperThresholds[label] = choice.threshold }
    }
    return result
  }
}

extension AnnotatedPosteriors {
  fileprivate func smoothed(byMedianOf length: Int) -> AnnotatedPosteriors {
    AnnotatedPosteriors(
      posteriors: posteriors.smoothed(byMedianOf: length), reference: reference, duration: duration)
  }
}
