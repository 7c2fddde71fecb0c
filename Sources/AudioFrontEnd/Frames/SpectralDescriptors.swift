import Foundation

/// A few numbers that describe the spectrum and the samples of each frame.
///
/// Those of the spectrum are of the magnitudes `m` of a centred, zero-padded, Hann-windowed STFT at the frequencies
/// `f`; those of the samples are of the same stretches without the window.
///
/// Source: `librosa.feature` 0.11, whose names the descriptors have, at its defaults. It owns its plans and memory and is
/// reused from clip to clip, by one thread at a time. Checked in `FrameFeaturesGoldenTests`.
public final class SpectralDescriptors: FrameTransform {
  /// One number of a frame.
  public enum Descriptor: String, Hashable, Codable, Sendable, CaseIterable {
    /// The mean frequency, `Σ m f / Σ m`, in Hz; 0 in silence.
    case centroid
    /// The deviation of the frequencies from it, `√(Σ m (f - centroid)² / Σ m)`, in Hz; 0 in silence.
    case bandwidth
    /// The lowest frequency below and at which lies the share `rollOff` of the sum of magnitudes, in Hz.
    case rollOff
    /// The geometric mean of the powers (at least 1e-10) over their arithmetic mean: 1 for noise, near 0 for a tone.
    case flatness
    /// The share of samples whose sign differs from that of the one before; the clip goes on with its first and last
    /// sample beyond its ends, and what lies within 1e-10 of zero counts as positive.
    case zeroCrossingRate
    /// The root mean square of the samples; silence lies beyond the clip's ends.
    case rms
  }

  /// How a clip is cut into frames, and what is told of them.
  public struct Settings: Hashable, Codable, Sendable {
    /// Samples per frame; even, 16...65 536.
    public var fftLength: Int
    /// Samples from one frame to the next; 1...`fftLength`.
    public var hopLength: Int
    /// The rows, in their order; at least one, none twice.
    public var descriptors: [Descriptor]
    /// The share that ``Descriptor/rollOff`` is for; between 0 and 1, both excluded.
    public var rollOff: Double

    /// Settings; the defaults are librosa's, and all descriptors.
    public init(
      fftLength: Int = 2_048, hopLength: Int = 512, descriptors: [Descriptor] = Descriptor.allCases,
      rollOff: Double = 0.85
    ) {
      self.fftLength = fftLength
      self.hopLength = hopLength
      self.descriptors = descriptors
      self.rollOff = rollOff
    }
  }

  /// Amplitudes up to this one are no sign change.
  private static let leastAmplitude: Float = 1e-10
  /// Powers below this one count as this one.
  private static let leastPower = 1e-10

  /// How a clip is cut into frames, and what is told of them.
  public let settings: Settings

  private var transform: ShortTimeFourierTransform
  private let row: AlignedBuffer
  private let power: AlignedBuffer
  private var magnitudes: [Double]
  /// From one frequency bin to the next, in Hz.
  private let binWidth: Double

  /// Plans the transform.
  ///
  /// - Parameter sampleRate: That of the clips, in Hz.
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range.
  public convenience init(_ settings: Settings = Settings(), sampleRate: Int) throws(FrontEndError) {
    try self.init(settings, sampleRate: sampleRate, under: "features")
  }

  init(_ settings: Settings, sampleRate: Int, under keyPath: String) throws(FrontEndError) {
    let transform = try ShortTimeFourierTransform(
      ShortTimeFourierTransform.Settings(fftLength: settings.fftLength, hopLength: settings.hopLength),
      under: keyPath)
    guard settings.rollOff > 0, settings.rollOff < 1 else {
      throw .setting(
        keyPath: keyPath + ".rollOff", found: "\(settings.rollOff)", expected: "above 0 and below 1",
        remedy: "Try 0.85.")
    }
    guard !settings.descriptors.isEmpty, Set(settings.descriptors).count == settings.descriptors.count else {
      throw .setting(
        keyPath: keyPath + ".descriptors", found: "\(settings.descriptors.map(\.rawValue))",
        expected: "at least one, none twice", remedy: "Leave it out for all.")
    }
    self.settings = settings
    binWidth = Double(sampleRate) / Double(settings.fftLength)
    row = AlignedBuffer(count: 2 * transform.plan.binStride)
    power = AlignedBuffer(count: transform.plan.binStride)
    magnitudes = [Double](repeating: 0, count: transform.binCount)
    self.transform = transform
  }

  /// How many descriptors there are.
  public var rowCount: Int { settings.descriptors.count }
  var hopLength: Int { settings.hopLength }

  /// Returns the descriptors of `samples`, `[descriptor, frame]`, row-major.
  ///
  /// - Parameters:
  ///   - samples: The clip; silence follows its end.
  ///   - frameCount: Frames to compute; nil for those that the clip gives, `1 + n / hopLength`.
  public func apply(to samples: [Float], frameCount: Int? = nil) -> [Float] {
    samples.withUnsafeBufferPointer {
      apply(to: $0, frameCount: frameCount ?? self.frameCount(of: $0.count))
    }
  }

