public import Evaluation
import RunStore
import SeededRandom

/// How sure an accuracy is, where clips are cut from recordings that hold several of them.
///
/// Clips of one recording are no independent examples: an interval that takes them as such is too narrow. Checked in
/// `AccuracyOverSourcesTests`.
public enum AccuracyOverSources: Hashable, Sendable {
  /// The percentile bootstrap interval over whole recordings, and how many there are.
  case interval(ConfidenceInterval, sourceCount: Int)
  /// The store does not know the recordings of so many clips.
  case unknown(clipCount: Int)
  /// All clips are of one recording, which says nothing of others.
  case single

  /// The uncertainty of the share of `predictions` that are right.
  ///
  /// - Parameters:
  ///   - predictions: What a model said of some clips.
  ///   - sources: The recording of each clip, by clip.
  /// - Complexity: O(resamples × clips); equal predictions give equal intervals.
  init(of predictions: [Prediction], sources: [String: String]) {
    let known = predictions.compactMap { sources[$0.clip] }
    guard known.count == predictions.count else {
      self = .unknown(clipCount: predictions.count - known.count)
      return
    }
    var numbers: [String: Int] = [:]
    let clusters = known.map { source in
      let number = numbers[source] ?? numbers.count
      numbers[source] = number
      return number
    }
    let hits = predictions.map { $0.predicted == $0.label ? 1 : 0 }
    var random = RandomStream(seed: 0, purpose: .bootstrap)
    let interval = ConfidenceInterval.bootstrap(clusters: clusters, using: &random) { drawn in
      Double(drawn.reduce(0) { $0 + hits[$1] }) / Double(drawn.count)
    }
    self = interval.map { .interval($0, sourceCount: numbers.count) } ?? .single
  }
}
