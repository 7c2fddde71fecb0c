import Datasets
import ExperimentRunner
import ExperimentSchema
import Reporting

/// What `run --dry-run` prints: each experiment resolved, its layers and costs, the number of runs.
struct DryRun {
  let runs: [PlannedRun]

  /// One experiment on one corpus.
  private struct Entry: Encodable {
    struct Layer: Encodable {
      var name: String
      var type: String
      var inputShape: [Int]
      var outputShape: [Int]
      var parameters: Int
      var macs: Int
    }

    var experiment: String
    var corpus: String
    var runs: Int
    var parameters: Int
    var macsPerExample: Int
    var layers: [Layer]
    var resolved: String
  }

  func write(asJSON: Bool) throws {
    let entries = entries
    if asJSON { return try Console.write(json: entries) }
    for entry in entries { Console.write(text(of: entry)) }
    Console.write("\(runs.count) run\(runs.count == 1 ? "" : "s") in all")
  }

  private var entries: [Entry] {
    var entries: [Entry] = []
    for run in runs {
      if let index = entries.firstIndex(where: {
        $0.experiment == run.experiment.name && $0.corpus == run.corpus.name
      }) {
        entries[index].runs += 1
        continue
      }
      entries.append(
        Entry(
          experiment: run.experiment.name, corpus: run.corpus.name, runs: 1, parameters: run.parameterCount,
          macsPerExample: run.multiplyAccumulateCount,
          layers: run.layers.map {
            Entry.Layer(
              name: $0.layer.name, type: $0.layer.operation.type, inputShape: $0.inputShape,
              outputShape: $0.outputShape, parameters: $0.parameterCount, macs: $0.multiplyAccumulateCount)
          }, resolved: run.declared.resolvedText))
    }
    return entries
  }

  private func text(of entry: Entry) -> String {
    var table = TextTable([
      .init("layer"), .init("type"), .init("input"), .init("output"), .init("parameters", .right),
      .init("MACs", .right),
    ])
    for layer in entry.layers {
      table.append([
        layer.name, layer.type, "\(layer.inputShape)", "\(layer.outputShape)", "\(layer.parameters)",
        "\(layer.macs)",
      ])
    }
    table.append(["", "", "", "", "\(entry.parameters)", "\(entry.macsPerExample)"])
    return """
      \(entry.resolved)
      \(entry.experiment) on \(entry.corpus): \(entry.parameters) parameters, \
      \(entry.macsPerExample) MACs per example, \(entry.runs) run\(entry.runs == 1 ? "" : "s")

      \(table.text(width: Console.width(isOutput: true)))

      """
  }
}
