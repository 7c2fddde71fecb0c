/// The forms of what the model sees of a clip.
enum FeatureForms {
  private typealias Variant = (
    type: String, body: (inout ObjectReader) -> FrontEndSpecification.Features
  )

  private static var duration: Form<Double> { .number(in: 0...60, isLowerExcluded: true, unit: "s") }
  private static let excerpt = "seconds looked at; longer clips are cut, shorter ones padded with silence"

  static var features: Form<FrontEndSpecification.Features> {
    .tagged([meanMagnitudeSpectrum] + frames + [summary, textureStatistics, fineStatistics, joined])
  }

  private static var meanMagnitudeSpectrum: Variant {
    (
      "meanMagnitudeSpectrum",
      { features in
        .meanMagnitudeSpectrum(
          fftLength: features.optional(
            "fftLength", FrameFeatureForms.fftLength, default: 512, "FFT length in samples; even"),
          hopLength: features.optional(
            "hopLength", FrameFeatureForms.hopLength, default: 256, "samples between frames"))
      }
    )
  }

  private static var frames: [Variant] {
    FrameFeatureForms.variants.map { variant in
      (
        variant.type,
        { features in
          .frames(
            variant.body(&features),
            frameCount: features.required(
              "frameCount", .integer(in: 1...100_000, unit: "frames"),
              "frames of the result; longer clips are cut, shorter ones padded"))
        }
      )
    }
  }

  private static var summary: Variant {
    (
      "summary",
      { features in
        .summary(
          features.required("of", .tagged(FrameFeatureForms.variants), "what is computed of each frame"),
          statistics: features.required(
            "statistics", Form<SummaryStatistic>.summaryStatistic.distinctList(atLeast: 1, atMost: 32),
            "what is told of each row over all frames, one behind the other"))
      }
    )
  }

  private static var textureStatistics: Variant {
    (
      "textureStatistics",
      { features in
        .textureStatistics(
          FrontEndSpecification.TextureStatistics(
            fftLength: features.optional(
              "fftLength", FrameFeatureForms.fftLength, default: 2048, "FFT length in samples; even"),
            hopLength: features.optional(
              "hopLength", FrameFeatureForms.hopLength, default: 882, "samples between frames"),
            lowestFrequency: features.optional(
              "lowestFrequency", .number(in: 0...96_000, unit: "Hz"), default: 30,
              FrameFeatureForms.lowestEdge),
            highestFrequency: features.optional(
              "highestFrequency", .number(in: 0...96_000, isLowerExcluded: true, unit: "Hz"),
              default: 20_000, FrameFeatureForms.highestEdge),
            duration: features.optional("duration", duration, default: 5, excerpt)))
      }
    )
  }

  private static var fineStatistics: Variant {
    (
      "fineStatistics",
      { features in
        .fineStatistics(duration: features.optional("duration", duration, default: 5, excerpt))
      }
    )
  }

  private static var joined: Variant {
    (
      "joined",
      { features in
        let vector = Form<FrontEndSpecification.Features>.tagged([
          meanMagnitudeSpectrum, summary, textureStatistics, fineStatistics,
        ])
        return .joined(
          features.required(
            "parts", vector.list(atLeast: 1, atMost: 8), "features that are vectors, in their order"))
      }
    )
  }
}
