/// Which runs are asked for, as `earshot runs list -F` states it.
///
/// A comparison with what a run does not have is false, whatever it is compared with, so that `not` of it is true.
/// `none` asks for just that. Checked in `RunConditionTests`.
public indirect enum RunCondition: Hashable, Sendable {
  /// All of these hold.
  case all([RunCondition])
  /// One of these holds, or several.
  case any([RunCondition])
  /// This does not hold.
  case not(RunCondition)
  /// A field's value is as the test says.
  case test(RunField, Test)

  /// What a value is held against.
  public enum Test: Hashable, Sendable {
    /// `=`; of a time given as a date, that it is of this day.
    case equals(Value)
    /// `<`, `<=`, `>`, `>=`.
    case ordered(Order, Value)
    /// `in (...)`.
    case isOneOf([Value])
    /// `like`: `%` stands for any letters, `_` for one; letters of either case are alike.
    case isLike(String)
    /// `contains`.
    case contains(String)
    /// `= none`.
    case isAbsent
  }

  /// An order.
  public enum Order: String, Hashable, Sendable {
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
  }

  /// A value that stands in a filter.
  public enum Value: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
  }

  /// The condition written `text`.
  ///
  ///     validation.accuracy > 0.4 and corpus = "esc10" and not (tag = "bad" or status in (failed, lost))
  ///
  /// - Throws: ``RunFilterError`` with the place of the first problem.
  /// - Complexity: O(letters); at most 10 000 of them, 250 comparisons, and 64 parentheses in each other.
  public init(parsing text: String) throws(RunFilterError) {
    var parser = try RunFilterParser(text)
    self = try parser.wholeCondition()
  }

  /// The fields that are compared, in the order of the text.
  var fields: [RunField] {
    switch self {
    case .all(let parts), .any(let parts): parts.flatMap(\.fields)
    case .not(let part): part.fields
    case .test(let field, _): [field]
    }
  }
}
