/// The forms of the reduction of noise.
enum GateForms {
  private typealias Variant = (type: String, body: (inout ObjectReader) -> FrontEndSpecification.SpectralGate)

  static var gate: Form<FrontEndSpecification.SpectralGate> {
    .tagged([stationary, nonStationary], isFirstDefault: true)
  }

  private static let lengths = (fft: "FFT length in samples; even", hop: "samples between frames")

  private static var stationary: Variant {
    (
      "stationary",
      { gate in
        let noise = gate.optional(
          "noise", Form<FrontEndSpecification.StationaryGate.Noise.Name>.choice, default: .profile,
          "what is taken for noise: the clip's start, its quietest frames, or all of it")
        let samples = gate.optional(
          "noiseSamples", .integer(in: 1...10_000_000, unit: "samples"), default: 25_000,
          "samples from the start that make up the noise profile")
        let share = gate.optional(
          "quietestShare", .number(in: 0...1, isLowerExcluded: true), default: 0.1,
          "the share of the frames that quietestFrames takes for noise")
        let source: FrontEndSpecification.StationaryGate.Noise =
          switch noise {
          case .profile: .profile(samples: samples)
          case .quietestFrames: .quietestFrames(share: share)
          case .wholeClip: .wholeClip
          }
        return .stationary(
          FrontEndSpecification.StationaryGate(
            noise: source,
            thresholdDeviations: gate.optional(
              "thresholdDeviations", .number(in: 0...100), default: 1.5,
              "threshold above the profile's mean level, in its standard deviations"),
            amount: amount(&gate),
            fftLength: gate.optional("fftLength", FrameFeatureForms.fftLength, default: 2048, lengths.fft),
            hopLength: gate.optional("hopLength", FrameFeatureForms.hopLength, default: 512, lengths.hop)))
      }
    )
  }

  private static var nonStationary: Variant {
    (
      "nonStationary",
      { gate in
        .nonStationary(
          FrontEndSpecification.NonStationaryGate(
            timeConstant: gate.optional(
              "timeConstant", .number(in: 0.001...60, unit: "s"), default: 2,
              "seconds that the running mean of a frequency looks back and ahead"),
            threshold: gate.optional(
              "threshold", .number(in: 0...100), default: 2,
              "how many running means above itself a level passes by half"),
            slope: gate.optional(
              "slope", .number(in: 0.001...1000), default: 10, "how steeply it passes there"),
            frequencySmoothing: gate.optional(
              "frequencySmoothing", .number(in: 0...96_000, isLowerExcluded: true, unit: "Hz"), default: 500,
              "reach of the mask's smoothing over frequency, in Hz; at least two frequency bins"),
            timeSmoothing: gate.optional(
              "timeSmoothing", .number(in: 0...10, isLowerExcluded: true, unit: "s"), default: 0.05,
              "reach of the mask's smoothing over time, in seconds; at least a hop"),
            amount: amount(&gate),
            fftLength: gate.optional("fftLength", FrameFeatureForms.fftLength, default: 1024, lengths.fft),
            hopLength: gate.optional("hopLength", FrameFeatureForms.hopLength, default: 256, lengths.hop)))
      }
    )
  }

  private static func amount(_ gate: inout ObjectReader) -> Double {
    gate.optional(
      "amount", .number(in: 0...1), default: 1,
      "how much of what does not pass is taken away: 0 for none, 1 for all")
  }
}
