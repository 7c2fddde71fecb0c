import Glibc
import SeededRandom

/// A density over a search space: a kernel around each of some points, and a wide one over all.
///
/// A kernel is a product over the axes: on a line a normal distribution, cut at its ends; over cells the share of that
/// in each; over choices mostly the point's own. The wide kernel lies in the middle of each line, as wide as all of it,
/// and likes all choices alike.
struct ParzenMixture {
  /// Of each kernel; the wide one is the last.
  private let weights: [Double]
  private let axes: [any AxisKernels]

  /// The width of a kernel around the only point of a line, in parts of the line's length.
  ///
  /// With it the medians of the best of 100 trials over 100 seeds were low on the functions of `earshot-bench sweeps`
  /// and on five others; 0.03 and 0.1 were worse on some.
  private static let widthOfOne = 0.05

  /// A density around `points`, axis by axis, of these `weights`.
  ///
  /// Kernels become narrower with the count n of points, as n to the power -1 / (axes + 4) (Scott's rule), but never
  /// narrower than a hundredth of the line.
  ///
  /// - Parameters:
  ///   - axes: The space.
  ///   - points: On each axis where the points lie.
  ///   - weights: How much each point counts, above 0; the wide kernel counts 1.
  init(axes: [SearchAxis], points: [[Double]], weights: [Double]) {
    let (count, dimensions) = (Double(max(weights.count, 1)), Double(axes.count))
    let share = Self.widthOfOne * pow(count, -1 / (dimensions + 4))
    // Few points say little: then kernels are wide (Optuna's "magic clip", at an eighth of its width).
    let width = max(share, max(0.01, 1 / (2 + 8 * count)))
    self.weights = weights + [1]
    self.axes = zip(axes, points).map { axis, points in
      if let count = axis.choiceCount { return ChoiceKernels(axis, choiceCount: count, points: points) }
      return axis.isDivided
        ? CellKernels(axis, points: points, width: width * axis.length)
        : LineKernels(axis, points: points, width: width * axis.length)
    }
  }

  /// Draws a point: a kernel by its weight, then on each axis from that.
  func draw(using random: inout RandomStream) -> [Double] {
    var rest = random.uniform() * weights.reduce(0, +)
    let kernel =
      weights.firstIndex { weight in
        rest -= weight
        return rest < 0
      } ?? weights.count - 1
    return axes.map { $0.draw(kernel: kernel, using: &random) }
  }

  /// Returns the logarithm of the density at each of `points`, up to a constant; over cells and choices, of the
  /// probability.
  ///
  /// - Complexity: O(points × kernels × axes).
  func logDensities(at points: [[Double]]) -> [Double] {
    let logWeights = weights.map { log($0) }
    var sums = logWeights
    return points.map { point in
      sums.withUnsafeMutableBufferPointer { sums in
        _ = sums.update(from: logWeights)
        for (axis, position) in zip(axes, point) { axis.addLogDensities(at: position, to: sums) }
        return Self.logSumExp(UnsafeBufferPointer(sums))
      }
    }
  }

  private static func logSumExp(_ terms: UnsafeBufferPointer<Double>) -> Double {
    let greatest = terms.max() ?? 0
    // Below a greatest term by 50, all terms together are lost in rounding.
    let sum = terms.reduce(0) { $1 > greatest - 50 ? $0 + exp($1 - greatest) : $0 }
    return greatest + log(sum)
  }
}
