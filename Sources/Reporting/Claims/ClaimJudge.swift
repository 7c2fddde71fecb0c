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
  /// The values of an experiment, by seed: each seed complete on the claim's protocol.
  package let values: (_ experiment: String, _ claim: Claim) -> [UInt64: Double]

  /// A judge of measurements on `corpus`.
  package init(corpus: String, values: @escaping (_ experiment: String, _ claim: Claim) -> [UInt64: Double]) {
    self.corpus = corpus
    self.values = values
  }

  /// Seeds below which nothing is decided.
  package static let leastSeeds = 3
  /// The chance of a false alarm that is taken.
  package static let significance = 0.05

  package func judge(_ claim: Claim) -> JudgedClaim {
    var judged =
      switch claim.statement {
      case .equals(let experiment, let value):
        judge(claim, of: experiment) { interval in
          let range = (value - claim.tolerance)...(value + claim.tolerance)
          if interval.isWithin(range) { return .replicated }
          return interval.isOutside(range) ? .notReplicated : .inconclusive
        }
      case .greaterThan(let experiment, let value):
        judge(claim, of: experiment) { interval in
          if interval.lower > value { return .replicated }
          return interval.upper <= value ? .notReplicated : .inconclusive
        }
      case .greaterThanOthers(let experiment, let others):
        judge(claim, pairs: others.map { ($0, experiment) })
      case .order(let experiments):
        judge(claim, pairs: Array(zip(experiments, experiments.dropFirst())))
      }
    if claim.corpus != corpus {
      judged.verdict = .referenceOnly
      judged.reason = "claimed on \(claim.corpus), measured on \(corpus)"
    }
    return judged
  }

  private func judge(
    _ claim: Claim, of experiment: String, decide: (ConfidenceInterval) -> Claim.Verdict
  ) -> JudgedClaim {
    let measured = values(experiment, claim).sortedValues
    let interval = ConfidenceInterval.ofMean(measured)
    let evidence = JudgedClaim.Evidence(
      subject: experiment, mean: mean(of: measured), seedCount: measured.count, interval: interval,
      pValue: nil)
    guard measured.count >= Self.leastSeeds, let interval else {
      return JudgedClaim(
        claim: claim, verdict: .inconclusive, reason: Self.tooFew(measured.count), evidence: [evidence])
    }
    return JudgedClaim(
      claim: claim, verdict: decide(interval),
      reason: "95 % interval \(claim.interval(interval)) over \(measured.count) seeds", evidence: [evidence])
  }

  private func judge(_ claim: Claim, pairs: [(lower: String, higher: String)]) -> JudgedClaim {
    var evidence = pairs.map { pair in
      let (left, right) = common(values(pair.higher, claim), values(pair.lower, claim))
      let difference = PairedDifference(left, right)
      return JudgedClaim.Evidence(
        subject: "\(pair.higher) - \(pair.lower)", mean: difference?.mean, seedCount: left.count,
        interval: difference?.interval, pValue: difference?.pValue)
    }
    // Pairs that do not differ at all have no p-value; they count as tests that find nothing.
    let corrected = holmCorrected(evidence.map { $0.pValue ?? 1 })
    for index in evidence.indices where evidence[index].pValue != nil {
      evidence[index].pValue = corrected[index]
    }
    let fewest = evidence.map(\.seedCount).min() ?? 0
    if fewest < Self.leastSeeds {
      return JudgedClaim(
        claim: claim, verdict: .inconclusive, reason: Self.tooFew(fewest, isCommon: true), evidence: evidence)
    }
    let (verdict, reason) = decide(claim, evidence)
    return JudgedClaim(claim: claim, verdict: verdict, reason: reason, evidence: evidence)
  }

  private func decide(_ claim: Claim, _ evidence: [JudgedClaim.Evidence]) -> (Claim.Verdict, String) {
    func differs(_ pair: JudgedClaim.Evidence) -> Bool { (pair.pValue ?? 1) <= Self.significance }
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

  /// The values of the seeds that both have, in the order of the seeds.
  private func common(_ left: [UInt64: Double], _ right: [UInt64: Double]) -> ([Double], [Double]) {
    let seeds = left.keys.filter { right[$0] != nil }.sorted()
    return (seeds.compactMap { left[$0] }, seeds.compactMap { right[$0] })
  }

  private static func tooFew(_ count: Int, isCommon: Bool = false) -> String {
    "\(count) \(isCommon ? "common " : "")\(count == 1 ? "seed" : "seeds"), expected at least \(leastSeeds)"
  }
}

extension [UInt64: Double] {
  /// The values in the order of their seeds.
  var sortedValues: [Double] { sorted { $0.key < $1.key }.map(\.value) }
}

extension Claim {
  /// Whether the metric is a share, shown in percent.
  var isShare: Bool { metric.hasSuffix("ccuracy") || metric.hasSuffix("ccuracy)") }

  /// `number` in the metric's unit.
  func figure(_ number: Double?) -> String {
    isShare ? Figures.percent(number) + (number == nil ? "" : " %") : Figures.decimals(number, 3)
  }

  /// A difference in the metric's unit, with its sign.
  func difference(_ number: Double?) -> String {
    guard let number else { return Figures.absent }
    if isShare { return Figures.points(number) }
    return (number < 0 ? "" : "+") + Figures.decimals(number, 3)
  }

  /// `interval` in the metric's unit.
  func interval(_ interval: ConfidenceInterval) -> String {
    isShare
      ? "[\(Figures.percent(interval.lower)), \(Figures.percent(interval.upper))] %"
      : "[\(Figures.decimals(interval.lower, 3)), \(Figures.decimals(interval.upper, 3))]"
  }

  /// What the claim says, such as `= 41.53 %` or `gen1 < gen2 < gen3`.
  var sentence: String {
    switch statement {
    case .equals(let experiment, let value): "\(experiment) \(metric) = \(figure(value))"
    case .greaterThan(let experiment, let value): "\(experiment) \(metric) > \(figure(value))"
    case .greaterThanOthers(let experiment, let others):
      "\(metric): \(experiment) > \(others.joined(separator: ", "))"
    case .order(let experiments): "\(metric): \(experiments.joined(separator: " < "))"
    }
  }
}

extension Claim.Verdict {
  /// The verdict in words.
  var words: String {
    switch self {
    case .replicated: "replicated"
    case .notReplicated: "not replicated"
    case .inconclusive: "inconclusive"
    case .referenceOnly: "reference only"
    }
  }
}
