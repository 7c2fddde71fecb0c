import ExperimentSchema

/// What `sweep run --dry-run` prints: the sweep resolved, and what it would train.
struct SweepDryRun {
  let declared: DeclaredSweep
  /// In place of the file's budget.
  let trials: Int?
  let runsPerTrial: Int

  private struct Document: Encodable {
    var name: String
    var settings: [String]
    var trials: Int?
    var seconds: Double?
    var points: Int?
    var runsPerTrial: Int
    var epochs: Int
    var resolved: String
  }

  private var document: Document {
    let specification = declared.specification
    let counts = specification.space.map(\.domain.count)
    let points = counts.reduce(Int?(1)) { product, count in
      guard let product, let count else { return nil }
      let (points, hasOverflown) = product.multipliedReportingOverflow(by: count)
      return hasOverflown ? nil : points
    }
    return Document(
      name: specification.name, settings: specification.space.map(\.keyPath),
      trials: trials ?? specification.budget.trials, seconds: specification.budget.seconds, points: points,
      runsPerTrial: runsPerTrial, epochs: declared.base.training.epochs, resolved: declared.resolvedText)
  }

  func write(asJSON: Bool) throws {
    let document = document
    if asJSON { return try Console.write(json: document) }
    let budget = [document.trials.map { "\($0) trials" }, document.seconds.map { "\($0) s" }]
      .compactMap(\.self).joined(separator: " or ")
    Console.write(
      """
      \(document.resolved)
      \(document.name): \(budget) over \(document.settings.count) settings\
      \(document.points.map { " (\($0) points)" } ?? ""), each trial \(runsPerTrial) \
      run\(runsPerTrial == 1 ? "" : "s") of \(document.epochs) epochs
      """)
  }
}
