import ContentDigest
import ExperimentSchema
import GRDB

/// The rows of one run, as they are held against what was noted of them when they were stored.
struct RunRows {
  let database: Database
  let sequence: Int64
  /// The run's id.
  let run: String

  /// What is wrong with them, in the order of epochs; empty where nothing is.
  ///
  /// - Complexity: O(points + predictions).
  func problems() throws -> [String] {
    try epochProblems() + predictionProblems() + summaryProblems()
  }

  /// - Throws: ``RunStoreError/damagedRows(run:what:)`` with the first problem.
  func requireWhole() throws {
    if let problem = try problems().first { throw RunStoreError.damagedRows(run: run, what: problem) }
  }

  // MARK: Curves

  /// A metric of which there are points.
  struct Curve {
    var split: String
    var name: String
  }

  /// The metrics of which there are points, in the order in which epochs are digested.
  func curves() throws -> [Curve] {
    try Row.fetchAll(
      database, sql: "SELECT DISTINCT split, name FROM metricPoint WHERE run = ? ORDER BY split, name",
      arguments: [sequence]
    )
    .map { try Curve(split: $0.decode(atIndex: 0), name: $0.decode(atIndex: 1)) }
  }

  /// Hands every point of `curve` to `body`, in the order of epochs.
  func forEachPoint(of curve: Curve, _ body: (_ epoch: Int, _ value: Double) throws -> Void) throws {
    let points = try database.cachedStatement(
      sql:
        "SELECT epoch, value, kind FROM metricPoint WHERE run = ? AND split = ? AND name = ? ORDER BY epoch")
    let rows = try Row.fetchCursor(points, arguments: [sequence, curve.split, curve.name])
    while let row = try rows.next() {
      let value = try row.decode(Double?.self, atIndex: 1)
      try body(row.decode(atIndex: 0), value ?? Double(storedValue: nil, kind: row.decode(atIndex: 2)))
    }
  }

  // MARK: Epochs

  private func epochProblems() throws -> [String] {
    let epochs =
      try Int.fetchOne(database, sql: "SELECT epochs FROM run WHERE sequence = ?", arguments: [sequence]) ?? 0
    let pointCount = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM metricPoint WHERE run = ?", arguments: [sequence])
    // Before memory is taken for them: the number itself may be what is damaged.
    guard (0...(pointCount ?? 0)).contains(epochs) else {
      return ["\(epochs) epochs are said to be stored, with \(pointCount ?? 0) metrics"]
    }
    var lines = [EpochLines](repeating: EpochLines(), count: epochs + 1)
    var strayEpoch: Int?
    for curve in try curves() {
      let heading = EpochLines.heading(split: curve.split, name: curve.name)
      try forEachPoint(of: curve) { epoch, value in
        if lines.indices.contains(epoch) {
          lines[epoch].append(heading: heading, value: value)
        } else {
          strayEpoch = epoch
        }
      }
    }
    var problems: [String] = []
    if let strayEpoch {
      problems.append("there are metrics of epoch \(strayEpoch), and only \(epochs) epochs are stored")
    }
    let digests = try Row.fetchCursor(
      database, sql: "SELECT epoch, digest FROM epochDigest WHERE run = ? ORDER BY epoch",
      arguments: [sequence])
    while let row = try digests.next() {
      let epoch = try row.decode(Int.self, atIndex: 0)
      if !lines.indices.contains(epoch) {
        problems.append("epoch \(epoch) has a digest, and only \(epochs) epochs are stored")
      } else if try lines[epoch].digest.hexadecimal != row.decode(String.self, atIndex: 1) {
        problems.append("the metrics of epoch \(epoch) are not those that were stored")
      }
    }
    if epochs > 0 {
      let missing = (1...epochs).filter { lines[$0].isEmpty }
      if let first = missing.first {
        problems.append(
          "\(missing.count) of \(epochs) epochs have no metrics, the first of them epoch \(first)")
      }
    }
    return problems
  }

  // MARK: Predictions and columns

  private func predictionProblems() throws -> [String] {
    let noted = try String.fetchOne(
      database, sql: "SELECT predictionDigest FROM run WHERE sequence = ?", arguments: [sequence])
    guard let noted else { return [] }
    let found = ContentDigest.ofPredictions(try RunDetail.predictions(database, of: sequence))
    return found.hexadecimal == noted ? [] : ["its predictions are not those that were stored"]
  }

  /// The columns that lists show repeat what the metrics say.
  private func summaryProblems() throws -> [String] {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT epochs, trainAccuracy, validationAccuracy, validationLoss, validationCrossEntropy,
          bestEpoch, bestValidationAccuracy FROM run WHERE sequence = ?
        """, arguments: [sequence])
    guard let row else { return [] }
    let last = try row.decode(Int.self, atIndex: 0)
    if last == 0 { return [] }
    let point = try database.cachedStatement(
      sql: "SELECT value FROM metricPoint WHERE run = ? AND split = ? AND name = ? AND epoch = ?")
    func value(_ metric: MetricName, epoch: Int) throws -> Double? {
      try Double.fetchOne(point, arguments: [sequence, metric.split.rawValue, metric.name, epoch])
    }
    func stored(_ index: Int) throws -> Double? { try row.decode(Double?.self, atIndex: index) }
    let columns: [(name: String, stored: Double?, metric: MetricName, epoch: Int)] = [
      ("trainAccuracy", try stored(1), .trainAccuracy, last),
      ("validationAccuracy", try stored(2), .validationAccuracy, last),
      ("validationLoss", try stored(3), .validationLoss, last),
      ("validationCrossEntropy", try stored(4), .validationCrossEntropy, last),
      (
        "bestValidationAccuracy", try stored(6), .validationAccuracy,
        try row.decode(Int?.self, atIndex: 5) ?? last
      ),
    ]
    return try columns.filter { try $0.stored != value($0.metric, epoch: $0.epoch) }
      .map { "its column \($0.name) is not what its metrics say" }
  }
}
