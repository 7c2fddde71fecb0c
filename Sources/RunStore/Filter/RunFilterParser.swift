import ExperimentSchema
import NearNames

/// Reads filters, by descent:
///
///     condition  = conjunction { "or" conjunction }
///     conjunction = negation { "and" negation }
///     negation   = "not" negation | "(" condition ")" | comparison
///     comparison = field ( sign value | [ "not" ] ( "in" "(" value { "," value } ")" | "like" text | "contains" text ) )
///     field      = column | "tag" | metric | "best" "(" metric ")" | setting
///
/// Whatever the text, it ends with a condition or an error: depth and number of comparisons are bounded, which also
/// keeps what SQLite compiles within its own bounds.
struct RunFilterParser {
  /// Parentheses and negations in each other, at most.
  static let greatestDepth = 64
  /// Comparisons, at most.
  static let greatestCount = 250
  /// Values of a list, at most.
  static let greatestListCount = 400
  /// Keys of a setting, at most.
  static let greatestKeyCount = 16

  private let text: String
  private let tokens: [RunFilterToken]
  private var index = 0
  private var depth = 0
  private var comparisonCount = 0

  init(_ text: String) throws(RunFilterError) {
    self.text = text
    var lexer = try RunFilterLexer(text)
    tokens = try lexer.tokens()
  }

  mutating func wholeCondition() throws(RunFilterError) -> RunCondition {
    let condition = try disjunction()
    guard current.kind == .end else { throw failure(expected: "and, or, or the end") }
    return condition
  }

  mutating func wholeField() throws(RunFilterError) -> RunField {
    let field = try field()
    guard current.kind == .end else { throw failure(expected: "the end of the name") }
    return field
  }

  // MARK: Joining

