import Foundation

/// What the values along an axis are, and how they are written.
package enum AxisUnit: Hashable, Sendable {
  /// Shares, in percent.
  case percent
  /// Differences of shares, in percentage points, with their sign.
  case points
  /// Numbers as they are.
  case plain

  /// `value` as a tick's label: as few digits as it takes.
  func tick(_ value: Double) -> String {
    switch self {
    case .percent: Self.shortest(100 * value)
    case .points: (value > 1e-12 ? "+" : "") + Self.shortest(100 * value)
    case .plain: Self.shortest(value)
    }
  }

  /// `value` with the digits that a reader wants to know.
  func reading(_ value: Double) -> String {
    switch self {
    case .percent: Figures.decimals(100 * value, 1) + " %"
    case .points: Figures.points(value)
    case .plain: abs(value) >= 1000 ? Self.shortest(value) : Figures.decimals(value, 3)
    }
  }

  /// `value` as tables show it; the unit is the axis' to name.
  func exact(_ value: Double) -> String {
    switch self {
    case .percent: Figures.percent(value)
    case .points: Figures.points(value)
    case .plain: Figures.decimals(value, 3)
    }
  }

  /// What an axis is called that shows such values; empty where nothing is to be said.
  var name: String {
    switch self {
    case .percent: "%"
    case .points: "percentage points"
    case .plain: ""
    }
  }

  private static func shortest(_ value: Double) -> String {
    // Rounded first: a multiple of 0.1 may be a digit off in its last place.
    String(format: "%.4g", abs(value) < 1e-12 ? 0 : value)
  }
}
