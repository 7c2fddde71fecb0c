import Glibc

/// A setting that a sweep searches, and the values it may take.
public struct Hyperparameter: Hashable, Sendable {
  /// The keys that lead to the setting, layers by their names: `model.layers.dropout1.rate`.
  public var keyPath: String
  /// The values.
  public var domain: Domain

  /// The setting at `keyPath` over `domain`.
  public init(keyPath: String, domain: Domain) {
    self.keyPath = keyPath
    self.domain = domain
  }

  /// The values that a setting may take.
  public enum Domain: Hashable, Sendable {
    /// Any number in the range.
    case uniform(ClosedRange<Double>)
    /// Any number in the range, which is above 0; equal ratios are equally likely.
    case logUniform(ClosedRange<Double>)
    /// Every `step`-th whole number from the lower bound; `isLogarithmic` only above 0 and in steps of 1.
    case integer(ClosedRange<Int>, step: Int, isLogarithmic: Bool)
    /// Every `step`-th number from the lower bound.
    case quantised(ClosedRange<Double>, step: Double)
    /// One of some values, of any kind.
    case choice([Choice])
  }

  /// A value of any kind, and what it is called.
  public struct Choice: Hashable, Sendable {
    /// Unique among the choices of its setting.
    public var label: String
    /// The value as JSON.
    public var json: String

    /// The value written `json`, called `label`.
    public init(label: String, json: String) {
      self.label = label
      self.json = json
    }
  }
}

extension Hyperparameter.Domain {
  /// The number of values; nil where there is no end of them.
  public var count: Int? {
    switch self {
    case .uniform(let range), .logUniform(let range): range.lowerBound == range.upperBound ? 1 : nil
    case .integer(let range, let step, _): (range.upperBound - range.lowerBound) / step + 1
    case .quantised(let range, let step):
      Int(((range.upperBound - range.lowerBound) / step).rounded()) + 1
    case .choice(let choices): choices.count
    }
  }

  /// The value number `index` of a domain that has a ``count``, from 0.
  ///
  /// - Precondition: `index` is in `0 ..< count`.
  public func value(at index: Int) -> HyperparameterValue {
    precondition(count.map { (0..<$0).contains(index) } == true, "a value \(index) of \(self)")
    switch self {
    case .uniform(let range), .logUniform(let range): return .number(range.lowerBound)
    case .integer(let range, let step, _): return .integer(range.lowerBound + index * step)
    case .quantised(let range, let step): return .number(Self.quantised(index, of: range, step: step))
    case .choice: return .choice(index)
    }
  }

  /// Whether `value` is one of the domain's.
  public func contains(_ value: HyperparameterValue) -> Bool {
    switch (self, value) {
    case (.uniform(let range), .number(let number)), (.logUniform(let range), .number(let number)):
      range.contains(number)
    case (.integer(let range, let step, _), .integer(let number)):
      range.contains(number) && (number - range.lowerBound).isMultiple(of: step)
    case (.quantised(let range, let step), .number(let number)):
      range.contains(number)
        && number
          == Self.quantised(
            Int(((number - range.lowerBound) / step).rounded()), of: range, step: step)
    case (.choice(let choices), .choice(let index)): choices.indices.contains(index)
    default: false
    }
  }

  /// Step `index` of a quantised range, in the digits that its bound and step have: 3 · 0.1 is 0.3.
  private static func quantised(_ index: Int, of range: ClosedRange<Double>, step: Double) -> Double {
    let value = range.lowerBound + Double(index) * step
    let greatest = max(abs(range.lowerBound), abs(range.upperBound), step)
    let power = pow(10, 12 - log10(greatest).rounded(.up))
    let rounded = (value * power).rounded() / power
    guard rounded.isFinite else { return min(value, range.upperBound) }
    return min(max(rounded, range.lowerBound), range.upperBound)
  }
}

/// A value of one setting.
public enum HyperparameterValue: Hashable, Sendable {
  /// Of a uniform, log-uniform or quantised domain.
  case number(Double)
  /// Of an integer domain.
  case integer(Int)
  /// The index of one of a domain's choices.
  case choice(Int)
}

/// A value for each setting of a space, in its order: what a trial tries.
public typealias Assignment = [HyperparameterValue]
