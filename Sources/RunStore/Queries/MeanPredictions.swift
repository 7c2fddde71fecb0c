public import ExperimentSchema
import Foundation
import GRDB

/// What the models of several runs said of one clip, averaged.
public struct MeanPrediction: Hashable, Sendable {
  /// The clip's name in the runs' corpus.
  public var clip: String
  /// The recording it was cut from; nil where nobody knows.
  public var source: String?
  /// The class it belongs to, by label.
  public var label: Int
  /// All classes that are heard in it, ascending; nil where clips have one each, and where the store does not know yet.
  public var heard: [Int]?
  /// The mean probability of each class, `[class]`.
  public var probabilities: [Double]
  /// The runs whose probabilities are in the mean.
  public var runCount: Int

  /// The class of the greatest mean probability, the lowest label on a tie; a NaN loses to any number.
  public var predicted: Int {
    var best = 0
    for (label, probability) in probabilities.enumerated()
    where probability > probabilities[best] || probabilities[best].isNaN {
      best = label
    }
    return best
  }

  /// Whether the likeliest class is the clip's, or one of those that are heard in it.
  public var isRight: Bool { heard?.contains(predicted) ?? (predicted == label) }
}

/// What the models of some runs said of their clips, without the clips' names.
public struct ClassPredictions: Hashable, Sendable {
  /// The class that each clip belongs to, `[clip]`.
  public var labels: [Int32] = []
  /// The probabilities, `[clip, class]`, averaged over the runs.
  public var probabilities: [Float] = []
}

extension RunStore {
  /// What `runs` said of the clips they were judged on, each clip's probabilities averaged over the runs, by clip.
  ///
  /// - Parameters:
  ///   - runs: Whole ids of runs on one corpus; unknown and removed ones are left out.
  ///   - split: Which clips.
  /// - Returns: Empty where no run holds predictions.
  /// - Complexity: O(runs × clips × classes).
  public func meanPredictions(
    runs: [String], split: MetricSplit = .validation
  ) throws(RunStoreError) -> [MeanPrediction] {
    try meanPredictions(ofGroups: [runs], split: split).all
  }

  /// What several groups of runs, such as those of each seed, said of the clips they were judged on: all of them
  /// together as ``meanPredictions(runs:split:)`` has it, and each group by itself.
  ///
  /// - Complexity: O(runs × clips × classes); every prediction is read once.
  public func meanPredictions(
    ofGroups groups: [[String]], split: MetricSplit = .validation
  ) throws(RunStoreError) -> (all: [MeanPrediction], groups: [ClassPredictions]) {
    try read { database in
      var sums = PredictionSums()
      let rows = try database.cachedStatement(
        sql: """
          SELECT prediction.example, prediction.label, prediction.probabilities
          FROM run JOIN prediction ON prediction.run = run.sequence
          WHERE run.id = ? AND run.removedAt IS NULL AND prediction.split = ? ORDER BY prediction.example
          """)
      let each = try groups.map { runs in
        var own = PredictionSums()
        for id in runs {
          let cursor = try Row.fetchCursor(rows, arguments: [id, split.rawValue])
          while let row = try cursor.next() {
            let (example, label): (Int64, Int) = (row[0], row[1])
            // Of many runs nearly all the time goes here: the bytes are read where SQLite has them.
            try row.withUnsafeData(atIndex: 2) { data in
              data?.withUnsafeBytes {
                sums.add(example: example, label: label, probabilities: $0)
                if groups.count > 1 { own.add(example: example, label: label, probabilities: $0) }
              }
            }
          }
        }
        return groups.count > 1 ? own.predictions : sums.predictions
      }
      let example = try database.cachedStatement(
        sql: "SELECT clip, source, heard FROM example WHERE exampleID = ?")
      let all = try sums.entries.map { entry in
        let row = try Row.fetchOne(example, arguments: [entry.example])
        return MeanPrediction(
          clip: row?[0] ?? "", source: row?[1], label: entry.label,
          heard: String.fromDatabaseValue(row?[2] ?? .null).map { [Int](jsonArray: $0) },
          probabilities: entry.sum.map { $0 / Double(entry.count) }, runCount: entry.count)
      }
      return (all.sorted { $0.clip < $1.clip }, each)
    }
  }
}

/// Probabilities of examples, added up over runs in the order of the runs.
private struct PredictionSums {
  struct Entry {
    let example: Int64
    let label: Int
    var sum: [Double]
    var count: Int
  }

  private(set) var entries: [Entry] = []
  private var places: [Int64: Int] = [:]

  /// The means, in the order in which examples were first met.
  var predictions: ClassPredictions {
    var predictions = ClassPredictions()
    predictions.labels = entries.map { Int32($0.label) }
    predictions.probabilities = entries.flatMap { entry in entry.sum.map { Float($0 / Double(entry.count)) } }
    return predictions
  }

  /// Adds the probabilities whose little-endian bytes are `bytes`, four each.
  mutating func add(example: Int64, label: Int, probabilities bytes: UnsafeRawBufferPointer) {
    let count = bytes.count / 4
    func probability(_ index: Int) -> Double {
      Double(
        Float(
          bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))))
    }
    guard let place = places[example] else {
      places[example] = entries.count
      entries.append(Entry(example: example, label: label, sum: (0..<count).map(probability), count: 1))
      return
    }
    // Runs of one corpus have its classes; another number of them could not be added.
    guard entries[place].sum.count == count else { return }
    for index in 0..<count { entries[place].sum[index] += probability(index) }
    entries[place].count += 1
  }
}
