import JSONText

/// Makes a domain of what a sweep file writes, or notes why it is none.
struct DomainChecks {
  /// `space.model.layers.dropout1.rate`.
  let keyPath: String
  let node: JSONNode
  private(set) var problems: [ExperimentError.Problem] = []

  init(keyPath: String, node: JSONNode) {
    self.keyPath = keyPath
    self.node = node
  }

  /// Returns the domain that `written` stands for; nil where there are problems.
  ///
  /// - Parameter named: The settings of other files, with what they are called; empty where `written` names
  ///   none.
  mutating func domain(_ written: WrittenDomain, named: [Hyperparameter.Choice]) -> Hyperparameter.Domain? {
    let domain: Hyperparameter.Domain?
    switch written {
    case .uniform(let low, let high, let isLogarithmic):
      checkOrder(low, high)
      if isLogarithmic { checkAboveZero(low) }
      domain = problems.isEmpty ? isLogarithmic ? .logUniform(low...high) : .uniform(low...high) : nil
    case .integer(let low, let high, let step, let isLogarithmic):
      checkOrder(Double(low), Double(high))
      if isLogarithmic {
        checkAboveZero(Double(low))
        if step != 1 {
          note(
            "step", found: "\(step) on a logarithmic scale", expected: "1",
            remedy: "Leave one of the two out.")
        }
      } else if !(high - low).isMultiple(of: step) {
        let last = high - (high - low) % step
        note(
          "high", found: "\(high)", expected: "low and whole steps of \(step)",
          remedy: "Try \(last == low ? low + step : last).")
      }
      domain = problems.isEmpty ? .integer(low...high, step: step, isLogarithmic: isLogarithmic) : nil
    case .quantised(let low, let high, let step):
      checkOrder(low, high)
      if problems.isEmpty { checkSteps(low, high, step) }
      domain = problems.isEmpty ? .quantised(low...high, step: step) : nil
    case .choice(let values, let files, let labels):
      let choices = files.isEmpty ? Self.choices(values) : named
      checkChoice(values, files, labels, count: choices.count)
      let labelled =
        labels.count == choices.count ? zip(labels, choices).map { .init(label: $0, json: $1.json) } : choices
      checkLabels(labelled)
      domain = problems.isEmpty ? .choice(labelled) : nil
    }
    return domain
  }

  /// Values with what they are called where the file does not say: scalars as they are written, others by
  /// number.
  private static func choices(_ values: [JSONNode]) -> [Hyperparameter.Choice] {
    values.enumerated().map { index, value in
      let label =
        switch value.value {
        case .object, .array: "#\(index + 1)"
        case .string(let text): text
        case .number, .boolean, .null: value.compactText()
        }
      return Hyperparameter.Choice(label: label, json: value.compactText())
    }
  }

  private mutating func checkOrder(_ low: Double, _ high: Double) {
    guard low >= high else { return }
    note(
      "high", found: JSONNode.number(high).found, expected: "above low, \(JSONNode.number(low).found)",
      remedy: low == high ? "A setting that has one value belongs into the experiment." : "Exchange the two.")
  }

  private mutating func checkAboveZero(_ low: Double) {
    guard low <= 0 else { return }
    note(
      "low", found: JSONNode.number(low).found, expected: "a value above 0, since the scale is logarithmic",
      remedy: "Try \(low == 0 ? "0.00001" : "a linear scale").")
  }

  /// A count of steps is whole up to rounding, and no more of them than can be told apart.
  private mutating func checkSteps(_ low: Double, _ high: Double, _ step: Double) {
    let steps = (high - low) / step
    if steps > 1e9 {
      note("step", found: JSONNode.number(step).found, expected: "at most 1000000000 steps", remedy: "")
    } else if abs(steps - steps.rounded()) > 1e-9 * max(1, steps) || steps < 0.5 {
      let last = low + max(1, steps.rounded(.down)) * step
      note(
        "high", found: JSONNode.number(high).found,
        expected: "low and whole steps of \(JSONNode.number(step).found)",
        remedy: "Try \(JSONNode.number((last * 1e9).rounded() / 1e9).found).")
    }
  }

  private mutating func checkChoice(_ values: [JSONNode], _ files: [String], _ labels: [String], count: Int) {
    if values.isEmpty == files.isEmpty {
      note(
        "values", found: values.isEmpty ? "nothing" : "values beside from", expected: "values, or from",
        remedy: values.isEmpty ? "Add the key." : "Delete one of the two.")
    } else if !labels.isEmpty, labels.count != max(values.count, files.count) {
      note(
        "labels", found: "\(labels.count) labels for \(max(values.count, files.count)) values",
        expected: "one for each value", remedy: "")
    }
  }

  private mutating func checkLabels(_ choices: [Hyperparameter.Choice]) {
    var seen: Set<String> = []
    for choice in choices where !seen.insert(choice.label).inserted {
      note(
        "labels", found: "two values called \"\(choice.label)\"", expected: "a label of its own for each",
        remedy: "Name them under labels.")
    }
  }

  private mutating func note(_ key: String, found: String, expected: String, remedy: String) {
    problems.append(
      ExperimentError.Problem(
        place: (node[key] ?? node).place, keyPath: "\(keyPath).\(key)", found: found, expected: expected,
        remedy: remedy))
  }
}
