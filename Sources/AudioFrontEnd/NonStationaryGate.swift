import Foundation

/// Noise reduction whose idea of noise changes with time: what stays near the running mean of its bin is silenced.
///
/// Per frequency bin the magnitudes are smoothed over time, forwards and backwards, by `y[t] = b x[t] + (1 - b) y[t - 1]`.
/// A bin's excess is how many times that mean it lies above it; the mask is the logistic function of the excess less the
/// threshold, times the slope, and is smoothed by a triangle over bins and frames, zeros beyond the edges. The gain is the
/// mask, raised to what `amount` leaves. The clip stands between 30 000 samples of silence on each side.
///
/// Source: the non-stationary gate of noisereduce 3.0.3 (Sainburg and Zorea 2024), without the chunks into which it cuts clips
/// of more than 600 000 samples. Where a bin is silent throughout, whose excess is undefined there, it is 0. Checked in
/// `NonStationaryGateGoldenTests` and `NonStationaryGatePropertyTests`.
///
/// A gate owns its plans and memory and is reused from clip to clip, by one thread at a time.
public final class NonStationaryGate {
  /// How the gate listens and where it closes.
  public struct Settings: Hashable, Codable, Sendable {
    /// Seconds that the running mean looks back and ahead; above 0, at most 60.
    public var timeConstant: Double
    /// The excess at which the mask is one half, in running means; 0...100.
    public var threshold: Double
    /// How steep the mask is there; above 0, at most 1000.
    public var slope: Double
    /// Reach of the smoothing over frequency, in Hz: at least two bins, at most half the sampling rate.
    public var frequencySmoothing: Double
    /// Reach of the smoothing over time, in seconds: at least a hop, at most 10.
    public var timeSmoothing: Double
    /// How much of what the mask excludes is taken away: 0 for none, 1 for all.
    public var amount: Double
    /// Samples per frame; even.
    public var fftLength: Int
    /// Samples from one frame to the next; 1...`fftLength`.
    public var hopLength: Int

    /// Settings; the defaults are noisereduce's.
    public init(
      timeConstant: Double = 2, threshold: Double = 2, slope: Double = 10, frequencySmoothing: Double = 500,
      timeSmoothing: Double = 0.05, amount: Double = 1, fftLength: Int = 1_024, hopLength: Int = 256
    ) {
      self.timeConstant = timeConstant
      self.threshold = threshold
      self.slope = slope
      self.frequencySmoothing = frequencySmoothing
      self.timeSmoothing = timeSmoothing
      self.amount = amount
      self.fftLength = fftLength
      self.hopLength = hopLength
    }
  }

  /// Samples of silence on each side of the clip.
  static let margin = 30_000

  /// How the gate listens and where it closes.
  public let settings: Settings

  private var transform: ShortTimeFourierTransform
  private var spectrogram: ComplexSpectrogram
  /// What a frame counts in the running mean.
  private let weight: Double
  private let overBins: TriangularSmoothing?
  private let overFrames: TriangularSmoothing?
  private var gains: [Float] = []

  /// Plans the gate.
  ///
  /// - Parameter sampleRate: That of the clips, in Hz.
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range.
  public init(_ settings: Settings = Settings(), sampleRate: Int) throws(FrontEndError) {
    let transform = try ShortTimeFourierTransform(
      ShortTimeFourierTransform.Settings(fftLength: settings.fftLength, hopLength: settings.hopLength),
      under: "spectralGate")
    try settings.check(sampleRate: sampleRate)
    self.settings = settings
    spectrogram = transform.makeSpectrogram()
    let frames = settings.timeConstant * Double(sampleRate) / Double(settings.hopLength)
    weight = ((1 + 4 * frames * frames).squareRoot() - 1) / (2 * frames * frames)
    let binReach = Int(settings.frequencySmoothing / (Double(sampleRate) / Double(settings.fftLength / 2)))
    let frameReach = Int(
      settings.timeSmoothing * 1_000 / (Double(settings.hopLength) / Double(sampleRate) * 1_000))
    // Of one bin and one frame nothing is smoothed.
    let smooths = binReach > 1 || frameReach > 1
    overBins = smooths ? TriangularSmoothing(reach: binReach) : nil
    overFrames = smooths ? TriangularSmoothing(reach: frameReach) : nil
    self.transform = transform
  }

  /// Returns `waveform` with its noise reduced; as long as before.
  public func apply(to waveform: Waveform) -> Waveform {
    Waveform(samples: apply(to: waveform.samples), sampleRate: waveform.sampleRate)
  }

