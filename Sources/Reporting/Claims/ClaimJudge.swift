import Evaluation
package import ExperimentSchema

/// Judges claims by measurements: the rule of the house.
///
/// At least three seeds on the claim's protocol, else inconclusive; another corpus: for reference only.
/// - `equals`: the 95 % t interval of the mean over seeds within value ± tolerance is replicated, outside is
///   not replicated, else inconclusive.
/// - `greaterThan` a value: the interval above it, below it, else inconclusive.
/// - `order` and `greaterThan` others: each paired difference over the seeds both have, its p-value
///   Holm-corrected over the pairs. All above 0 is replicated. One below 0, or one not above 0 whose interval
///   lies within ± tolerance, is not replicated.
///
/// Seeds are the units: a seed's value is its mean over the protocol's folds, since seeds × folds are not
/// independent. Checked in `ClaimJudgeTests`.
package struct ClaimJudge {
  /// The corpus measured.
  package let corpus: String
  /// The metric to compare for a claim: its own, or one in a unit that the experiments share; nil where they share
  /// none, so that nothing can be compared.
  package let metric: (_ claim: Claim) -> String?
  /// The values of an experiment, by seed: each seed complete on the claim's protocol.
  package let values: (_ experiment: String, _ claim: Claim) -> [UInt64: Double]
  /// The ids of the runs behind those values, by seed.
  package let runs: (_ experiment: String, _ claim: Claim) -> [UInt64: [String]]

  /// A judge of measurements on `corpus`.
  package init(
    corpus: String, metric: @escaping (_ claim: Claim) -> String? = { $0.metric },
    values: @escaping (_ experiment: String, _ claim: Claim) -> [UInt64: Double],
    runs: @escaping (_ experiment: String, _ claim: Claim) -> [UInt64: [String]] = { _, _ in [:] }
  ) {
    self.corpus = corpus
    self.metric = metric
    self.values = values
    self.runs = runs
  }

  /// Seeds below which nothing is decided.
  package static let leastSeeds = 3
  /// Seeds beyond which nobody asks for a decision: as many as one command runs.
  package static let greatestSeeds = 10_000
  /// The chance of a false alarm that is taken.
  package static let significance = 0.05

  /// What the measurements say of `claim`.
  package func judge(_ claim: Claim) -> JudgedClaim {
    let metric = metric(claim)
    let evidence = metric == nil ? [] : Self.tested(measured(claim), of: claim)
    let (verdict, reason) =
      metric == nil
      ? (.inconclusive, "the losses are in different units, and no other metric stands for them")
      : Self.decide(claim, evidence)
    var judged = JudgedClaim(
      claim: claim, metric: metric ?? claim.metric, verdict: verdict, verdictByNumbers: verdict,
      reasonByNumbers: reason, reason: reason, evidence: evidence)
    if claim.corpus != corpus {
      judged.verdict = .referenceOnly
      judged.reason = "claimed on \(claim.corpus), measured on \(corpus)"
    } else if verdict == .inconclusive {
      judged.seedsToDecide = Self.seedsToDecide(claim, evidence)
    }
    return judged
  }

  // MARK: Evidence

  /// The means that decide `claim`, not yet tested.
  private func measured(_ claim: Claim) -> [JudgedClaim.Evidence] {
    let pairs = claim.statement.pairs
    if pairs.isEmpty {
      return claim.statement.experiments.map { experiment in
        let seeds = values(experiment, claim).sorted { $0.key < $1.key }
        let runs = runs(experiment, claim)
        return JudgedClaim.Evidence(
          subject: experiment, estimate: MeanEstimate(seeds.map(\.value)),
          runs: seeds.flatMap { runs[$0.key] ?? [] })
      }
    }
    return pairs.map { lower, higher in
      let (left, right) = (values(higher, claim), values(lower, claim))
      let common = left.keys.filter { right[$0] != nil }.sorted()
      let differences = common.compactMap { seed in
        right[seed].flatMap { other in left[seed].map { $0 - other } }
      }
      let (leftRuns, rightRuns) = (runs(higher, claim), runs(lower, claim))
      return JudgedClaim.Evidence(
        subject: "\(higher) - \(lower)", estimate: MeanEstimate(differences),
        runs: [leftRuns, rightRuns].flatMap { runs in common.flatMap { runs[$0] ?? [] } })
    }
  }

  /// `evidence` with its intervals, and with p-values corrected over the pairs of a claim that compares pairs.
  private static func tested(
    _ evidence: [JudgedClaim.Evidence], of claim: Claim
  ) -> [JudgedClaim.Evidence] {
    let isPaired = !claim.statement.pairs.isEmpty
    // Pairs that do not differ at all have no p-value; they count as tests that find nothing.
    let pValues = evidence.map { item in
      isPaired ? item.estimate.flatMap { MeanTest($0, expected: 0)?.pValue } : nil
    }
    let corrected = holmCorrected(pValues.map { $0 ?? 1 })
    return evidence.indices.map { index in
      var tested = evidence[index]
      tested.interval = tested.estimate?.interval()
      tested.pValue = pValues[index] == nil ? nil : corrected[index]
      return tested
    }
  }

  // MARK: Verdict

  private static func decide(
    _ claim: Claim, _ evidence: [JudgedClaim.Evidence]
  ) -> (verdict: Claim.Verdict, reason: String) {
    let isPaired = !claim.statement.pairs.isEmpty
    let fewest = evidence.map(\.seedCount).min() ?? 0
    if fewest < leastSeeds { return (.inconclusive, tooFew(fewest, isCommon: isPaired)) }
    if isPaired { return decidePairs(claim, evidence) }
    guard let interval = evidence.first?.interval else { return (.inconclusive, tooFew(fewest)) }
    return (decide(claim, by: interval), "95 % interval \(claim.interval(interval)) over \(fewest) seeds")
  }

  /// The verdict on a claim about one experiment's value.
  private static func decide(_ claim: Claim, by interval: ConfidenceInterval) -> Claim.Verdict {
    switch claim.statement {
    case .equals(_, let value):
      let range = (value - claim.tolerance)...(value + claim.tolerance)
      if interval.isWithin(range) { return .replicated }
      return interval.isOutside(range) ? .notReplicated : .inconclusive
    case .greaterThan(_, let value):
      if interval.lower > value { return .replicated }
      return interval.upper <= value ? .notReplicated : .inconclusive
    case .greaterThanOthers, .order: return .inconclusive
    }
  }

  private static func decidePairs(
    _ claim: Claim, _ evidence: [JudgedClaim.Evidence]
  ) -> (verdict: Claim.Verdict, reason: String) {
    func differs(_ pair: JudgedClaim.Evidence) -> Bool { (pair.pValue ?? 1) <= significance }
    func isAbove(_ pair: JudgedClaim.Evidence) -> Bool { differs(pair) && (pair.mean ?? 0) > 0 }
    func isBelow(_ pair: JudgedClaim.Evidence) -> Bool { differs(pair) && (pair.mean ?? 0) < 0 }
    func described(_ pairs: [JudgedClaim.Evidence]) -> String {
      pairs.map { "\($0.subject) \(claim.difference($0.mean))" }.joined(separator: ", ")
    }
    let open = evidence.filter { !isAbove($0) }
    if open.isEmpty { return (.replicated, "every difference is above 0") }
    let below = open.filter(isBelow)
    if !below.isEmpty { return (.notReplicated, "below 0: " + described(below)) }
    let equal = open.filter { $0.interval?.isWithin(-claim.tolerance...claim.tolerance) == true }
    if !equal.isEmpty { return (.notReplicated, "no difference worth the name: " + described(equal)) }
    return (.inconclusive, "not decided: " + described(open))
  }

  // MARK: What would decide

  /// The least number of seeds that would decide `claim` if every mean and deviation stayed as measured.
  ///
  /// Found by doubling and bisection, since intervals only narrow with the seeds.
  private static func seedsToDecide(_ claim: Claim, _ evidence: [JudgedClaim.Evidence]) -> Int? {
    func decides(_ count: Int) -> Bool {
      let projected = evidence.compactMap { item -> JudgedClaim.Evidence? in
        guard let estimate = item.estimate?.projected(toCount: max(count, item.seedCount)) else { return nil }
        return JudgedClaim.Evidence(subject: item.subject, estimate: estimate)
      }
      return projected.count == evidence.count
        && decide(claim, tested(projected, of: claim)).verdict != .inconclusive
    }
    var tooFew = max(leastSeeds, evidence.map(\.seedCount).min() ?? 0) - 1
    var enough = tooFew + 1
    while !decides(enough) {
      if enough == greatestSeeds { return nil }
      (tooFew, enough) = (enough, min(2 * enough, greatestSeeds))
    }
    while enough - tooFew > 1 {
      let middle = (tooFew + enough) / 2
      if decides(middle) { enough = middle } else { tooFew = middle }
    }
    return enough
  }

  private static func tooFew(_ count: Int, isCommon: Bool = false) -> String {
    "\(count) \(isCommon ? "common " : "")\(count == 1 ? "seed" : "seeds"), expected at least \(leastSeeds)"
  }
}

extension Claim.Statement {
  /// The pairs that are compared, the one claimed to be lower first; none where a value is claimed.
  fileprivate var pairs: [(lower: String, higher: String)] {
    switch self {
    case .equals, .greaterThan: []
    case .greaterThanOthers(let experiment, let others): others.map { ($0, experiment) }
    case .order(let experiments): Array(zip(experiments, experiments.dropFirst()))
    }
  }
}
