import Datasets
import ExperimentRunner
import ExperimentSchema
import NeuralNetworks
import Reporting

/// What `run --dry-run` prints: each experiment resolved, its layers and costs, the memory of its plan, the number
/// of runs; where asked, what the plan does in words.
struct DryRun {
  let runs: [PlannedRun]
  /// Threads that would share a step.
  let threads: Int
  /// Whether the plan's operations are printed.
  let explains: Bool

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
    var arenaBytes: Int
    var arenaBytesUnshared: Int
    var layers: [Layer]
    var operations: [String]?
    var resolved: String
  }

  func write(asJSON: Bool) throws {
    let entries = try makeEntries()
    if asJSON { return try Console.write(json: entries) }
    for entry in entries { Console.write(text(of: entry)) }
    Console.write("\(runs.count) run\(runs.count == 1 ? "" : "s") in all")
  }

  private func makeEntries() throws -> [Entry] {
    var entries: [Entry] = []
    for run in runs {
      if let index = entries.firstIndex(where: {
        $0.experiment == run.experiment.name && $0.corpus == run.corpus.name
      }) {
        entries[index].runs += 1
        continue
      }
      let plan = try run.planSummary(threads: threads)
      entries.append(
        Entry(
          experiment: run.experiment.name, corpus: run.corpus.name, runs: 1, parameters: run.parameterCount,
          macsPerExample: run.multiplyAccumulateCount, arenaBytes: plan.arenaByteCount,
          arenaBytesUnshared: plan.unsharedByteCount,
          layers: run.layers.map {
            Entry.Layer(
              name: $0.layer.name, type: $0.layer.operation.type, inputShape: $0.inputShape,
              outputShape: $0.outputShape, parameters: $0.parameterCount, macs: $0.multiplyAccumulateCount)
          }, operations: explains ? plan.operations : nil, resolved: run.declared.resolvedText))
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
    let operations = entry.operations.map { $0.map { "  \($0)\n" }.joined() } ?? ""
    return """
      \(entry.resolved)
      \(entry.experiment) on \(entry.corpus): \(entry.parameters) parameters, \
      \(entry.macsPerExample) MACs per example, plan of \(mebibytes(entry.arenaBytes)) MiB \
      (\(mebibytes(entry.arenaBytesUnshared)) without sharing), \
      \(entry.runs) run\(entry.runs == 1 ? "" : "s")

      \(table.text(width: Console.width(isOutput: true)))
      \(operations)
      """
  }

  /// With one decimal.
  private func mebibytes(_ bytes: Int) -> String { "\((Double(bytes) / 1_048_576 * 10).rounded() / 10)" }
}
