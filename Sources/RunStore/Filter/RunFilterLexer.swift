/// A word, number, text or sign of a filter, and where it stands.
struct RunFilterToken: Hashable {
  enum Kind: Hashable {
    /// A name, a key path or a word such as `and`.
    case word(String)
    case number(RunCondition.Value)
    /// What stood between quotes.
    case text(String)
    /// `(`, `)`, `,`, `=`, `!=`, `<`, `<=`, `>`, `>=`.
    case sign(String)
    case end
  }

  var kind: Kind
  /// Where it begins, in letters from 0.
  var position: Int

  /// What a message says was found.
  var found: String {
    switch kind {
    case .word(let word): word.debugDescription
    case .number(.integer(let number)): "\(number)"
    case .number(.number(let number)): "\(number)"
    case .number: "a number"
    case .text(let text): "the text " + String(text.prefix(60)).debugDescription
    case .sign(let sign): "\"\(sign)\""
    case .end: "the end"
    }
  }
}

/// Cuts a filter into tokens.
struct RunFilterLexer {
  /// Letters of a filter, at most.
  static let greatestLength = 10_000

  private let text: String
  private let letters: [Character]
  private var position = 0

  init(_ text: String) throws(RunFilterError) {
    self.text = text
    letters = Array(text)
    if letters.count > Self.greatestLength {
      throw failure(at: Self.greatestLength, found: "\(letters.count) letters", expected: "at most 10 000")
    }
  }

  /// All tokens, the last of which is the end.
  mutating func tokens() throws(RunFilterError) -> [RunFilterToken] {
    var tokens: [RunFilterToken] = []
    while true {
      while let letter = current, letter.isWhitespace { position += 1 }
      let start = position
      guard let letter = current else {
        return tokens + [RunFilterToken(kind: .end, position: start)]
      }
      tokens.append(RunFilterToken(kind: try token(beginningWith: letter), position: start))
    }
  }

  private var current: Character? { position < letters.count ? letters[position] : nil }
  private var next: Character? { position + 1 < letters.count ? letters[position + 1] : nil }

  private mutating func token(beginningWith letter: Character) throws(RunFilterError) -> RunFilterToken.Kind {
    switch letter {
    case "\"", "'": return .text(try quotedText(until: letter))
    case "(", ")", ",":
      position += 1
      return .sign(String(letter))
    case "=", "!", "<", ">": return .sign(try comparison(beginningWith: letter))
    case _ where letter.isDigit || "+-.".contains(letter): return .number(try number())
    case _ where letter.isLetter || letter == "_": return .word(word())
    default:
      throw failure(
        at: position, found: String(letter).debugDescription,
        expected: "a name, a number, a text in quotes, or a sign")
    }
  }

  private mutating func comparison(beginningWith letter: Character) throws(RunFilterError) -> String {
    let start = position
    position += 1
    if current == "=" {
      position += 1
      return letter == "=" ? "=" : "\(letter)="
    }
    if letter == "<", current == ">" {
      position += 1
      return "!="
    }
    if letter == "!" { throw failure(at: start, found: "\"!\"", expected: "!=", remedy: "Or the word not.") }
    return String(letter)
  }

  private mutating func quotedText(until quote: Character) throws(RunFilterError) -> String {
    let start = position
    var content = ""
    position += 1
    while let letter = current {
      position += 1
      if letter == quote { return content }
      guard letter == "\\" else {
        content.append(letter)
        continue
      }
      guard let escaped = current, escaped == quote || escaped == "\\" else {
        throw failure(
          at: position - 1, found: "a backslash", expected: "\\\\ for a backslash or \\\(quote) for a quote",
          remedy: "Write it twice.")
      }
      content.append(escaped)
      position += 1
    }
    throw failure(at: start, found: "a text without an end", expected: "a closing \(quote)")
  }

  private mutating func number() throws(RunFilterError) -> RunCondition.Value {
    let start = position
    if current == "-" || current == "+" { position += 1 }
    while let letter = current, letter.isDigit || letter.isLetter || letter == "." || isExponentSign {
      position += 1
    }
    let digits = String(letters[start..<position])
    if let number = Int64(digits) { return .integer(number) }
    guard digits.contains(where: \.isDigit), !digits.lowercased().contains("x"), let number = Double(digits),
      number.isFinite
    else {
      throw failure(
        at: start, found: digits.debugDescription, expected: "a number, such as 20, 0.4 or 1e-3",
        remedy: "A name that begins with a digit stands in quotes.")
    }
    return .number(number)
  }

  /// Whether the sign of an exponent comes here: that of `1e-3`.
  private var isExponentSign: Bool {
    guard position > 0, let letter = current, letter == "-" || letter == "+" else { return false }
    return "eE".contains(letters[position - 1]) && next?.isDigit == true
  }

  private mutating func word() -> String {
    let start = position
    while let letter = current, letter.isLetter || letter.isDigit || "_.-".contains(letter) { position += 1 }
    return String(letters[start..<position])
  }

  private func failure(
    at position: Int, found: String, expected: String, remedy: String? = nil
  ) -> RunFilterError {
    RunFilterError(text: text, position: position, found: found, expected: expected, remedy: remedy)
  }
}

extension Character {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}
