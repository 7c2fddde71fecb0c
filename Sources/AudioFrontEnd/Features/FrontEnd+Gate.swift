extension FrontEnd {
  /// How noise is reduced.
  public enum Gate: Hashable, Sendable {
    /// By one threshold for each frequency bin.
    case stationary(SpectralGate.Settings)
    /// By what is noise around each moment.
    case nonStationary(NonStationaryGate.Settings)

    /// Returns what reduces the noise of samples at `sampleRate` Hz, with plans and memory of its own.
    ///
    /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range.
    public func plan(sampleRate: Int) throws(FrontEndError) -> ([Float]) -> [Float] {
      switch self {
      case .stationary(let settings):
        let gate = try SpectralGate(settings)
        return { gate.apply(to: $0) }
      case .nonStationary(let settings):
        let gate = try NonStationaryGate(settings, sampleRate: sampleRate)
        return { gate.apply(to: $0) }
      }
    }

    /// Returns the gains that `waveform` is given, with plans and memory of their own.
    ///
    /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range.
    public func gains(of waveform: Waveform) throws(FrontEndError) -> GateGains {
      switch self {
      case .stationary(let settings):
        GateGains(
          values: try SpectralGate(settings).gains(of: waveform.samples), fftLength: settings.fftLength,
          hopLength: settings.hopLength, start: 0)
      case .nonStationary(let settings):
        GateGains(
          values: try NonStationaryGate(settings, sampleRate: waveform.sampleRate)
            .gains(of: waveform.samples), fftLength: settings.fftLength, hopLength: settings.hopLength,
          start: -NonStationaryGate.margin)
      }
    }
  }

  /// How much of each frequency bin a gate lets through, frame by frame.
  public struct GateGains: Sendable {
    /// In 0...1, `[frame, frequencyBin]`, row-major.
    public var values: [Float]
    /// Samples per frame: there are `fftLength / 2 + 1` bins.
    public var fftLength: Int
    /// Samples from one frame to the next.
    public var hopLength: Int
    /// The clip's sample in the middle of the first frame; negative where frames lie before it.
    public var start: Int

    /// Those whose middle lies at or behind the clip's first sample.
    public var withinClip: GateGains {
      let skipped = start < 0 ? (-start + hopLength - 1) / hopLength : 0
      return GateGains(
        values: Array(values.dropFirst(skipped * (fftLength / 2 + 1))), fftLength: fftLength,
        hopLength: hopLength, start: start + skipped * hopLength)
    }
  }
}

/// As JSON: the settings, with a `type` where they are not of the stationary gate.
extension FrontEnd.Gate: Codable {
  private enum CodingKeys: String, CodingKey { case type }

  private enum Kind: String, Codable { case nonStationary }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self =
      switch try container.decodeIfPresent(Kind.self, forKey: .type) {
      case nil: .stationary(try SpectralGate.Settings(from: decoder))
      case .nonStationary: .nonStationary(try NonStationaryGate.Settings(from: decoder))
      }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .stationary(let settings): try settings.encode(to: encoder)
    case .nonStationary(let settings):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(Kind.nonStationary, forKey: .type)
      try settings.encode(to: encoder)
    }
  }
}
