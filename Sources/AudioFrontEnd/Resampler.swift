import CSoxr

/// Band-limited resampling by libsoxr at its quality HQ (20 bit).
public struct Resampler {
  /// Returns `waveform` at `sampleRate` Hz.
  ///
  /// - Parameters:
  ///   - waveform: Any rate in Hz; returned as it is where the rates agree.
  ///   - sampleRate: The rate wanted, in Hz; positive.
  /// - Returns: `ceil(n × sampleRate / waveform.sampleRate)` samples; what the filter gives less is
  ///   zero, what it gives more is cut.
  /// - Throws: ``FrontEndError/sampleRate(_:)`` for a rate that is not positive,
  ///   ``FrontEndError/resampling(from:to:libraryMessage:)`` where libsoxr refuses.
  ///
  /// Source: the length rule and quality of `librosa.resample(res_type: "soxr_hq")`. Checked in
  /// `ResamplerGoldenTests` and `ResamplerPropertyTests`.
  public static func resample(
    _ waveform: Waveform, to sampleRate: Int
  ) throws(FrontEndError) -> Waveform {
    for rate in [waveform.sampleRate, sampleRate] where rate <= 0 { throw .sampleRate(rate) }
    guard waveform.sampleRate != sampleRate, !waveform.samples.isEmpty else {
      return Waveform(samples: waveform.samples, sampleRate: sampleRate)
    }
    let ratio = Double(sampleRate) / Double(waveform.sampleRate)
    guard let count = Int(exactly: (Double(waveform.samples.count) * ratio).rounded(.up)) else {
      throw .resampling(
        from: waveform.sampleRate, to: sampleRate, libraryMessage: "the result has too many samples")
    }

    var quality = soxr_quality_spec(UInt(SOXR_20_BITQ), 0)
    var runtime = soxr_runtime_spec(1)
    var message: String?
    let samples = [Float](unsafeUninitializedCapacity: count) { output, initializedCount in
      var produced = 0
      let failure = waveform.samples.withUnsafeBufferPointer { input in
        soxr_oneshot(
          Double(waveform.sampleRate), Double(sampleRate), 1, input.baseAddress, input.count, nil,
          output.baseAddress, count, &produced, nil, &quality, &runtime)
      }
      message = failure.map { String(cString: $0) }
      output[min(produced, count)...].initialize(repeating: 0)
      initializedCount = count
    }
    if let message {
      throw .resampling(from: waveform.sampleRate, to: sampleRate, libraryMessage: message)
    }
    return Waveform(samples: samples, sampleRate: sampleRate)
  }
}
