import ExperimentSchema
package import JSONText
import RunStore

extension RunDifference: Report {
  package func document(for medium: ReportMedium) -> ReportDocument {
    var document = ReportDocument(title: "\(first.summary.id) and \(second.summary.id)")
    document.append("Runs", .table(runs))
    document.append("Configuration", differing(configuration, "The configurations are equal."))
    document.append("Code", differing(code, "The code is the same, as far as both name it."))
    document.append("Environment", differing(environment, "The environments are equal."))
    document.append("Metrics after the last epoch", .table(metrics))
    document.append("Where they part", parting)
    return document
  }

  private var runs: TextTable {
    var table = TextTable([.init(""), .init("first"), .init("second")])
    let (one, other) = (first.summary, second.summary)
    table.append(["id", one.id, other.id])
    table.append(["status", one.status.rawValue, other.status.rawValue])
    table.append(["epochs", one.epochsDone, other.epochsDone])
    return table
  }

  private func differing(_ leaves: [Leaf], _ equal: String) -> ReportDocument.Block {
    if leaves.isEmpty { return .paragraph(equal) }
    var table = TextTable([.init("key"), .init("first"), .init("second")])
    for leaf in leaves {
      table.append([leaf.key, leaf.first ?? Figures.absent, leaf.second ?? Figures.absent])
    }
    return .table(table)
  }

  private var metrics: TextTable {
    var table = TextTable([
      .init("metric"), .init("first", .right), .init("second", .right), .init("difference", .right),
    ])
    for measure in measures {
      table.append(
        [measure.name] + [measure.first, measure.second, measure.difference].map { Figures.decimals($0, 6) })
    }
    return table
  }

  private var parting: ReportDocument.Block {
    guard let divergence else {
      return .paragraph(
        commonEpochCount == 0
          ? "They have no epoch in common: nothing can be compared."
          : "In the \(commonEpochCount) epoch\(commonEpochCount == 1 ? "" : "s") that both have, every bit is equal."
      )
    }
    var table = TextTable([
      .init("epoch", .right), .init("metric"), .init("run"), .init("value", .right), .init("bits"),
    ])
    for (name, value) in [("first", divergence.first), ("second", divergence.second)] {
      table.append([
        "\(divergence.epoch)", divergence.metric.description, name, "\(value)",
        EpochDivergence.hexadecimal(value),
      ])
    }
    return .table(table)
  }

  package var node: JSONNode {
    func leaves(_ leaves: [Leaf]) -> JSONNode {
      .array(
        leaves.map {
          .object(["key": .string($0.key), "first": .optional($0.first), "second": .optional($0.second)])
        })
    }
    return .object([
      "first": .string(first.summary.id), "second": .string(second.summary.id),
      "configuration": leaves(configuration), "code": leaves(code), "environment": leaves(environment),
      "metrics": .array(
        measures.map { measure in
          .object([
            "name": .string(measure.name), "first": .optional(measure.first),
            "second": .optional(measure.second), "difference": .optional(measure.difference),
          ])
        }),
      "commonEpochs": .integer(commonEpochCount),
      "divergence": divergence.map { divergence in
        .object([
          "epoch": .integer(divergence.epoch), "metric": .string(divergence.metric.description),
          "first": .number(divergence.first), "second": .number(divergence.second),
          "firstBits": .string(EpochDivergence.hexadecimal(divergence.first)),
          "secondBits": .string(EpochDivergence.hexadecimal(divergence.second)),
        ])
      } ?? .null,
    ])
  }
}
