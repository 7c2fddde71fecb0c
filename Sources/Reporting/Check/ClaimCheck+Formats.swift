import ContentDigest
import Evaluation
import ExperimentSchema
package import JSONText
import RunStore

extension ClaimCheck: Report {
  /// The check as JSON.
  package var node: JSONNode {
    JSONNode.object([
      "title": .string(title), "remedy": .optional(remedy), "outcome": .string(outcome.rawValue),
      "corpora": .array(
        corpora.map { verdicts in
          .object([
            "name": .string(verdicts.corpus.name), "digest": .string(verdicts.corpus.digest.hexadecimal),
            "claims": .array(verdicts.claims.map(\.json)),
          ])
        }),
    ])
  }

  /// The check as a document: on a terminal of 100 columns and more its table holds intervals and p-values too.
  package func document(for medium: ReportMedium) -> ReportDocument {
    let isWide = if case .terminal(let width, _, _) = medium { width >= 100 } else { true }
    var document = ReportDocument(title: title)
    if let remedy { document.blocks.append(.paragraph(remedy)) }
    for verdicts in corpora {
      document.blocks.append(.heading(verdicts.corpus.heading, .section))
      document.blocks.append(.table(verdicts.table(isWide: isWide)))
      let open = verdicts.claims.filter { [.notReplicated, .inconclusive].contains($0.verdict) }
      if !open.isEmpty { document.append("Not replicated or inconclusive", .list(open.map(\.item))) }
    }
    document.blocks.append(.list([.init(summary)]))
    return document
  }

  /// The verdicts counted, and what they come to.
  private var summary: String {
    let claims = corpora.flatMap(\.claims)
    let counts = Claim.Verdict.allCases.compactMap { verdict -> String? in
      let found = claims.filter { $0.verdict == verdict }
      if found.isEmpty { return nil }
      let accepted = found.count(where: \.isAccepted)
      return "\(found.count) \(verdict.words)" + (accepted == 0 ? "" : " (\(accepted) accepted)")
    }
    let conclusion =
      switch outcome {
      case .passed: "The check passes."
      case .failed: "The check fails: a claim is not replicated."
      case .undecided:
        claims.contains { $0.verdict != .referenceOnly }
          ? "The check is open: a claim is inconclusive."
          : "The check is open: no claim was judged on its own corpus."
      }
    return (counts.isEmpty ? "" : counts.joined(separator: ", ") + ". ") + conclusion
  }
}

extension ClaimCheck.CorpusVerdicts {
  /// A row for each claim; below a claim about pairs, one for each pair.
  fileprivate func table(isWide: Bool) -> TextTable {
    var table = TextTable(
      [.init("claim"), .init("verdict"), .init("claimed", .right), .init("measured", .right)]
        + (isWide ? [.init("95 % interval", .right), .init("p", .right)] : []) + [.init("seeds", .right)])
    func append(_ label: String, _ verdict: String, claimed: String, _ measured: [String]) {
      let numbers = isWide ? measured : [measured[0], measured[3]]
      table.append([label, verdict, claimed] + numbers)
    }
    for judged in claims {
      let claim = judged.claim
      if judged.isPaired {
        append(
          claim.id, judged.verdictWords, claimed: claim.claimedFigure, Array(repeating: "", count: 4))
      }
      for evidence in judged.evidence {
        let numbers = [
          judged.isPaired ? claim.difference(evidence.mean) : claim.figure(evidence.mean),
          evidence.interval.map(claim.interval) ?? Figures.absent, Figures.pValue(evidence.pValue),
          "\(evidence.seedCount)",
        ]
        if judged.isPaired {
          append("  " + evidence.subject, "", claimed: "> 0", numbers)
        } else {
          append(claim.id, judged.verdictWords, claimed: claim.claimedFigure, numbers)
        }
      }
    }
    return table
  }
}

extension JudgedClaim {
  /// Whether differences of pairs are what was measured.
  fileprivate var isPaired: Bool {
    switch claim.statement {
    case .equals, .greaterThan: false
    case .greaterThanOthers, .order: true
    }
  }
}

extension Claim {
  /// What is claimed, in a word or a number.
  fileprivate var claimedFigure: String {
    switch statement {
    case .equals(_, let value): figure(value)
    case .greaterThan(_, let value): "> " + figure(value)
    case .greaterThanOthers: "above all"
    case .order: "rising"
    }
  }
}
