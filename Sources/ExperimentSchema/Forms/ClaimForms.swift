import JSONText

/// The form of a claim.
enum ClaimForms {
  private enum Relation: String, CaseIterable {
    case equals, greaterThan, order
  }

  /// A claim in the file of experiment `subject`, or, where that is nil, in `history.json`, which names the
  /// experiments itself.
  static func claim(of subject: String?) -> Form<Claim> {
    .object { claim in
      let id = claim.required("id", .name(), "unique among all claims")
      let metric = claim.required("metric", metric, "what was measured")
      let relation = claim.required("relation", Form<Relation>.choice, "what is said about it")
      let experiment =
        subject ?? claim.optional("experiment", .name(), default: "", "the experiment spoken of")
      let value = claim.optional("value", Form.number(in: -1e12...1e12).orNull(), default: nil, "the value")
      let others = claim.optional("than", names, default: [], "the experiments it exceeds")
      let ordered =
        subject == nil
        ? claim.optional("experiments", names, default: [], "the experiments, in rising order") : []
      return Claim(
        id: id, metric: metric,
        statement: statement(
          relation, experiment: experiment, value: value, others: others, ordered: ordered),
        tolerance: claim.optional(
          "tolerance", .number(in: 0...1e12), default: Claim.defaultTolerance,
          "how far a measurement may lie from it, in the metric's unit"),
        corpus: claim.required("corpus", .name(), "the corpus it was measured on"),
        protocolName: claim.optional(
          "protocol", .name(), default: Claim.documentedProtocol, "how the folds were used"),
        source: claim.required("source", .text(), "where it is written"),
        accepted: claim.optional(
          "accepted", Form<Claim.Verdict>.choice.orNull(), default: nil, "a verdict known and accepted"))
    }
  }

  private static var names: Form<[String]> { Form<String>.name().distinctList(atMost: 100) }

  private static func statement(
    _ relation: Relation, experiment: String, value: Double?, others: [String], ordered: [String]
  ) -> Claim.Statement {
    switch relation {
    case .equals: .equals(experiment: experiment, value: value ?? .nan)
    case .greaterThan where !others.isEmpty: .greaterThanOthers(experiment: experiment, others: others)
    case .greaterThan: .greaterThan(experiment: experiment, value: value ?? .nan)
    case .order: .order(experiments: ordered)
    }
  }

  private static var metric: Form<String> { metric(among: MetricReading.ofClaims.map(\.description)) }

  /// One of `metrics`, by name.
  static func metric(among metrics: [String]) -> Form<String> {
    Form(schema: .object(["enum": .array(metrics.map { .string($0) })]), placeholder: metrics[0]) {
      node, path, problems in
      guard let name = node.string, metrics.contains(name) else {
        problems.noteChoice(node, path, among: metrics)
        return metrics[0]
      }
      return name
    }
  }
}