  private mutating func disjunction() throws(RunFilterError) -> RunCondition {
    var parts = [try conjunction()]
    while take("or") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction() throws(RunFilterError) -> RunCondition {
    var parts = [try negation()]
    while take("and") { parts.append(try negation()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func negation() throws(RunFilterError) -> RunCondition {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.greatestDepth else {
      throw failure(expected: "at most \(Self.greatestDepth) parentheses and negations in each other")
    }
    if take("not") { return .not(try negation()) }
    guard takeSign("(") else { return try comparison() }
    let condition = try disjunction()
    guard takeSign(")") else { throw failure(expected: "and, or, or a closing parenthesis") }
    return condition
  }

  // MARK: Comparing

  private mutating func comparison() throws(RunFilterError) -> RunCondition {
    comparisonCount += 1
    guard comparisonCount <= Self.greatestCount else {
      throw failure(expected: "at most \(Self.greatestCount) comparisons")
    }
    let field = try field()
    let isNegated = take("not")
    let test: RunCondition
    if take("in") {
      test = .test(field, .isOneOf(try list(for: field)))
    } else if take("like") {
      test = .test(field, .isLike(try pattern(for: field)))
    } else if take("contains") {
      test = .test(field, .contains(try pattern(for: field)))
    } else if isNegated {
      throw failure(expected: "in, like or contains")
    } else {
      return try signComparison(of: field)
    }
    return isNegated ? .not(test) : test
  }

  private mutating func signComparison(of field: RunField) throws(RunFilterError) -> RunCondition {
    guard case .sign(let sign) = current.kind, !["(", ")", ","].contains(sign) else {
      throw failure(expected: "=, !=, <, <=, >, >=, in, like or contains")
    }
    let place = current
    index += 1
    if isWord("none") {
      guard sign == "=" || sign == "!=" else {
        throw failure(at: place, expected: "= or != before none")
      }
      index += 1
      return sign == "=" ? .test(field, .isAbsent) : .not(.test(field, .isAbsent))
    }
    let value = try value(for: field)
    switch (sign, RunCondition.Order(rawValue: sign)) {
    case ("=", _): return .test(field, .equals(value))
    // What is absent neither equals nor differs; a mark differs where the run does not bear it.
    case ("!=", _) where field == .tag: return .not(.test(field, .equals(value)))
    case ("!=", _):
      return .all([.not(.test(field, .equals(value))), .not(.test(field, .isAbsent))])
    case (_, let order?):
      if field == .tag || field.kind == .status {
        throw failure(at: place, expected: "=, !=, in, like or contains: \(field) has no order")
      }
      return .test(field, .ordered(order, value))
    default: throw failure(at: place, expected: "=, !=, <, <=, > or >=")
    }
  }

  private mutating func list(for field: RunField) throws(RunFilterError) -> [RunCondition.Value] {
    guard takeSign("(") else { throw failure(expected: "a list in parentheses") }
    var values = [try value(for: field)]
    while takeSign(",") {
      guard values.count < Self.greatestListCount else {
        throw failure(expected: "at most \(Self.greatestListCount) values in a list")
      }
      values.append(try value(for: field))
    }
    guard takeSign(")") else { throw failure(expected: "a comma or a closing parenthesis") }
    return values
  }

  private mutating func pattern(for field: RunField) throws(RunFilterError) -> String {
    if field.kind == .number {
      throw failure(expected: "a comparison with a number: \(field) is one", remedy: "Use =, <, > or in.")
    }
    switch current.kind {
    case .text(let text), .word(let text):
      index += 1
      return text
    default: throw failure(expected: "a text in quotes")
    }
  }

  // MARK: Values

  private mutating func value(for field: RunField) throws(RunFilterError) -> RunCondition.Value {
    let token = current
    switch (token.kind, field.kind) {
    case (.number(let number), .number), (.number(let number), .any):
      index += 1
      return number
    case (.word("true"), .any), (.word("false"), .any):
      index += 1
      return .boolean(token.kind == .word("true"))
    case (.text(let text), let kind) where kind != .number, (.word(let text), let kind) where kind != .number:
      if case .word = token.kind, Self.keywords.contains(text.lowercased()) { break }
      try check(text, as: kind)
      index += 1
      return .text(text)
    default: break
    }
    let expected =
      switch field.kind {
      case .number: "a number: \(field) is one"
      case .time: "a time in quotes, such as \"2026-11-01\""
      case .text, .status: "a text in quotes: \(field) is text"
      case .any: "a number, a text in quotes, true or false"
      }
    throw failure(expected: expected)
  }

  private func check(_ text: String, as kind: RunField.Kind) throws(RunFilterError) {
    switch kind {
    case .status where RunStatus(rawValue: text) == nil:
      let names = RunStatus.allCases.map(\.rawValue)
      throw failure(
        expected: "a status: \(names.joined(separator: ", "))",
        remedy: NearNames.question(for: text, among: names))
    case .time where StoredTime(text) == nil:
      throw failure(
        expected: "a time in UTC, such as \"2026-11-01\" or \"2026-11-01T14:30\"")
    default: break
    }
  }

  // MARK: Fields

  private mutating func field() throws(RunFilterError) -> RunField {
    guard case .word(let name) = current.kind, !Self.keywords.contains(name.lowercased()) else {
      throw failure(expected: "a name, such as corpus, validation.accuracy, training.epochs or tag")
    }
    let place = current
    index += 1
    if name == "best", takeSign("(") { return try best() }
    if name == "tag" { return .tag }
    if let column = RunColumn(rawValue: name) { return .column(column) }
    if let metric = MetricName(name), !metric.name.contains(".") { return .metric(metric) }
    let keys = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let root = keys.first, RunField.settingRoots.contains(root), keys.count >= 2 else {
      throw .unknownField(name, at: place.position, in: text)
    }
    guard !keys.contains(""), keys.count <= Self.greatestKeyCount else {
      throw failure(
        at: place,
        expected: "2...\(Self.greatestKeyCount) keys joined by single dots, such as training.epochs")
    }
    return .setting(keys)
  }

  private mutating func best() throws(RunFilterError) -> RunField {
    guard case .word(let name) = current.kind, let metric = MetricName(name), metric.isBestGreatest != nil
    else {
      var remedy: String?
      if case .word(let name) = current.kind {
        let names = MetricName.recorded.filter { $0.isBestGreatest != nil }.map(\.description)
        remedy = NearNames.question(for: name, among: names)
      }
      throw failure(expected: "a metric with a best value, such as validation.accuracy", remedy: remedy)
    }
    index += 1
    guard takeSign(")") else { throw failure(expected: "a closing parenthesis") }
    return .best(metric)
  }

  // MARK: Tokens

  private static let keywords: Set<String> = ["and", "or", "not", "in", "like", "contains", "none"]

  private var current: RunFilterToken { tokens[index] }

  private func isWord(_ word: String) -> Bool {
    if case .word(let found) = current.kind { found.lowercased() == word } else { false }
  }

  private mutating func take(_ word: String) -> Bool {
    guard isWord(word) else { return false }
    index += 1
    return true
  }

  private mutating func takeSign(_ sign: String) -> Bool {
    guard current.kind == .sign(sign) else { return false }
    index += 1
    return true
  }

  private func failure(
    at token: RunFilterToken? = nil, expected: String, remedy: String? = nil
  ) -> RunFilterError {
    let token = token ?? current
    return RunFilterError(
      text: text, position: token.position, found: token.found, expected: expected, remedy: remedy)
  }
}
