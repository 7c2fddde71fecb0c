import ContentDigest
import ExperimentSchema
import Foundation
package import JSONText
import RunStore

extension ConfigurationsReport: Report {
  /// The report as a document, the same for every medium; pages draw it too.
  package func document(for medium: ReportMedium) -> ReportDocument {
    var document = ReportDocument(title: "What was tried of \(experiment)")
    if let remedy { document.blocks.append(.paragraph(remedy)) }
    for table in tables {
      document.blocks.append(.heading(table.corpus.heading, .section))
      document.blocks.append(.paragraph(summary(table)))
      document.append("Configurations, the best first", .table(self.table(table, style: medium.style)))
      document.blocks.append(.legend(Self.legend))
      if case .illustrated = medium { document.blocks += figures(table) }
    }
    return document
  }

  private static let legend = [
    "*   the file as it is now; #: in the order in which configurations were first run",
    "the best of several is chosen on the folds that it reports: its value is optimistic, the more so the more were tried",
    "± seeds: standard deviation over seeds, of each seed's mean over the folds (ddof 1); n: seeds × folds",
  ]

  private var unit: MetricUnit { MetricUnit(of: objective.description) }

  /// The best, and how it lies to the file's.
  private func summary(_ table: CorpusTable) -> String {
    let count = table.configurations.count
    let tried = count == 1 ? "One configuration was tried" : "\(count) configurations were tried"
    guard let best = table.configurations.first, let mean = best.measured?.mean else {
      return "\(tried); none recorded \(objective)."
    }
    let settings = table.settings.map { "\($0) \(best.values[$0] ?? Figures.absent)" }
    let name = settings.isEmpty ? "#\(best.number)" : settings.joined(separator: ", ")
    let own = table.configurations.first(where: \.isDeclared)
    let relation: String
    if best.isDeclared {
      relation = "; it is the file's"
    } else if let own, let measured = own.measured {
      relation =
        own.seeds == best.seeds && own.folds == best.folds
        ? ", \(unit.difference(mean - measured.mean)) from the file's"
        : "; the file's was measured on other seeds or folds, so that the two do not compare"
    } else {
      relation = ""
    }
    let grounds = Set(measured(table).map { [$0.seeds.map(String.init), $0.folds.map(String.init)] })
    return "\(tried). Best by \(objective): \(name), \(unit.figure(mean))\(relation)."
      + (grounds.count > 1
        ? " Not all were measured on the same seeds and folds: a difference may be theirs." : "")
  }

  private func measured(_ table: CorpusTable) -> [Configuration] {
    table.configurations.filter { $0.measured != nil }
  }

  private func table(_ table: CorpusTable, style: TextStyle) -> TextTable {
    var text = TextTable(
      [.init("#", .right)] + table.settings.map { .init($0) }
        + [
          .init(objective.description, .right), .init("± seeds", .right), .init("n"),
          .init("parameters", .right), .init("MACs per\nexample", .right),
        ])
    for entry in table.configurations {
      func cell(_ shown: String, _ rule: Derivation.Rule) -> TextTable.Cell {
        .init(
          shown,
          shown == Figures.absent ? nil : Derivation(rule, of: .metrics([objective]), runs: entry.runs))
      }
      let deviation = entry.measured?.seedDeviation
      text.append(
        [.init("\(entry.number)" + (entry.isDeclared ? " *" : ""))]
          + table.settings.map { .init(entry.values[$0] ?? Figures.absent) }
          + [
            cell(unit.figure(entry.measured?.mean), .mean),
            cell(
              unit == .share ? Figures.percent(deviation) : Figures.decimals(deviation, 3), .seedDeviation),
            .init("\(entry.seeds.count) \(style == .unicode ? "×" : "x") \(entry.folds.count)"),
            .init(Figures.grouped(entry.parameterCount)),
            .init(Figures.grouped(entry.multiplyAccumulateCount)),
          ])
    }
    return text
  }

  // MARK: Figures

  private func figures(_ table: CorpusTable) -> [ReportDocument.Block] {
    let measured = measured(table)
    if measured.count < 2 { return [] }
    let axisUnit: AxisUnit = unit == .share ? .percent : .plain
    let parallel = ParallelCoordinatesChart(
      title: "\(measured.count) configurations",
      axes: table.settings.map { .init($0, kind: kind(of: $0, in: measured)) },
      lines: measured.map { entry in
        .init(
          label: "#\(entry.number)", values: table.settings.map { entry.values[$0].map(Self.value) },
          objective: entry.measured?.mean)
      },
      objectiveName: objective.description, objectiveUnit: axisUnit, isMaximised: isMaximised)
    return [
      .heading("Settings and what they achieve", .subsection),
      .chart(
        "A line for each configuration, over the settings that they differ in; the better, the higher at the right.",
        parallel),
      .heading("Best so far", .subsection),
      .chart(
        "\(objective) of each configuration in the order in which they were first run, and the best up to there.",
        LineChart(
          panels: [.init(title: objective.description, series: course(measured))], xLabel: "configuration",
          unit: axisUnit)),
    ]
  }

  private static func value(_ text: String) -> ParallelCoordinatesChart.Value {
    Double(text).map { .number($0) } ?? .category(text)
  }

  /// Logarithmic where values span more than two powers of ten.
  private func kind(of setting: String, in entries: [Configuration]) -> AxisScale.Kind {
    let numbers = entries.compactMap { $0.values[setting].flatMap(Double.init) }
    guard let least = numbers.min(), let greatest = numbers.max(), least > 0 else { return .linear }
    return greatest / least >= 100 ? .logarithmic : .linear
  }

  private func course(_ measured: [Configuration]) -> [LineChart.Series] {
    let ordered = measured.sorted { $0.number < $1.number }
    var best: Double?
    var (each, bestSoFar): ([LineChart.Vertex], [LineChart.Vertex]) = ([], [])
    for entry in ordered {
      guard let mean = entry.measured?.mean else { continue }
      best = best.map { isMaximised ? max($0, mean) : min($0, mean) } ?? mean
      each.append(.init(x: Double(entry.number), y: mean))
      bestSoFar.append(.init(x: Double(entry.number), y: best ?? mean))
    }
    return [.init(name: "best so far", vertices: bestSoFar), .init(name: "each", vertices: each)]
  }

  package var node: JSONNode {
    .object([
      "experiment": .string(experiment), "objective": .string(objective.description),
      "isMaximised": .boolean(isMaximised), "remedy": .optional(remedy),
      "tables": .array(
        tables.map { table in
          .object([
            "corpus": .object([
              "name": .string(table.corpus.name), "digest": .string(table.corpus.digest.hexadecimal),
            ]),
            "settings": .array(table.settings.map { .string($0) }),
            "configurations": .array(
              table.configurations.map { entry in
                .object([
                  "number": .integer(entry.number), "configurationDigest": .string(entry.digest.hexadecimal),
                  "isDeclared": .boolean(entry.isDeclared),
                  "settings": .object(table.settings.map { ($0, .optional(entry.values[$0])) }),
                  "measured": entry.measured.json, "seeds": .array(entry.seeds.map { .seed($0) }),
                  "folds": .array(entry.folds.map { .integer($0) }),
                  "runs": .array(entry.runs.map { .string($0) }),
                  "parameters": .integer(entry.parameterCount),
                  "macs": .integer(entry.multiplyAccumulateCount),
                ])
              }),
          ])
        }),
    ])
  }
}
