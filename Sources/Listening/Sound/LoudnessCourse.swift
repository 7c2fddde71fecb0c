import CEbur128

/// The momentary loudness of a recording, of 400 ms every 100 ms, by libebur128.
///
/// Source: ITU-R BS.1770-4 (K-weighting), EBU Tech 3341 (momentary loudness). Checked in `LoudnessGoldenTests`.
package final class LoudnessCourse {
  /// The momentary loudness of the 400 ms that end with each step of 100 ms, in LUFS; ``silence`` for none. A
  /// recording of less has one value, as if silence had been before it.
  package private(set) var values: [Double] = []

  /// What is no louder counts as this, in LUFS.
  package static let silence = -120.0

  private let state: UnsafeMutablePointer<ebur128_state>
  private let stepLength: Int
  private let sampleRate: Int
  private var stepCount = 0
  private var pending = 0

  /// The course of a recording of one channel at `sampleRate` Hz, of which nothing is heard yet; nil for a rate that
  /// the library does not take.
  package init?(sampleRate: Int) {
    guard let state = ebur128_init(1, UInt(sampleRate), Int32(EBUR128_MODE_M.rawValue)) else { return nil }
    self.state = state
    self.sampleRate = sampleRate
    stepLength = max(1, sampleRate / 10)
  }

  deinit {
    var state: UnsafeMutablePointer<ebur128_state>? = state
    ebur128_destroy(&state)
  }

  /// Takes the next samples.
  package func append(_ samples: [Float]) {
    samples.withUnsafeBufferPointer { samples in
      var offset = 0
      while offset < samples.count {
        let count = min(stepLength - pending, samples.count - offset)
        _ = ebur128_add_frames_float(state, samples.baseAddress! + offset, count)
        offset += count
        pending += count
        guard pending == stepLength else { continue }
        (pending, stepCount) = (0, stepCount + 1)
        if stepCount >= 4 { values.append(momentary) }
      }
    }
  }

  /// Ends the recording.
  package func finish() {
    if values.isEmpty { values.append(momentary) }
  }

  /// Returns the greatest loudness of the stretches whose middle lies in `time`, or of the one that is nearest to it.
  ///
  /// - Precondition: ``finish()`` was called.
  package func greatest(in time: Range<Double>) -> Double {
    // Stretch `index` ends with step `index + 4`: its middle is two steps before.
    let step = Double(stepLength) / Double(sampleRate)
    let first = Int((time.lowerBound / step - 2).rounded(.up))
    let end = Int((time.upperBound / step - 2).rounded(.up))
    let last = values.count - 1
    let range = min(max(0, first), last)...min(max(0, first, end - 1), last)
    return values[range].max() ?? Self.silence
  }

  private var momentary: Double {
    var loudness = 0.0
    _ = ebur128_loudness_momentary(state, &loudness)
    return max(Self.silence, loudness)
  }
}
