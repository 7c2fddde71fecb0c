import Foundation

/// Where values lie along an axis.
///
/// Checked in `AxisScaleTests`.
package struct AxisScale: Sendable {
  /// How distances along the axis grow with values.
  package enum Kind: Sendable { case linear, logarithmic }

  package let kind: Kind
  /// The least and the greatest value of the axis.
  package let domain: ClosedRange<Double>
  /// Where the least value lies, and where the greatest.
  package let places: (lower: Double, upper: Double)

  /// A scale that puts `domain` between `places`.
  ///
  /// A domain of no width is widened, so that its one value lies in the middle; so is one that is not finite, and a
  /// logarithmic one that holds no positive value.
  package init(_ domain: ClosedRange<Double>, to places: (Double, Double), kind: Kind = .linear) {
    let isUsable = domain.lowerBound.isFinite && domain.upperBound.isFinite
    let isPositive = domain.lowerBound > 0
    self.kind = kind == .logarithmic && isPositive ? .logarithmic : .linear
    self.places = (lower: places.0, upper: places.1)
    guard isUsable else {
      self.domain = 0...1
      return
    }
    if domain.upperBound - domain.lowerBound > 1e-12 * max(1e-12, abs(domain.upperBound)) {
      self.domain = domain
    } else if self.kind == .logarithmic {
      self.domain = domain.lowerBound / 2...domain.upperBound * 2
    } else {
      let margin = max(abs(domain.lowerBound) / 2, 0.5)
      self.domain = domain.lowerBound - margin...domain.upperBound + margin
    }
  }

  /// The place of `value`; at the axis' end where it lies beyond.
  package func place(_ value: Double) -> Double {
    let clamped = min(max(value, domain.lowerBound), domain.upperBound)
    let share =
      switch kind {
      case .linear:
        // Halved first, since the width of a domain may be beyond the greatest number.
        (clamped / 2 - domain.lowerBound / 2) / (domain.upperBound / 2 - domain.lowerBound / 2)
      case .logarithmic:
        log(clamped / domain.lowerBound) / log(domain.upperBound / domain.lowerBound)
      }
    return places.lower + (share.isFinite ? share : 0) * (places.upper - places.lower)
  }

  /// At most `limit` round values within the domain, ascending: multiples of 1, 2 or 5 times a power of ten, or powers
  /// of ten on a logarithmic axis that spans some.
  ///
  /// - Precondition: `limit` is at least 2.
  package func ticks(atMost limit: Int) -> [Double] {
    precondition(limit >= 2, "an axis has two ticks at least")
    if kind == .logarithmic {
      let exponents =
        Int(
          log10(domain.lowerBound).rounded(.up))...max(
          Int(log10(domain.upperBound).rounded(.down)), Int(log10(domain.lowerBound).rounded(.up)))
      if exponents.count > 1 {
        let step = (exponents.count + limit - 1) / limit
        return stride(from: exponents.lowerBound, through: exponents.upperBound, by: step)
          .map { pow(10, Double($0)) }
      }
    }
    let width = domain.upperBound - domain.lowerBound
    guard width.isFinite else { return [domain.lowerBound, domain.upperBound] }
    let power = pow(10, log10(width / Double(limit)).rounded(.down))
    for factor in [1, 2, 5, 10, 20, 50] {
      let step = power * Double(factor)
      let first = (domain.lowerBound / step - 1e-9).rounded(.up)
      let last = (domain.upperBound / step + 1e-9).rounded(.down)
      if last - first + 1 <= Double(limit) {
        // Zero has no sign: what is rounded up from below it would have one.
        return stride(from: first, through: last, by: 1).map { $0 * step + 0 }
      }
    }
    return [domain.lowerBound, domain.upperBound]
  }
}
