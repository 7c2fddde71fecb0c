import ContentDigest
import Evaluation
import ExperimentSchema
import JSONText
import RunStore

extension ClaimCheck {
  /// The check for a terminal of `width` columns.
  ///
  /// From 100 columns on the table holds intervals and p-values too.
  public func text(width: Int = 80, style: TextStyle = .unicode) -> String {
    document(isWide: width >= 100).text(width: width, style: style)
  }

  /// The check as a JSON document: keys sorted, every digit, `null` for what was not measured.
  public var json: String {
    JSONNode.object([
      "title": .string(title), "remedy": .optional(remedy), "outcome": .string(outcome.rawValue),
      "corpora": .array(
        corpora.map { verdicts in
          .object([
            "name": .string(verdicts.corpus.name), "digest": .string(verdicts.corpus.digest.hexadecimal),
            "claims": .array(verdicts.claims.map(\.json)),
          ])
        }),
    ]).sorted().text()
  }

  private func document(isWide: Bool) -> ReportDocument {
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
