import JSONText

/// The forms of a study of ablations.
enum AblationForms {
  /// A study's file.
  static var study: Form<AblationStudy> {
    .object(ignoring: ["$schema"]) { file in
      AblationStudy(
        title: file.required("title", .text(atMost: 200), "one line for reports"),
        ablations: file.required(
          "ablations", ablation.list(atLeast: 1, atMost: 100), "the questions, in the order of the report"))
    }
  }

  private static var ablation: Form<Ablation> {
    .object { ablation in
      let metric = ablation.required("metric", metric, "what is compared")
      return Ablation(
        id: ablation.required("id", .name(), "unique in the study"),
        question: ablation.required("question", .text(atMost: 400), "what is asked"),
        baseline: .init(
          file: ablation.required(
            "baseline", file, "the experiment started from, a file relative to this one"),
          metric: ablation.optional(
            "baselineMetric", Self.metric.orNull(), default: nil, "what is read of it instead of the metric")
            ?? metric),
        variant: .init(
          file: ablation.required("variant", file, "what it is changed to, a file relative to this one"),
          metric: metric),
        tolerance: ablation.optional(
          "tolerance", .number(in: 0...1e12), default: Claim.defaultTolerance,
          "a difference this small is none, in the metric's unit"))
    }
  }

  private static var file: Form<String> { .text(atMost: 4096) }

  private static var metric: Form<String> {
    ClaimForms.metric(among: MetricReading.ofAblations.map(\.description))
  }
}
