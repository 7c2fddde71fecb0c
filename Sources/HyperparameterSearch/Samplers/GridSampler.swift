public import ExperimentSchema
import SeededRandom

/// Proposes each point of the space once, in a random order, so that a grid that is cut short covers all of
/// it.
///
/// Checked in `GridSamplerTests`.
public struct GridSampler: Sampler {
  private let space: [Hyperparameter]
  /// The points in the order in which they are proposed; their digits are the indices of the settings'
  /// values, the last setting the lowest.
  private let order: [Int32]

  /// The grid of `space`, in the order that `seed` fixes.
  ///
  /// - Precondition: Each domain has a count, and the points are at most 2³¹ - 1 (`SweepChecks` refuses
  ///   others).
  public init(space: [Hyperparameter], seed: UInt64) {
    self.space = space
    var count = 1
    for setting in space {
      guard let values = setting.domain.count else { preconditionFailure("a grid over \(setting.keyPath)") }
      let product = count.multipliedReportingOverflow(by: values)
      precondition(!product.overflow && product.partialValue <= Int(Int32.max), "a grid of too many points")
      count = product.partialValue
    }
    var random = RandomStream(seed: seed, purpose: .search)
    order = random.permutation(of: count)
  }

  /// The point that is trial `number`'s; nil beyond the last. No attempt and no history change it.
  public func assignment(ofTrial number: Int, attempt: Int, history: [SearchTrial]) -> Assignment? {
    guard order.indices.contains(number - 1) else { return nil }
    var rest = Int(order[number - 1])
    var assignment: Assignment = []
    for setting in space.reversed() {
      let count = setting.domain.count ?? 1
      assignment.append(setting.domain.value(at: rest % count))
      rest /= count
    }
    return assignment.reversed()
  }
}
