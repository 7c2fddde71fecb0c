/// The plans and memory that turn clips into features: one per thread, reused from clip to clip.
public final class FeatureExtractor {
  /// Axes of one clip's features.
  public let featureShape: [Int]

  private let sampleRate: Int
  private let preEmphasis: PreEmphasis?
  private let length: ClipLength?
  private let trim: SilenceTrim?
  private let gate: (([Float]) -> [Float])?
  /// What is computed of the clip, one behind the other.
  private let parts: [Part]

  private typealias Part = (UnsafeBufferPointer<Float>) -> [Float]

  init(settings: FrontEnd.Settings, featureShape: [Int]) throws(FrontEndError) {
    self.featureShape = featureShape
    sampleRate = settings.sampleRate
    preEmphasis = if let settings = settings.preEmphasis { try PreEmphasis(settings) } else { nil }
    gate = try settings.spectralGate?.plan(sampleRate: settings.sampleRate)
    trim = if let settings = settings.trim { try SilenceTrim(settings) } else { nil }
    length =
      if let length = settings.length { try ClipLength(length, sampleRate: settings.sampleRate) } else { nil }
    parts = try Self.parts(of: settings.features, sampleRate: settings.sampleRate)
  }

  private static func parts(
    of features: FrontEnd.Features, sampleRate: Int
  ) throws(FrontEndError) -> [Part] {
    switch features {
    case .meanMagnitudeSpectrum(let fftLength, let hopLength):
      let spectrum = try MeanMagnitudeSpectrum(fftLength: fftLength, hopLength: hopLength)
      return [{ spectrum.apply(to: $0) }]
    case .frames(let frames, let count):
      let least = frames.deltas.isEmpty ? 1 : 9
      try FrontEndError.require(
        count, in: least...100_000, "features.frameCount", unit: "frames",
        remedy: "A clip of 5 s has 1 + 5 × sampleRate / hopLength.")
      let transform = try FrameFeatureTransform(frames, sampleRate: sampleRate)
      return [{ transform.apply(to: $0, frameCount: count).values }]
    case .summary(let frames, let statistics):
      guard !statistics.isEmpty, Set(statistics).count == statistics.count else {
        throw .setting(
          keyPath: "features.statistics", found: "\(statistics.map(\.rawValue))",
          expected: "at least one, none twice", remedy: "Try mean and standardDeviation.")
      }
      let transform = try FrameFeatureTransform(frames, sampleRate: sampleRate, under: "features.of")
      return [
        {
          let (values, frameCount) = transform.apply(to: $0, frameCount: nil)
          return statistics.apply(to: values, frameCount: frameCount)
        }
      ]
    case .textureStatistics(let settings):
      let statistics = try TextureStatistics(settings, sampleRate: sampleRate)
      return [{ statistics.apply(to: $0) }]
    case .fineStatistics(let duration):
      let statistics = try FineStatistics(duration: duration, sampleRate: sampleRate)
      return [{ statistics.apply(to: $0) }]
    case .joined(let joined):
      var parts: [Part] = []
      for (index, features) in joined.enumerated() {
        guard features.shape.count == 1 else {
          throw .setting(
            keyPath: "features.parts[\(index)]", found: "features of shape \(features.shape)",
            expected: "a vector", remedy: "Use statistics or a mean spectrum.")
        }
        parts += try Self.parts(of: features, sampleRate: sampleRate)
      }
      guard !parts.isEmpty else {
        throw .setting(
          keyPath: "features.parts", found: "none", expected: "at least one", remedy: "Name what is joined.")
      }
      return parts
    }
  }

  /// Returns the features of `audio`, row-major, all finite.
  ///
  /// - Throws: ``FrontEndError/noSamples``, ``FrontEndError/nonFiniteFeatures``, or that of
  ///   ``Resampler/resample(_:to:)``.
  public func features(of audio: Waveform) throws(FrontEndError) -> [Float] {
    let (samples, kept) = try process(audio)
    let values = samples.withUnsafeBufferPointer { samples in
      let clip = UnsafeBufferPointer(rebasing: samples[kept])
      return parts.flatMap { $0(clip) }
    }
    guard values.allSatisfy(\.isFinite) else { throw .nonFiniteFeatures }
    return values
  }

  /// Returns what each stage leaves of `audio`, the recording itself first; the last is what features are
  /// computed of.
  ///
  /// - Throws: As ``features(of:)`` but for features.
  public func stages(of audio: Waveform) throws(FrontEndError) -> [ClipStage] {
    var stages: [ClipStage] = []
    _ = try process(audio) { name, samples in
      stages.append(
        ClipStage(
          name: name, waveform: Waveform(samples: Array(samples), sampleRate: sampleRate),
          start: samples.startIndex))
    }
    return stages
  }

  /// Takes `audio` through the stages before features.
  ///
  /// - Returns: Samples, and those of them that are kept.
  private func process(
    _ audio: Waveform, observe: (ClipStage.Name, ArraySlice<Float>) -> Void = { _, _ in }
  ) throws(FrontEndError) -> (samples: [Float], kept: Range<Int>) {
    guard !audio.samples.isEmpty else { throw .noSamples }
    var samples = try Resampler.resample(audio, to: sampleRate).samples
    observe(.recording, samples[...])
    if let preEmphasis {
      samples = preEmphasis.apply(to: samples)
      observe(.preEmphasis, samples[...])
    }
    if let gate {
      samples = gate(samples)
      observe(.spectralGate, samples[...])
    }
    var kept = trim?.bounds(of: samples) ?? samples.indices
    if trim != nil { observe(.trim, samples[kept]) }
    if let length {
      // The clip stays where it is in the recording, so that its place can be told.
      let start = kept.lowerBound + length.start(in: samples[kept])
      samples = [Float](repeating: 0, count: start) + length.apply(to: samples[kept])
      kept = start..<samples.count
      observe(.length, samples[kept])
    }
    return (samples, kept)
  }
}
