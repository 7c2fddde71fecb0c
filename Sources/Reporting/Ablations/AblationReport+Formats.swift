import ContentDigest
import Evaluation
import ExperimentSchema
package import JSONText
import RunStore

extension AblationReport: Report {
  /// The report as a document: on a terminal the questions are a list below the numbers, on a page they stand beside
  /// them.
  package func document(for medium: ReportMedium) -> ReportDocument {
    var document = ReportDocument(title: title)
    if let remedy { document.blocks.append(.paragraph(remedy)) }
    for table in tables {
      document.blocks.append(.heading(table.corpus.heading, .section))
      document.append("Effect of each ablation: the variant less the baseline", .table(table.effectTable))
      document.append("How sure that is: corrected resampled t-test over the folds", .table(table.tests))
      if case .illustrated = medium { document.blocks += AblationFigures(table: table).effects }
      document.append("Findings", .list(table.effects.map(\.item)))
      document.blocks.append(.legend(Self.legend))
      if !table.notes.isEmpty {
        document.append("Missing", .list(table.notes.map { .init($0.problem, command: $0.command) }))
      }
    }
    return document
  }

  static let legend = [
    "accuracies in %, their effects in percentage points; cross-entropy in nats",
    "(2) over seeds, of each seed's mean over the folds; (3) over folds, of each fold's mean over the seeds; both "
      + "standard deviations of the effect, ddof 1",
    "corrected resampled t-test: folds are the units, each the mean over the common seeds; the variance is enlarged, "
      + "since folds share training clips (Nadeau and Bengio 2003); p is Holm-corrected over the ablations tested",
    "no effect worth the name: not shown, and the interval lies within the ablation's tolerance",
  ]

  package var node: JSONNode {
    .object([
      "title": .string(title), "remedy": .optional(remedy),
      "tables": .array(
        tables.map { table in
          .object([
            "corpus": .object([
              "name": .string(table.corpus.name), "digest": .string(table.corpus.digest.hexadecimal),
            ]),
            "effects": .array(table.effects.map(\.node)),
            "missing": .array(
              table.notes.map {
                .object(["problem": .string($0.problem), "command": .optional($0.command)])
              }),
          ])
        }),
    ])
  }
}

extension AblationReport.CorpusTable {
  fileprivate var effectTable: TextTable {
    var table = TextTable([
      .init("ablation"), .init("metric"), .init("baseline", .right), .init("variant", .right),
      .init("effect", .right), .init("± seeds\n(2)", .right), .init("± folds\n(3)", .right), .init("n"),
    ])
    for effect in effects {
      let unit = effect.unit
      table.append([
        .init(effect.ablation.id), .init(effect.ablation.variant.metric),
        effect.cell(unit.figure(effect.baselineMean), .mean, [effect.baseline]),
        effect.cell(unit.figure(effect.variantMean), .mean, [effect.variant]),
        effect.cell(unit.difference(effect.difference?.mean), .pairedDifference),
        effect.cell(unit.deviation(effect.difference?.seedDeviation), .pairedSeedDeviation),
        effect.cell(unit.deviation(effect.difference?.foldDeviation), .pairedFoldDeviation),
        .init(effect.counts),
      ])
    }
    return table
  }

  var tests: TextTable {
    var table = TextTable([
      .init("ablation"), .init("effect", .right), .init("95 % interval", .right), .init("p", .right),
      .init("p (Holm)", .right), .init("conclusion"),
    ])
    for effect in effects {
      let rule = Derivation.Rule.correctedResampledTest
      let interval: String
      var conclusion = effect.conclusion.words
      switch effect.test {
      case .tested(let test, _, _): interval = effect.unit.differenceInterval(test.interval)
      case .refused(let reason):
        interval = Figures.absent
        conclusion += ": \(reason)"
      }
      table.append([
        .init(effect.ablation.id), effect.cell(effect.unit.difference(effect.difference?.mean), rule),
        effect.cell(interval, rule), effect.cell(Figures.pValue(effect.test.pValue), rule),
        effect.cell(Figures.pValue(effect.test.corrected), rule), .init(conclusion),
      ])
    }
    return table
  }
}

