import Glibc

/// Whether two classifiers err equally often on the same examples: McNemar's test, exact and two-sided.
///
/// Only examples that one has right and the other wrong say anything; if both err equally often, each falls to
/// either side like a coin.
public struct McNemarTest: Hashable, Sendable {
  /// Examples that only the left classifier has right.
  public let leftOnly: Int
  /// Examples that only the right classifier has right.
  public let rightOnly: Int
  /// The probability of a split at least as uneven if both erred equally often, in 0...1; nil below
  /// ``leastDiscordantCount``.
  public let pValue: Double?

  /// Below 6 discordant examples even the most uneven split has a p-value above 0.05: a test that cannot find
  /// anything is refused.
  public static let leastDiscordantCount = 6

  /// The test of `leftOnly` against `rightOnly` discordant examples.
  ///
  /// - Precondition: Neither is negative.
  /// - Complexity: O(discordant examples).
  ///
  /// Source: McNemar 1947, with the binomial distribution for its statistic. Checked in `TestsGoldenTests` against
  /// `scipy.stats.binomtest`.
  public init(leftOnly: Int, rightOnly: Int) {
    precondition(leftOnly >= 0 && rightOnly >= 0, "a count of examples is not negative")
    self.leftOnly = leftOnly
    self.rightOnly = rightOnly
    let count = leftOnly + rightOnly
    pValue =
      count < Self.leastDiscordantCount
      ? nil : Swift.min(1, 2 * Self.lowerTail(of: Swift.min(leftOnly, rightOnly), count: count))
  }

  /// The test of two classifiers' hits, example by example.
  ///
  /// - Precondition: Both have the same length.
  public init(left: [Bool], right: [Bool]) {
    precondition(left.count == right.count, "both have judged the same examples")
    let pairs = zip(left, right)
    self.init(leftOnly: pairs.count { $0 && !$1 }, rightOnly: pairs.count { !$0 && $1 })
  }

  /// Examples on which the two disagree.
  public var discordantCount: Int { leftOnly + rightOnly }

  /// `P(X ≤ most)` for X binomial of `count` and 1/2, its terms one from another, the largest first.
  private static func lowerTail(of most: Int, count: Int) -> Double {
    // ln C(count, most) - count ln 2, summed so that no factorial overflows.
    var logarithm = -Double(count) * log(2)
    for factor in 0..<most { logarithm += log(Double(count - factor) / Double(factor + 1)) }
    var term = exp(logarithm)
    var sum = 0.0
    for k in stride(from: most, through: 0, by: -1) {
      sum += term
      term *= Double(k) / Double(count - k + 1)
    }
    return sum
  }
}
