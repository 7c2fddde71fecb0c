/// The forms of samplers and pruners.
enum SearchForms {
  static var sampler: Form<SamplerSpecification> {
    .tagged([
      ("tpe", { .tpe(tpe(&$0)) }),
      ("random", { .random(seed: seed(&$0)) }),
      ("grid", { .grid(seed: seed(&$0)) }),
    ])
  }

  private static func seed(_ sampler: inout ObjectReader) -> UInt64 {
    sampler.optional("seed", .seed, default: TPESettings.defaultSeed, "fixes every draw")
  }

  private static func tpe(_ tpe: inout ObjectReader) -> TPESettings {
    TPESettings(
      seed: seed(&tpe),
      startupTrials: tpe.optional(
        "startupTrials", .integer(in: 1...100_000, unit: "trials"), default: TPESettings.defaultStartupTrials,
        "trials that must have ended before any is proposed by what they tell"),
      candidates: tpe.optional(
        "candidates", .integer(in: 1...10_000), default: TPESettings.defaultCandidates,
        "candidates of which the most promising is proposed"))
  }

  static var pruner: Form<PrunerSpecification> {
    .tagged([
      ("median", { .median(median(&$0)) }),
      (
        "asha",
        { asha in
          .asha(
            minimumEpochs: asha.required("minimumEpochs", epochs, "epochs before the first judgement"),
            reductionFactor: asha.optional(
              "reductionFactor", .integer(in: 2...100), default: 3,
              "of so many trials one goes on, to so many times as many epochs"))
        }
      ),
    ])
  }

  private static var epochs: Form<Int> { .integer(in: 1...1_000_000, unit: "epochs") }

  private static func median(_ median: inout ObjectReader) -> PrunerSpecification.MedianSettings {
    let defaults = PrunerSpecification.MedianSettings()
    return PrunerSpecification.MedianSettings(
      startupTrials: median.optional(
        "startupTrials", .integer(in: 1...100_000, unit: "trials"), default: defaults.startupTrials,
        "others that must have come as far before a trial is judged"),
      warmupEpochs: median.optional(
        "warmupEpochs", epochs, default: defaults.warmupEpochs, "epochs before the first judgement"),
      interval: median.optional(
        "interval", epochs, default: defaults.interval, "epochs from one judgement to the next"))
  }
}
