import Evaluation
import Foundation

extension AnnotatedPosteriors {
  /// No posterior counts as surer than this, so that one blunder does not decide a fit.
  private static let leastProbability = 1e-6

  /// How little the posteriors expect what is there: the negative log-likelihood of all frames, a class being heard in a
  /// frame whose middle lies in one of its events.
  ///
  /// Where each class is heard or not, every class of every frame counts. Of classes that exclude one another, frames count
  /// in which something is heard, by the probability that it is one of what is heard there: of a mixture such a model can
  /// name one sound only.
  ///
  /// - Parameter areExclusive: Whether of all classes one is heard.
  /// - Returns: The sum, and of how many answers it is.
  /// - Complexity: O(frames × classes × events).
  public func negativeLogLikelihood(areExclusive: Bool) -> (sum: Double, count: Int) {
    var (sum, count) = (0.0, 0)
    func add(_ probability: Double) {
      sum -= log(min(max(probability, Self.leastProbability), 1))
      count += 1
    }
    for frame in 0..<posteriors.frameCount {
      let middle = (Double(frame) + 0.5) * posteriors.hopDuration
      let heard = Set(reference.filter { $0.onset <= middle && middle < $0.offset }.map(\.label))
      let values = posteriors.values[frame * posteriors.classCount..<(frame + 1) * posteriors.classCount]
        .map(Double.init)
      if !areExclusive {
        for (label, value) in values.enumerated() { add(heard.contains(label) ? value : 1 - value) }
      } else if !heard.isEmpty {
        add(heard.reduce(0) { $0 + values[$1] })
      }
    }
    return (sum, count)
  }
}
