/// The forms of what the model sees of a clip.
enum FeatureForms {
  private typealias Variant = (
    type: String, body: (inout ObjectReader) -> FrontEndSpecification.Features
  )

  private static var fftLength: Form<Int> { .integer(in: 16...65_536, unit: "samples") }
  private static var hopLength: Form<Int> { .integer(in: 1...65_536, unit: "samples") }
  private static var duration: Form<Double> { .number(in: 0...60, isLowerExcluded: true, unit: "s") }
  private static let lowestEdge = "lowest edge of the lowest band, in Hz"
  private static let highestEdge = "highest edge of the highest band, in Hz, at most half the sample rate"
  private static let excerpt = "seconds looked at; longer clips are cut, shorter ones padded with silence"

  static var features: Form<FrontEndSpecification.Features> {
    .tagged([meanMagnitudeSpectrum, logMelSpectrogram, textureStatistics, fineStatistics, joined])
  }

  private static var meanMagnitudeSpectrum: Variant {
    (
      "meanMagnitudeSpectrum",
      { features in
        .meanMagnitudeSpectrum(
          fftLength: features.optional("fftLength", fftLength, default: 512, "FFT length in samples; even"),
          hopLength: features.optional("hopLength", hopLength, default: 256, "samples between frames"))
      }
    )
  }

  private static var logMelSpectrogram: Variant {
    (
      "logMelSpectrogram",
      { features in
        .logMelSpectrogram(
          FrontEndSpecification.LogMel(
            fftLength: features.optional(
              "fftLength", fftLength, default: 1024, "FFT length in samples; even"),
            hopLength: features.optional("hopLength", hopLength, default: 512, "samples between frames"),
            melBandCount: features.optional(
              "melBandCount", .integer(in: 1...512, unit: "mel bands"), default: 64, "mel bands"),
            lowestFrequency: features.optional(
              "lowestFrequency", .number(in: 0...96_000, unit: "Hz"), default: 30, lowestEdge),
            highestFrequency: features.optional(
              "highestFrequency", .number(in: 0...96_000, isLowerExcluded: true, unit: "Hz"),
              default: 11_000, highestEdge),
            melScale: features.optional(
              "melScale", .choice, default: .slaney, "how mel relates to frequency"),
            frameCount: features.required(
              "frameCount", .integer(in: 1...100_000, unit: "frames"),
              "frames of the result; longer clips are cut, shorter ones padded")))
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
              "fftLength", fftLength, default: 2048, "FFT length in samples; even"),
            hopLength: features.optional("hopLength", hopLength, default: 882, "samples between frames"),
            lowestFrequency: features.optional(
              "lowestFrequency", .number(in: 0...96_000, unit: "Hz"), default: 30, lowestEdge),
            highestFrequency: features.optional(
              "highestFrequency", .number(in: 0...96_000, isLowerExcluded: true, unit: "Hz"),
              default: 20_000, highestEdge),
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
          meanMagnitudeSpectrum, textureStatistics, fineStatistics,
        ])
        return .joined(
          features.required(
            "parts", vector.list(atLeast: 1, atMost: 8), "features that are vectors, in their order"))
      }
    )
  }
}
