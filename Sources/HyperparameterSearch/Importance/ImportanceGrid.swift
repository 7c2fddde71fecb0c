import ExperimentSchema
import Glibc

/// A setting's values on a grid, and densities over it.
struct ImportanceGrid {
  private let domain: Hyperparameter.Domain
  /// Cells; of a choice one for each value.
  private let count: Int
  private let isChoice: Bool

  /// Cells at most.
  private static let greatestCount = 50

  init(_ domain: Hyperparameter.Domain) {
    self.domain = domain
    let values = domain.count ?? .max
    switch domain {
    case .choice:
      (count, isChoice) = (values, true)
    case .integer(let range, _, isLogarithmic: true):
      let doublings = Int(log2(Double(range.upperBound - range.lowerBound + 1)).rounded(.up)) + 1
      (count, isChoice) = (min(doublings, Self.greatestCount), false)
    case .uniform, .logUniform, .integer, .quantised:
      (count, isChoice) = (min(values, Self.greatestCount), false)
    }
  }

  /// Returns the Pearson divergence of the density of `best` from that of `all`: the mean, over the latter, of the square
  /// of how much denser the former is.
  func divergence(of best: [HyperparameterValue], from all: [HyperparameterValue]) -> Double {
    guard count > 1 else { return 0 }
    let (bestDensity, density) = (probabilities(of: best), probabilities(of: all))
    return zip(bestDensity, density).reduce(0) { sum, pair in
      let excess = (pair.0 + Self.least) / (pair.1 + Self.least) - 1
      return sum + (pair.1 + Self.least) * excess * excess
    }
  }

  /// Keeps quotients finite.
  private static let least = 1e-12

  // MARK: Densities

  /// The probability of each cell: a mixture of kernels around the cells of `values`, each as often as it occurs, and
  /// of one over all that counts 1.
  private func probabilities(of values: [HyperparameterValue]) -> [Double] {
    var counts = [Double](repeating: 0, count: count)
    for value in values { counts[cell(of: value)] += 1 }
    let occupied = counts.indices.filter { counts[$0] > 0 }
    let weights = occupied.map { counts[$0] }
    let total = weights.reduce(1, +)
    var probabilities = [Double](repeating: 0, count: count)
    if isChoice {
      let spread = 1 / Double(occupied.count + 1)
      for (cell, weight) in zip(occupied, weights) {
        for other in counts.indices {
          probabilities[other] +=
            weight / total * (spread + (other == cell ? 1 : 0)) / (1 + Double(count) * spread)
        }
      }
      return probabilities.map { $0 + 1 / (total * Double(count)) }
    }
    let width = width(around: occupied, weights: weights)
    for (cell, weight) in zip(occupied, weights) {
      add(weight / total, around: Double(cell), width: width, to: &probabilities)
    }
    add(1 / total, around: Double(count - 1) / 2, width: Double(count), to: &probabilities)
    return probabilities
  }

  /// Adds `weight` times a normal distribution, cut at the ends of the grid.
  private func add(_ weight: Double, around middle: Double, width: Double, to probabilities: inout [Double]) {
    let whole = NormalDensity.logMass(
      from: (-0.5 - middle) / width, to: (Double(count) - 0.5 - middle) / width)
    for cell in probabilities.indices {
      let mass = NormalDensity.logMass(
        from: (Double(cell) - 0.5 - middle) / width, to: (Double(cell) + 0.5 - middle) / width)
      probabilities[cell] += weight * exp(mass - whole)
    }
  }

  /// Scott's rule from deviation and quartiles; at least so wide that nine tenths of a kernel fill its cell.
  ///
  /// Source: Scott, "Multivariate density estimation", Wiley 1992; its quartiles are those of whole counts.
  private func width(around cells: [Int], weights: [Double]) -> Double {
    let total = weights.reduce(0, +)
    let mean = zip(cells, weights).reduce(0) { $0 + Double($1.0) * $1.1 } / total
    let variance =
      zip(cells, weights).reduce(0) { sum, pair in
        sum + pair.1 * (Double(pair.0) - mean) * (Double(pair.0) - mean)
      } / max(1, total - 1)
    var running = 0.0
    let cumulated = weights.map { weight in
      running += weight
      return running
    }
    let (lowerShare, upperShare) = ((total / 4).rounded(.down), (total * 3 / 4).rounded(.down))
    let lower = cumulated.firstIndex { $0 >= lowerShare } ?? 0
    let upper = cumulated.firstIndex { $0 > upperShare } ?? cells.count - 1
    let quartiles = Double(cells[upper] - cells[lower]) / 1.34
    return max(1.059 * min(quartiles, variance.squareRoot()) * pow(total, -0.2), 0.5 / 1.64)
  }

  /// The cell of `value`; of one in the middle between two the lower.
  private func cell(of value: HyperparameterValue) -> Int {
    let position: Double
    switch (domain, value) {
    case (.choice, .choice(let index)): return index
    case (.uniform(let range), .number(let number)), (.quantised(let range, _), .number(let number)):
      position = share(number, range.lowerBound, range.upperBound)
    case (.logUniform(let range), .number(let number)):
      position = share(log(number), log(range.lowerBound), log(range.upperBound))
    case (.integer(let range, _, let isLogarithmic), .integer(let number)):
      let (lower, upper) = (Double(range.lowerBound), Double(range.upperBound))
      position =
        isLogarithmic
        ? share(log(Double(number)), log(lower), log(upper)) : share(Double(number), lower, upper)
    default: preconditionFailure("\(value) of \(domain)")
    }
    return min(max(Int((position - 0.5).rounded(.up)), 0), count - 1)
  }

  private func share(_ value: Double, _ lower: Double, _ upper: Double) -> Double {
    (value - lower) / ((upper - lower) / Double(count - 1))
  }
}
