public import Evaluation
public import RunStore

/// How well one run's model recognises: by class, which classes it confuses, and how far its confidence is to be
/// believed.
///
/// All of it is of the final epoch's validation clips. Checked in `RunReportTests`.
public struct RunReport: Sendable {
  /// The run, its curves and its predictions.
  public var page: RunPage
  /// What its predictions are worth where clips have one class each; nil where it holds none, as a run that did not
  /// complete.
  public var quality: Quality?
  /// The same where several classes may be heard at once.
  public var multiLabel: MultiLabelQuality?

  /// What predictions are worth.
  public struct Quality: Hashable, Sendable {
    /// `confusion[actual, predicted]`.
    public var confusion: ConfusionMatrix
    /// Wilson's interval of the accuracy, each clip taken as independent of the others.
    public var accuracyInterval: ConfidenceInterval?
    /// The accuracy's interval over the recordings that clips were cut from.
    public var accuracyOverSources: AccuracyOverSources
    /// The mean of `Σ (probability - target)²`, in 0...2.
    public var brierScore: Double
    /// `validation.crossEntropy` of the final epoch, in nats, as it was recorded from logarithms; nil where it was
    /// not.
    public var negativeLogLikelihood: Double?
    /// Confidence beside accuracy.
    public var calibration: Calibration
  }

  /// Reads the run whose id is `id`, or the only one whose id starts so.
  ///
  /// - Throws: ``RunStoreError/noSuchRun(id:near:isEmpty:)`` with near ids, or
  ///   ``RunStoreError/ambiguousRun(prefix:matches:count:)``.
  public static func make(id: String, store: RunStore) throws(RunStoreError) -> RunReport {
    let page = try RunPage.make(id: id, store: store)
    return RunReport(page: page, quality: Quality(of: page), multiLabel: MultiLabelQuality(of: page))
  }
}

extension RunReport.Quality {
  /// What the predictions on `page` are worth; nil where there are none, or one does not fit the classes.
  init?(of page: RunPage) {
    let predictions = page.predictions
    let classCount = page.detail.classNames.count
    guard let confusion = page.confusion,
      predictions.allSatisfy({ $0.probabilities.count == classCount })
    else { return nil }
    let probabilities = predictions.flatMap(\.probabilities)
    let labels = predictions.map { Int32($0.label) }
    guard
      let calibration = Calibration(probabilities: probabilities, labels: labels, classCount: classCount)
    else { return nil }
    let hits = (0..<classCount).reduce(0) { $0 + confusion[$1, $1] }
    self.confusion = confusion
    accuracyInterval = ConfidenceInterval.ofShare(successes: hits, of: predictions.count)
    accuracyOverSources = AccuracyOverSources(of: predictions, sources: page.detail.sources)
    brierScore = ProbabilityMeasures.brierScore(
      probabilities: probabilities, labels: labels, classCount: classCount)
    negativeLogLikelihood = page.detail.summary.validationCrossEntropy
    self.calibration = calibration
  }
}
