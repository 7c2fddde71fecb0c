import Foundation

/// How numbers are written in tables.
enum Figures {
  /// A share as the history prints it, in percent with two decimals, such as `41.53`.
  static func percent(_ share: Double?) -> String { decimals(share.map { 100 * $0 }, 2) }

  /// A difference of shares in percentage points, with its sign, such as `+23.17`.
  static func points(_ difference: Double?) -> String {
    guard let difference, difference.isFinite else { return absent }
    return String(format: "%+.2f", 100 * difference)
  }

  /// A number with `count` decimals.
  static func decimals(_ number: Double?, _ count: Int) -> String {
    guard let number, number.isFinite else { return absent }
    return String(format: "%.\(count)f", number)
  }

  /// An integer with a space between thousands, such as `107 850`.
  static func grouped(_ number: Int?) -> String {
    guard let number else { return absent }
    var digits = String(number.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    groups.insert(digits, at: 0)
    return (number < 0 ? "-" : "") + groups.joined(separator: " ")
  }

  /// A p-value, such as `0.013` or `<0.001`.
  static func pValue(_ value: Double?) -> String {
    guard let value, value.isFinite else { return absent }
    return value < 0.001 ? "<0.001" : decimals(value, 3)
  }

  /// What stands where there is no number.
  static let absent = "-"

  /// `1..3` for neighbours, `1,4` else.
  static func list(_ numbers: [Int]) -> String {
    let sorted = numbers.sorted()
    if let first = sorted.first, let last = sorted.last, sorted.count > 2, last - first == sorted.count - 1 {
      return "\(first)..\(last)"
    }
    return sorted.map(String.init).joined(separator: ",")
  }
}
