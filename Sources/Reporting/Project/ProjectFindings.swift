import Evaluation
import ExperimentSchema
import RunStore

/// The sentences that conclude something, each chosen by a verdict.
struct ProjectFindings {
  let table: HistoryReport.CorpusTable
  let gaps: [ProjectReport.Gap]

  /// The claims, in the order of the experiments; those that span them last.
  private var claims: [JudgedClaim] { table.rows.flatMap(\.claims) + table.spanningClaims }

  /// How the verdicts come out, in one sentence.
  var summary: String {
    let own = claims.filter { $0.verdict != .referenceOnly }
    func count(_ verdict: Claim.Verdict) -> Int { claims.count { $0.verdictByNumbers == verdict } }
    let counts =
      "\(count(.replicated)) of \(claims.count) claims replicate, \(count(.notReplicated)) do not, and "
      + "\(count(.inconclusive)) \(count(.inconclusive) == 1 ? "is" : "are") open"
    if claims.isEmpty { return "Nothing is claimed of these experiments." }
    if own.isEmpty {
      return "No claim was made on \(table.corpus.name), so that none is judged by it; by the numbers alone "
        + "\(counts)."
    }
    return own.count == claims.count
      ? "On \(table.corpus.name), \(counts)."
      : "On \(table.corpus.name), by the numbers, \(counts); \(claims.count - own.count) of them were made on "
        + "another corpus and are for reference only."
  }

  /// The claims whose numbers come out as `verdict`, a sentence each.
  func sentences(_ verdict: Claim.Verdict) -> [ReportDocument.Item] {
    claims.filter { $0.verdictByNumbers == verdict }.map { judged in
      ReportDocument.Item(
        sentence(of: judged),
        detail: judged.verdict == .referenceOnly
          ? "For reference only: claimed on \(judged.claim.corpus), measured on \(table.corpus.name)" : nil)
    }
  }

  private func sentence(of judged: JudgedClaim) -> String {
    let claim = judged.claim
    switch (claim.statement, judged.verdictByNumbers) {
    case (.equals(let experiment, let value), .replicated):
      return "\(experiment): the documented \(claim.metric) of \(claim.figure(value)) is found again, "
        + "\(claim.figure(judged.evidence.first?.mean)); \(judged.reasonByNumbers)."
    case (.equals(let experiment, let value), .notReplicated):
      let mean = judged.evidence.first?.mean
      return "\(experiment): the documented \(claim.metric) of \(claim.figure(value)) is not found again: "
        + "\(claim.figure(mean)), \(claim.difference(mean.map { $0 - value })) from it; "
        + "\(judged.reasonByNumbers)."
    case (.greaterThan(let experiment, let value), .replicated):
      return "\(experiment): \(claim.metric) is above \(claim.figure(value)), as documented; "
        + "\(judged.reasonByNumbers)."
    case (.greaterThan(let experiment, let value), .notReplicated):
      return "\(experiment): \(claim.metric) is not above \(claim.figure(value)); \(judged.reasonByNumbers)."
    case (.greaterThanOthers(let experiment, let others), .replicated):
      return
        "\(experiment): \(judged.metric) is above that of \(others.joined(separator: ", ")), as documented."
    case (.greaterThanOthers(let experiment, let others), .notReplicated):
      return "\(experiment): \(judged.metric) is not above that of all of \(others.joined(separator: ", ")); "
        + "\(judged.reasonByNumbers)."
    case (.order(let experiments), .replicated):
      return "\(judged.metric) rises as documented, \(experiments.joined(separator: " < "))."
    case (.order(let experiments), .notReplicated):
      return "\(judged.metric) does not rise as documented, \(experiments.joined(separator: " < ")); "
        + "\(judged.reasonByNumbers)."
    case (_, .inconclusive), (_, .referenceOnly):
      return "\(claim.sentence): \(judged.reasonByNumbers)"
        + (judged.seedsToDecide.map { "; at this spread \($0) seeds would decide" } ?? "") + "."
    }
  }

  /// Whether the generations learn their training clips better than they generalise, in one sentence; nil where nothing
  /// was measured.
  var gapSentence: String? {
    let measured = gaps.compactMap { gap in gap.measured.map { (gap, $0) } }
    guard !measured.isEmpty else { return nil }
    let range = Self.range(measured.map(\.1.mean))
    let documented = gaps.compactMap(\.documented)
    let claimed = documented.isEmpty ? "" : " (documented: \(Self.range(documented)))"
    let shown = measured.count { ($0.1.interval()?.lower ?? -1) > 0 }
    let hasIntervals = measured.allSatisfy { $0.1.count >= ClaimJudge.leastSeeds }
    if !hasIntervals {
      return "Training accuracy exceeds validation accuracy by \(range)\(claimed); fewer than "
        + "\(ClaimJudge.leastSeeds) seeds decide nothing."
    }
    if shown == measured.count {
      return
        "Every generation learns its training clips better than it generalises: training accuracy exceeds "
        + "validation accuracy by \(range)\(claimed)."
    }
    if shown == 0 {
      return
        "No generation's training accuracy is shown to exceed its validation accuracy: the differences are "
        + "\(range)\(claimed)."
    }
    return
      "Of \(measured.count) generations \(shown) learn their training clips better than they generalise; the "
      + "differences are \(range)\(claimed)."
  }

  /// The least and the greatest of `differences`, in percentage points.
  private static func range(_ differences: [Double]) -> String {
    let (least, greatest) = (Figures.points(differences.min()), Figures.points(differences.max()))
    return (least == greatest ? least : "\(least) to \(greatest)") + " points"
  }
}
