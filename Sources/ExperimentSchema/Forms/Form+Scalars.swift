import JSONText

extension Form where Value == Int {
  /// A whole number within `range`.
  static func integer(in range: ClosedRange<Int>, unit: String = "") -> Form {
    let expected = "a whole number in \(range.lowerBound)...\(range.upperBound)" + suffix(unit)
    return Form(
      schema: .object([
        "type": .string("integer"), "minimum": .integer(range.lowerBound),
        "maximum": .integer(range.upperBound),
      ]),
      placeholder: range.lowerBound
    ) { node, path, problems in
      guard case .number(let number, _) = node.value, let whole = Int(exactly: number),
        range.contains(whole)
      else {
        problems.note(node, path, expected: expected)
        return range.lowerBound
      }
      return whole
    }
  }
}

extension Form where Value == UInt64 {
  /// A seed: a whole number from 0 to 2⁶³ - 1, what the store's integers hold.
  static var seed: Form {
    Form(
      schema: .object([
        "type": .string("integer"), "minimum": .integer(0), "maximum": .integer(Int.max),
      ]), placeholder: 0
    ) { node, path, problems in
      guard case .number(_, let text) = node.value, let seed = UInt64(text), seed <= UInt64(Int64.max)
      else {
        problems.note(node, path, expected: "a whole number in 0...\(Int64.max)")
        return 0
      }
      return seed
    }
  }
}

extension Form where Value == Double {
  /// A number within `range`, its upper bound excluded where `isUpperExcluded`, its lower where
  /// `isLowerExcluded`.
  static func number(
    in range: ClosedRange<Double>, isLowerExcluded: Bool = false, isUpperExcluded: Bool = false,
    unit: String = ""
  ) -> Form {
    let lower = JSONNode.number(range.lowerBound)
    let upper = JSONNode.number(range.upperBound)
    let bounds =
      (isLowerExcluded ? "above \(lower.found)" : "from \(lower.found)")
      + (isUpperExcluded ? " to below \(upper.found)" : " to \(upper.found)")
    let expected = "a number \(bounds)" + suffix(unit)
    let placeholder = isLowerExcluded ? range.upperBound : range.lowerBound
    return Form(
      schema: .object([
        "type": .string("number"), isLowerExcluded ? "exclusiveMinimum" : "minimum": lower,
        isUpperExcluded ? "exclusiveMaximum" : "maximum": upper,
      ]), placeholder: placeholder
    ) { node, path, problems in
      guard case .number(let number, _) = node.value, range.contains(number),
        !(isLowerExcluded && number == range.lowerBound), !(isUpperExcluded && number == range.upperBound)
      else {
        problems.note(node, path, expected: expected)
        return placeholder
      }
      return number
    }
  }
}

extension Form where Value == Bool {
  /// `true` or `false`.
  static var boolean: Form {
    Form(schema: .object(["type": .string("boolean")]), placeholder: false) { node, path, problems in
      guard case .boolean(let value) = node.value else {
        problems.note(node, path, expected: "true or false")
        return false
      }
      return value
    }
  }
}

extension Form where Value == String {
  /// Text of 1 to `maximum` characters.
  static func text(atMost maximum: Int = 1000) -> Form {
    Form(
      schema: .object([
        "type": .string("string"), "minLength": .integer(1), "maxLength": .integer(maximum),
      ]), placeholder: ""
    ) { node, path, problems in
      guard let text = node.string, !text.isEmpty, text.count <= maximum else {
        problems.note(node, path, expected: "text of 1 to \(maximum) characters")
        return ""
      }
      return text
    }
  }

  /// A name that may stand in a path: 1 to 64 of `a-z 0-9 . _ -`, beginning with a letter or digit; of
  /// `A-Z` too where `allowsUppercase`, and without a dot where it is a step of a key path.
  static func name(allowsUppercase: Bool = false, allowsDot: Bool = true) -> Form {
    let letters = allowsUppercase ? "a-zA-Z0-9" : "a-z0-9"
    let rest = (allowsDot ? "." : "") + "_-"
    return Form(
      schema: .object([
        "type": .string("string"), "pattern": .string("^[\(letters)][\(letters)\(rest)]{0,63}$"),
      ]), placeholder: ""
    ) { node, path, problems in
      guard let text = node.string, (1...64).contains(text.utf8.count),
        text.utf8.allSatisfy({ isNameByte($0, allowsUppercase: allowsUppercase, rest: rest.utf8) }),
        text.first?.isLetter == true || text.first?.isNumber == true
      else {
        problems.note(
          node, path, expected: "1 to 64 of the characters \(letters) \(rest), the first a letter or digit")
        return ""
      }
      return text
    }
  }
}

extension Form where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the cases of `Value`, by its name.
  static var choice: Form {
    let names = Value.allCases.map(\.rawValue)
    let cases = Array(Value.allCases)
    return Form(
      schema: .object(["enum": .array(names.map { .string($0) })]), placeholder: cases[0]
    ) { node, path, problems in
      guard let text = node.string, let value = Value(rawValue: text) else {
        problems.noteChoice(node, path, among: names)
        return cases[0]
      }
      return value
    }
  }
}

private func suffix(_ unit: String) -> String { unit.isEmpty ? "" : " " + unit }

private func isNameByte(_ byte: UInt8, allowsUppercase: Bool, rest: String.UTF8View) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): allowsUppercase
  default: rest.contains(byte)
  }
}