extension AblationReport.Effect {
  fileprivate typealias Side = (metric: String, runs: [String])

  var unit: MetricUnit { MetricUnit(of: ablation.variant.metric) }
  fileprivate var baseline: Side { (ablation.baseline.metric, baselineRuns) }
  fileprivate var variant: Side { (ablation.variant.metric, variantRuns) }

  /// The runs counted on each side.
  fileprivate var counts: String {
    seeds.isEmpty ? "no common runs" : "\(seeds.count) × \(folds.count)"
  }

  /// A cell that shows `text`, made by `rule` from both sides or from those given.
  fileprivate func cell(
    _ text: String, _ rule: Derivation.Rule, _ sides: [Side]? = nil
  ) -> TextTable.Cell {
    if text == Figures.absent { return .init(text) }
    let sides = sides ?? [variant, baseline]
    var (known, metrics, runs): (Set<String>, [MetricReading], [String]) = ([], [], [])
    for side in sides {
      if let reading = MetricReading(side.metric), !metrics.contains(reading) { metrics.append(reading) }
      runs += side.runs.filter { known.insert($0).inserted }
    }
    return .init(text, Derivation(rule, of: .metrics(metrics), runs: runs))
  }

  /// The question, and the answer in a sentence that the numbers choose.
  var item: ReportDocument.Item {
    .init("\(ablation.id): \(ablation.question)", detail: answer)
  }

  /// What the numbers say.
  package var answer: String {
    let sides =
      baselineName == variantName
      ? "\(baselineName): \(ablation.variant.metric) against \(ablation.baseline.metric)"
      : "\(variantName) against \(baselineName), \(ablation.variant.metric)"
    guard let difference else {
      if conclusion == .incomparable, case .refused(let reason) = test {
        return "\(sides): compares nothing, the units are \(reason)"
      }
      return "\(sides): no runs that both have"
    }
    let change =
      "\(unit.figure(baselineMean)) to \(unit.figure(variantMean)), \(unit.difference(difference.mean))"
    switch test {
    case .refused(let reason): return "\(sides): \(change); not decided, the test is refused: \(reason)"
    case .tested(let test, _, let pValue):
      return
        "\(sides): \(change) \(unit.differenceInterval(test.interval)), p (Holm) \(Figures.pValue(pValue)): "
        + conclusion.words
    }
  }

  fileprivate var node: JSONNode {
    func side(_ name: String, _ metric: String, _ mean: Double?, _ runs: [String]) -> JSONNode {
      .object([
        "experiment": .string(name), "metric": .string(metric), "mean": .optional(mean),
        "runs": .array(runs.map { .string($0) }),
      ])
    }
    let tested: JSONNode =
      switch test {
      case .refused(let reason): .object(["refused": .string(reason)])
      case .tested(let test, let pValue, let corrected):
        .object([
          "t": .number(test.t), "folds": .integer(test.foldCount), "lower": .number(test.interval.lower),
          "upper": .number(test.interval.upper), "level": .number(test.interval.level),
          "pValue": .number(pValue), "pValueHolm": .number(corrected),
        ])
      }
    return .object([
      "id": .string(ablation.id), "question": .string(ablation.question),
      "baseline": side(baselineName, ablation.baseline.metric, baselineMean, baselineRuns),
      "variant": side(variantName, ablation.variant.metric, variantMean, variantRuns),
      "folds": .array(folds.map { .integer($0) }), "seeds": .array(seeds.map { .seed($0) }),
      "effect": difference.json, "effectByFold": .array(foldDifferences.map { .number($0) }),
      "tolerance": .number(ablation.tolerance), "correctedResampledTest": tested,
      "conclusion": .string(conclusion.rawValue),
    ])
  }
}

extension MetricUnit {
  /// A standard deviation in the unit, of shares in percentage points.
  fileprivate func deviation(_ number: Double?) -> String {
    self == .share ? Figures.percent(number) : Figures.decimals(number, 3)
  }
}
