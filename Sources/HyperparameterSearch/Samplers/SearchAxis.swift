import ExperimentSchema
import Glibc

/// A setting's values on a line, on which equal lengths are equally likely at random.
///
/// Numbers lie at themselves, those of logarithmic ranges at their logarithm; whole and quantised ones each in the
/// middle of a cell one step wide, so that the line reaches half a step beyond the range. Choices lie at their index.
struct SearchAxis {
  /// The values.
  let domain: Hyperparameter.Domain
  /// The ends of the line; of choices 0 and their number.
  let lower, upper: Double
  /// How many values a choice has; nil for all other domains.
  let choiceCount: Int?
  /// Whether the line has cells, and not so many that they are points.
  let isDivided: Bool

  /// Cells beyond this number are narrow enough to be points.
  private static let greatestCellCount = 4096

  init(_ domain: Hyperparameter.Domain) {
    self.domain = domain
    let count = domain.count ?? 0
    var cells: Int?
    var choices: Int?
    switch domain {
    case .uniform(let range): (lower, upper) = (range.lowerBound, range.upperBound)
    case .logUniform(let range): (lower, upper) = (log(range.lowerBound), log(range.upperBound))
    case .integer(let range, _, isLogarithmic: true):
      (lower, upper) = (log(Double(range.lowerBound) - 0.5), log(Double(range.upperBound) + 0.5))
      cells = count
    case .integer, .quantised:
      (lower, upper) = (-0.5, Double(count) - 0.5)
      cells = count
    case .choice:
      (lower, upper) = (0, Double(count))
      choices = count
    }
    choiceCount = choices
    isDivided = cells.map { $0 <= Self.greatestCellCount } ?? false
  }

  var length: Double { upper - lower }
  var middle: Double { 0.5 * (lower + upper) }

  /// Where `value` lies.
  func position(of value: HyperparameterValue) -> Double {
    switch (domain, value) {
    case (.logUniform, .number(let number)): log(number)
    case (.integer(_, _, isLogarithmic: true), .integer(let number)): log(Double(number))
    case (.integer(let range, let step, _), .integer(let number)):
      Double((number - range.lowerBound) / step)
    case (.quantised(let range, let step), .number(let number)):
      ((number - range.lowerBound) / step).rounded()
    case (_, .number(let number)): number
    case (_, .choice(let index)): Double(index)
    case (_, .integer(let number)): preconditionFailure("\(number) of a domain without whole numbers")
    }
  }

  /// The value at `position`, which lies between the ends; of a cell the one in its middle.
  func value(at position: Double) -> HyperparameterValue {
    switch domain {
    case .uniform(let range): .number(min(max(position, range.lowerBound), range.upperBound))
    case .logUniform(let range): .number(min(max(exp(position), range.lowerBound), range.upperBound))
    case .integer(let range, _, isLogarithmic: true):
      .integer(min(max(Int(exp(position).rounded()), range.lowerBound), range.upperBound))
    case .integer, .quantised, .choice:
      domain.value(at: min(max(Int(position.rounded()), 0), (domain.count ?? 1) - 1))
    }
  }

  /// The number of the cell around `position`.
  func cell(at position: Double) -> Int {
    guard case .integer(let range, _, isLogarithmic: true) = domain else { return Int(position.rounded()) }
    return min(max(Int(exp(position).rounded()), range.lowerBound), range.upperBound) - range.lowerBound
  }

  /// The ends of a cell.
  func ends(ofCell cell: Int) -> (lower: Double, upper: Double) {
    guard case .integer(let range, _, isLogarithmic: true) = domain else {
      return (Double(cell) - 0.5, Double(cell) + 0.5)
    }
    let number = Double(range.lowerBound + cell)
    return (log(number - 0.5), log(number + 0.5))
  }
}
