public import ContentDigest
public import ExperimentSchema
public import RunStore

/// Every claim judged from the stored runs, and whether all is well: a gate for continuous integration.
///
/// The claims are those of the history and those of the experiments it lists. Each is judged on every corpus measured,
/// on another than its own for reference only. Checked in `ClaimCheckTests`.
public struct ClaimCheck: Hashable, Sendable {
  /// The history's title.
  public var title: String
  /// The verdicts, by corpus.
  public var corpora: [CorpusVerdicts]
  /// What to do where there is nothing to judge by; nil otherwise.
  public var remedy: String?

  /// The claims as one corpus judges them.
  public struct CorpusVerdicts: Hashable, Sendable {
    /// The corpus.
    public var corpus: StoredCorpus
    /// The claims of each experiment, oldest first; those that span experiments last.
    public var claims: [JudgedClaim]
  }

  /// What the check comes to.
  public enum Outcome: String, Hashable, Sendable {
    /// Claims were judged, and none failed or is open, unless that is accepted.
    case passed
    /// A claim is not replicated, and its file does not accept that.
    case failed
    /// A claim is inconclusive, or none was judged on its own corpus.
    case undecided
  }

  /// What the check comes to.
  public var outcome: Outcome {
    let claims = corpora.flatMap(\.claims)
    let open = claims.filter { !$0.isAccepted }
    if open.contains(where: { $0.verdict == .notReplicated }) { return .failed }
    let wasJudged = claims.contains { $0.verdict != .referenceOnly }
    return wasJudged && !open.contains { $0.verdict == .inconclusive } ? .passed : .undecided
  }

  /// Reads `store` and judges the claims.
  ///
  /// - Parameters:
  ///   - history: The experiments' order, and the claims that span them.
  ///   - experiments: The files as they are now; those that `history` does not list are left out.
  ///   - names: Names of corpora; nil for each that one of the experiments was run on.
  ///   - digest: The digest of an experiment under the names of a corpus' classes.
  /// - Throws: ``RunStoreError`` where the store cannot be read.
  public static func make(
    history: History, experiments: [Experiment], store: RunStore, corpora names: [String]? = nil,
    digest: (Experiment, [String]) -> ContentDigest
  ) throws(RunStoreError) -> ClaimCheck {
    let listed = history.listed(of: experiments)
    let claims = listed.flatMap(\.claims) + history.claims
    var verdicts: [CorpusVerdicts] = []
    for corpus in try store.corpora() where names?.contains(corpus.name) != false {
      let measurements = try ExperimentMeasurements(
        of: listed, claims: claims, corpus: corpus, store: store, digest: digest)
      // A claim's own corpus is judged by even where no run of it counts, so that it says what is missing.
      let isClaimed = claims.contains { $0.corpus == corpus.name }
      if measurements.observations.isEmpty && !isClaimed { continue }
      verdicts.append(CorpusVerdicts(corpus: corpus, claims: claims.map(measurements.judge.judge)))
    }
    return ClaimCheck(
      title: history.title, corpora: verdicts,
      remedy: verdicts.isEmpty ? HistoryReport.remedy(names) : claims.isEmpty ? noClaims : nil)
  }

  private static let noClaims = "The experiments that the history lists claim nothing."
}
