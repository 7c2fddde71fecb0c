import JSONText

/// The forms of what is computed of each frame of a clip, alone or as that which a summary is of.
enum FrameFeatureForms {
  typealias Kind = FrontEndSpecification.FrameFeatures.Kind
  typealias Variant = (type: String, body: (inout ObjectReader) -> FrontEndSpecification.FrameFeatures)

  static var fftLength: Form<Int> { .integer(in: 16...65_536, unit: "samples") }
  static var hopLength: Form<Int> { .integer(in: 1...65_536, unit: "samples") }
  static let lowestEdge = "lowest edge of the lowest band, in Hz"
  static let highestEdge = "highest edge of the highest band, in Hz, at most half the sample rate"

  /// All kinds, with their changes over time.
  static var variants: [Variant] {
    [
      variant("logMelSpectrogram") { .logMelSpectrogram(logMel(&$0, fftLength: 1024, melBandCount: 64)) },
      variant("spectrogram", spectrogram), variant("mfcc", mfcc),
      variant("spectralDescriptors", spectralDescriptors),
    ]
  }

  private static func variant(
    _ type: String, _ kind: @escaping (inout ObjectReader) -> Kind
  ) -> Variant {
    (
      type,
      { features in
        FrontEndSpecification.FrameFeatures(
          kind: kind(&features),
          deltas: features.optional(
            "deltas", Form.integer(in: 1...2).distinctList(atMost: 2), default: [],
            "orders of change over time, each a channel behind the values: slope (1), curvature (2)"))
      }
    )
  }

  private static func spectrogram(_ features: inout ObjectReader) -> Kind {
    .spectrogram(
      FrontEndSpecification.Spectrogram(
        fftLength: features.optional("fftLength", fftLength, default: 1024, "FFT length in samples; even"),
        hopLength: features.optional("hopLength", hopLength, default: 512, "samples between frames"),
        scale: features.optional("scale", .choice, default: .decibels, "in what a bin is told"),
        decibels: features.optional(
          "decibels", decibels, default: .standard, "how powers become decibels, where they do")))
  }

  private static func logMel(
    _ features: inout ObjectReader, fftLength defaultLength: Int, melBandCount: Int
  ) -> FrontEndSpecification.LogMel {
    FrontEndSpecification.LogMel(
      fftLength: features.optional(
        "fftLength", fftLength, default: defaultLength, "FFT length in samples; even"),
      hopLength: features.optional("hopLength", hopLength, default: 512, "samples between frames"),
      melBandCount: features.optional(
        "melBandCount", .integer(in: 1...512, unit: "mel bands"), default: melBandCount, "mel bands"),
      lowestFrequency: features.optional(
        "lowestFrequency", .number(in: 0...96_000, unit: "Hz"), default: 30, lowestEdge),
      highestFrequency: features.optional(
        "highestFrequency", .number(in: 0...96_000, isLowerExcluded: true, unit: "Hz"), default: 11_000,
        highestEdge),
      melScale: features.optional("melScale", .choice, default: .slaney, "how mel relates to frequency"),
      decibels: features.optional("decibels", decibels, default: .standard, "how powers become decibels"))
  }

  private static func mfcc(_ features: inout ObjectReader) -> Kind {
    .mfcc(
      FrontEndSpecification.MFCC(
        coefficientCount: features.optional(
          "coefficientCount", .integer(in: 1...512, unit: "coefficients"), default: 20,
          "coefficients, from the zeroth; at most melBandCount"),
        lifter: features.optional(
          "lifter", .number(in: 0...10_000), default: 0, "length of the lifter; 0 for none"),
        levels: logMel(&features, fftLength: 2048, melBandCount: 128)))
  }

  private static func spectralDescriptors(_ features: inout ObjectReader) -> Kind {
    typealias Descriptor = FrontEndSpecification.SpectralDescriptors.Descriptor
    return .spectralDescriptors(
      FrontEndSpecification.SpectralDescriptors(
        fftLength: features.optional("fftLength", fftLength, default: 2048, "FFT length in samples; even"),
        hopLength: features.optional("hopLength", hopLength, default: 512, "samples between frames"),
        descriptors: features.optional(
          "descriptors",
          Form<Descriptor>.choice.distinctList(atLeast: 1, atMost: Descriptor.allCases.count),
          default: Descriptor.allCases, "the rows, in their order"),
        rollOff: features.optional(
          "rollOff", .number(in: 0...1, isLowerExcluded: true, isUpperExcluded: true), default: 0.85,
          "the share of the magnitudes below the roll-off frequency")))
  }

  private static var decibels: Form<FrontEndSpecification.Decibels> {
    let power = Form<Double>.number(in: 0...1e30, isLowerExcluded: true)
    let standard = FrontEndSpecification.Decibels.standard
    return .object { decibels in
      FrontEndSpecification.Decibels(
        reference: decibels.optional("reference", power, default: standard.reference, "the power of 0 dB"),
        floor: decibels.optional(
          "floor", .number(in: 1e-30...1e30), default: standard.floor, "smaller powers count as this one"),
        dynamicRange: decibels.optional(
          "dynamicRange", Form<Double>.number(in: 0...400, isLowerExcluded: true, unit: "dB").orNull(),
          default: standard.dynamicRange,
          "how far below the clip's peak levels end, in dB; null for no such limit"))
    }
  }
}