  func apply(to samples: UnsafeBufferPointer<Float>, frameCount: Int) -> [Float] {
    let samples = heard(samples, frameCount: frameCount)
    let hearsSpectrum = settings.descriptors.contains { $0 != .zeroCrossingRate && $0 != .rms }
    let running = RunningSums(
      of: samples, isFollowedBySilence: frameCount > self.frameCount(of: samples.count),
      leastAmplitude: Self.leastAmplitude)
    var values = [Float](repeating: 0, count: rowCount * frameCount)
    for frame in 0..<frameCount {
      if hearsSpectrum { computeSpectrum(of: frame, samples) }
      let start = frame * hopLength - settings.fftLength / 2
      let stretch = start..<start + settings.fftLength
      for (index, descriptor) in settings.descriptors.enumerated() {
        let value =
          switch descriptor {
          case .centroid: centroid
          case .bandwidth: bandwidth
          case .rollOff: rollOff
          case .flatness: flatness
          case .zeroCrossingRate: Double(running.signChanges(in: stretch)) / Double(settings.fftLength)
          case .rms: (running.energy(in: stretch) / Double(settings.fftLength)).squareRoot()
          }
        values[index * frameCount + frame] = Float(value)
      }
    }
    return values
  }

  // MARK: Of the spectrum

  private func computeSpectrum(of frame: Int, _ samples: UnsafeBufferPointer<Float>) {
    transform.transform(frame: frame, of: samples, into: row.floats)
    for bin in stride(from: 0, to: transform.plan.binStride, by: 8) {
      power.floats.store(row.floats.powers(at: 2 * bin), at: bin)
    }
    for bin in magnitudes.indices { magnitudes[bin] = Double(power.floats[bin].squareRoot()) }
  }

  private var centroid: Double {
    var (sum, moment) = (0.0, 0.0)
    for (bin, magnitude) in magnitudes.enumerated() {
      sum += magnitude
      moment += magnitude * Double(bin)
    }
    return sum > 0 ? moment / sum * binWidth : 0
  }

  private var bandwidth: Double {
    let center = centroid / binWidth
    var (sum, moment) = (0.0, 0.0)
    for (bin, magnitude) in magnitudes.enumerated() {
      let distance = Double(bin) - center
      sum += magnitude
      moment += magnitude * distance * distance
    }
    return sum > 0 ? (moment / sum).squareRoot() * binWidth : 0
  }

  private var rollOff: Double {
    let threshold = settings.rollOff * magnitudes.reduce(0, +)
    var sum = 0.0
    let bin = magnitudes.firstIndex { magnitude in
      sum += magnitude
      return sum >= threshold
    }
    return Double(bin ?? magnitudes.count - 1) * binWidth
  }

  private var flatness: Double {
    var (sum, logarithm, product) = (0.0, 0.0, 1.0)
    for bin in magnitudes.indices {
      let power = max(Self.leastPower, Double(power.floats[bin]))
      sum += power
      product *= power
      // Six powers between 1e-10 and 1e38 stay within a `Double`: a sixth of the logarithms.
      if bin % 6 == 5 {
        logarithm += log(product)
        product = 1
      }
    }
    let count = Double(magnitudes.count)
    return exp((logarithm + log(product)) / count) / (sum / count)
  }
}

/// Sums of squares and counts of sign changes up to each sample, by which those of a stretch are differences.
private struct RunningSums {
  private var energies: [Double] = [0]
  /// Changes up to each sample, the one before the clip counting as its first.
  private var changes: [Int] = [0]

  init(of samples: UnsafeBufferPointer<Float>, isFollowedBySilence: Bool, leastAmplitude: Float) {
    energies.reserveCapacity(samples.count + 1)
    changes.reserveCapacity(samples.count + 2)
    var (energy, count) = (0.0, 0)
    var wasNegative = (samples.first ?? 0) < -leastAmplitude
    for sample in samples {
      energy += Double(sample) * Double(sample)
      energies.append(energy)
      let isNegative = sample < -leastAmplitude
      if isNegative != wasNegative { count += 1 }
      wasNegative = isNegative
      changes.append(count)
    }
    // The first sample of silence may differ from the last of the clip.
    changes.append(isFollowedBySilence && wasNegative ? count + 1 : count)
  }

  func energy(in stretch: Range<Int>) -> Double {
    energies[place(stretch.upperBound, in: energies)] - energies[place(stretch.lowerBound, in: energies)]
  }

  /// Changes from one sample of `stretch` to the next: what its first sample is to the one before does not count.
  func signChanges(in stretch: Range<Int>) -> Int {
    changes[place(stretch.upperBound, in: changes)] - changes[place(stretch.lowerBound + 1, in: changes)]
  }

  private func place<Sum>(_ sample: Int, in sums: [Sum]) -> Int { min(max(0, sample), sums.count - 1) }
}