  /// Returns `samples` with their noise reduced; as many as before.
  public func apply(to samples: [Float]) -> [Float] {
    guard !samples.isEmpty else { return [] }
    let padded = computeGains(of: samples)
    let count = padded.count
    let result = gains.withUnsafeBufferPointer {
      transform.inverse(
        spectrogram, sampleCount: count, gains: $0.baseAddress!, gainStride: spectrogram.binCount)
    }
    return Array(result[Self.margin..<Self.margin + samples.count])
  }

  /// Returns the gains in 0...1, `[frame, frequencyBin]`, row-major; empty for no samples.
  ///
  /// Frame `t` has the clip's sample `t × hopLength - 30000` in its middle.
  public func gains(of samples: [Float]) -> [Float] {
    guard !samples.isEmpty else { return [] }
    _ = computeGains(of: samples)
    return gains
  }

  /// Computes the gains and returns the clip between its margins.
  private func computeGains(of samples: [Float]) -> [Float] {
    let margin = [Float](repeating: 0, count: Self.margin)
    let padded = margin + samples + margin
    transform.forward(padded, into: &spectrogram)
    computeMask()
    overBins?.apply(along: spectrogram.binCount, stride: 1, lineStride: spectrogram.binCount, to: &gains)
    overFrames?.apply(
      along: spectrogram.frameCount, stride: spectrogram.binCount, lineStride: 1, to: &gains)
    let amount = Float(settings.amount)
    for index in gains.indices {
      // Rounding may leave a mask of 1.0000001.
      gains[index] = min(1, max(0, gains[index] * amount + (1 - amount)))
    }
    return padded
  }

  /// The mask before smoothing, into ``gains``.
  private func computeMask() {
    let (binCount, frameCount) = (spectrogram.binCount, spectrogram.frameCount)
    let magnitudes = spectrogram.power().map { $0.squareRoot() }
    var means = [Double](repeating: 0, count: magnitudes.count)
    // Both passes begin as if what they begin with had always been there.
    var state = (0..<binCount).map { Double(magnitudes[$0]) }
    for frame in 0..<frameCount {
      let row = frame * binCount
      for bin in 0..<binCount {
        state[bin] = weight * Double(magnitudes[row + bin]) + (1 - weight) * state[bin]
        means[row + bin] = state[bin]
      }
    }
    for frame in (0..<frameCount).reversed() {
      let row = frame * binCount
      for bin in 0..<binCount {
        state[bin] = weight * means[row + bin] + (1 - weight) * state[bin]
        means[row + bin] = state[bin]
      }
    }
    let (threshold, slope) = (Float(settings.threshold), Float(settings.slope))
    gains = [Float](unsafeUninitializedCapacity: magnitudes.count) { gains, count in
      for index in 0..<magnitudes.count {
        let mean = Float(means[index])
        let excess = mean > 0 ? (magnitudes[index] - mean) / mean : 0
        gains[index] = 1 / (1 + exp((threshold - excess) * slope))
      }
      count = magnitudes.count
    }
  }
}

extension NonStationaryGate.Settings {
  /// Throws unless all settings but the lengths are in range.
  fileprivate func check(sampleRate: Int) throws(FrontEndError) {
    guard sampleRate > 0 else { throw .sampleRate(sampleRate) }
    let binPair = Double(sampleRate) / Double(fftLength / 2)
    let hop = Double(hopLength) / Double(sampleRate)
    let ranges: [(name: String, value: Double, range: ClosedRange<Double>, unit: String, remedy: String)] = [
      ("timeConstant", timeConstant, 1e-3...60, "seconds", "Try 2."),
      ("threshold", threshold, 0...100, "running means", "Try 2."),
      ("slope", slope, 1e-3...1_000, "", "Try 10."),
      (
        "frequencySmoothing", frequencySmoothing, binPair...max(binPair, Double(sampleRate) / 2),
        "Hz, from two frequency bins to half the sampling rate", "Try 500, or a longer fftLength."
      ),
      ("timeSmoothing", timeSmoothing, hop...max(hop, 10), "seconds, at least a hop", "Try 0.05."),
      ("amount", amount, 0...1, "", "Try 1, which takes all of it away."),
    ]
    for entry in ranges where !(entry.range ~= entry.value) {
      throw .setting(
        keyPath: "spectralGate." + entry.name, found: "\(entry.value)",
        expected:
          "\(entry.range.lowerBound)...\(entry.range.upperBound)\(entry.unit.isEmpty ? "" : " " + entry.unit)",
        remedy: entry.remedy)
    }
  }
}
