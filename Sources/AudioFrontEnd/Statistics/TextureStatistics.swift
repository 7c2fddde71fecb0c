import Foundation

/// 690 statistics of a clip's log-mel levels: how loud each band is, how much it changes and how fast.
///
/// Levels are those of 64 mel bands in dB, of frames centred with the signal mirrored at its ends, power
/// 1e-9 added, no more than 80 dB below the clip's peak. In order:
///
/// - 64 each, over the frames whose loudest band lies within 50 dB of the peak (all frames where those are
///   8 or fewer), relative to the peak: mean, deviation, 10th and 90th percentile; over all frames: mean
///   magnitude and deviation of the change from frame to frame;
/// - 20 each: mean, deviation and mean magnitude of change of the cepstral coefficients (orthonormal
///   cosine transform of the levels relative to the peak);
/// - 88: logarithm of the modulation spectrum, 8 groups of bands by 11 of frequencies;
/// - 8: share of the frames within 50 dB; largest rise and deviation of the loudest band's level; mean and
///   deviation of the spectral flatness in dB; mean, deviation and maximum of the onset envelope;
/// - 8: the largest autocorrelation of the onset envelope over eight ranges of lags;
/// - 64: mean of the 12 loudest frames relative to the peak;
/// - 78: covariances of the cepstral coefficients 1...12, upper triangle by rows, `sign(c) log(1 + |c|)`.
///
/// It owns its plans and memory and is reused from clip to clip, by one thread at a time. Checked in
/// `ClipStatisticsGoldenTests`.
public final class TextureStatistics {
  /// How a clip is cut into frames and bands.
  public struct Settings: Sendable, Hashable, Codable {
    /// Samples per frame; even, 16...65 536.
    public var fftLength: Int
    /// Samples from one frame to the next; 1...`fftLength`.
    public var hopLength: Int
    /// Lowest and highest edge of the mel bands in Hz, within half the sampling rate.
    public var frequencyRange: ClosedRange<Double>
    /// Seconds that are looked at; a longer clip is cut, silence follows a shorter one. Above 0, at most 60,
    /// and at least 180 frames.
    public var duration: Double

    /// Settings; the defaults are for recordings at 44.1 kHz.
    public init(
      fftLength: Int = 2_048, hopLength: Int = 882, frequencyRange: ClosedRange<Double> = 30...20_000,
      duration: Double = 5
    ) {
      self.fftLength = fftLength
      self.hopLength = hopLength
      self.frequencyRange = frequencyRange
      self.duration = duration
    }
  }

  /// How many statistics there are.
  public static let count = 690

  private static let bandCount = 64
  private static let cepstrumCount = 20
  private static let bandsPerGroup = 8
  private static let modulationEdges = [1, 2, 3, 5, 8, 12, 18, 27, 40, 60, 90]
  private static let lagEdges = [2, 5, 9, 14, 20, 30, 45, 70, 110]

  private let excerpt: ClipExcerpt
  private let frameCount: Int
  private let filterbank: MelFilterbank
  private let modulation: RealSpectrum
  /// The orthonormal cosine transform, `[coefficient, band]`.
  private let cosines: [Double]
  private var transform: ShortTimeFourierTransform
  private let row: AlignedBuffer
  private let power: AlignedBuffer

  /// Plans the transforms and computes the filters.
  ///
  /// - Parameter sampleRate: That of the clips, in Hz.
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range,
  ///   ``FrontEndError/emptyBand(index:binWidth:)`` where a mel band holds no frequency bin.
  public init(_ settings: Settings = Settings(), sampleRate: Int) throws(FrontEndError) {
    let transform = try ShortTimeFourierTransform(
      ShortTimeFourierTransform.Settings(
        fftLength: settings.fftLength, hopLength: settings.hopLength, padding: .reflect), under: "features")
    filterbank = try MelFilterbank(
      bandCount: Self.bandCount, fftLength: settings.fftLength, sampleRate: sampleRate,
      frequencyRange: settings.frequencyRange)
    excerpt = try ClipExcerpt(duration: settings.duration, sampleRate: sampleRate)
    frameCount = excerpt.sampleCount / settings.hopLength
    try excerpt.require(frames: frameCount, atLeast: 180, hopLength: settings.hopLength)
    modulation = RealSpectrum(length: frameCount)
    cosines = CosineTransform(coefficientCount: Self.cepstrumCount, bandCount: Self.bandCount).weights
    row = AlignedBuffer(count: 2 * transform.plan.binStride)
    power = AlignedBuffer(count: transform.plan.binStride)
    self.transform = transform
  }

  /// Returns the statistics of `samples`, `[690]`, in the order above.
  public func apply(to samples: [Float]) -> [Float] {
    samples.withUnsafeBufferPointer { apply(to: $0) }
  }

  func apply(to samples: UnsafeBufferPointer<Float>) -> [Float] {
    let levels = levels(of: excerpt.samples(of: samples))
    let loudest = levels.maxima
    let peak = loudest.max() ?? 0
    let within = loudest.indices.filter { loudest[$0] > peak - 50 }
    let cepstra = cepstra(of: levels, peak: peak)
    let onset = Self.onsetEnvelope(of: levels)
    var values = distributions(of: levels.keeping(within.count > 8 ? within : Array(loudest.indices)), peak)
    values += changes(of: levels.differences)
    values += cepstra.perBand(\.mean) + cepstra.perBand(\.deviation)
    values += cepstra.differences.perBand { $0.map(\.magnitude).mean }
    values += modulationSpectrum(of: levels)
    values.append(within.count > 8 ? Double(within.count) / Double(frameCount) : 1)
    values.append(zip(loudest.dropFirst(), loudest).map { $0 - $1 }.max() ?? 0)
    values.append(loudest.deviation)
    let flatness = flatness(of: levels)
    values += [flatness.mean, flatness.deviation, onset.mean, onset.deviation, onset.max() ?? 0]
    values += Self.autocorrelationPeaks(of: onset)
    let top = loudest.indices.sorted { (loudest[$0], $0) < (loudest[$1], $1) }.suffix(12)
    values += levels.keeping(Array(top)).perBand { $0.mean - peak }
    values += Self.covariances(of: cepstra)
    return values.map { Float($0) }
  }

  // MARK: Levels

  private func levels(of clip: [Float]) -> BandSeries {
    var levels = BandSeries(
      frameCount: frameCount, values: [Double](repeating: 0, count: Self.bandCount * frameCount))
    let soundCount = ClipExcerpt.soundCount(of: clip)
    let silence = 10 * log10(1e-9)
    clip.withUnsafeBufferPointer { clip in
      for frame in 0..<frameCount {
        guard !transform.isSilent(frame: frame, sampleCount: clip.count, soundCount: soundCount) else {
          for band in 0..<Self.bandCount { levels.values[band * frameCount + frame] = silence }
          continue
        }
        transform.transform(frame: frame, of: clip, into: row.floats)
        for bin in stride(from: 0, to: transform.plan.binStride, by: 8) {
          power.floats.store(row.floats.powers(at: 2 * bin), at: bin)
        }
        for band in 0..<Self.bandCount {
          let power = Double(filterbank.band(of: band, power: power.floats))
          levels.values[band * frameCount + frame] = 10 * log10(power + 1e-9)
        }
      }
    }
    let floor = (levels.values.max() ?? 0) - 80
    for index in levels.values.indices { levels.values[index] = max(levels.values[index], floor) }
    return levels
  }

  private func distributions(of levels: BandSeries, _ peak: Double) -> [Double] {
    let percentiles = (0..<levels.bandCount).map { levels[$0].percentiles([0.1, 0.9]) }
    return levels.perBand { $0.mean - peak } + levels.perBand(\.deviation)
      + percentiles.map { $0[0] - peak } + percentiles.map { $0[1] - peak }
  }

  private func changes(of differences: BandSeries) -> [Double] {
    differences.perBand { $0.map(\.magnitude).mean } + differences.perBand(\.deviation)
  }

  /// Decibels by which the arithmetic mean over bands lies above the geometric one, `[frame]`.
  private func flatness(of levels: BandSeries) -> [Double] {
    (0..<frameCount).map { frame in
      let frameLevels = (0..<Self.bandCount).map { levels.values[$0 * frameCount + frame] }
      return log(frameLevels.map { exp($0 / 4.34) }.mean + 1e-12) * 4.34 - frameLevels.mean
    }
  }

  // MARK: Cepstra

  private func cepstra(of levels: BandSeries, peak: Double) -> BandSeries {
    var result = BandSeries(
      frameCount: frameCount, values: [Double](repeating: 0, count: Self.cepstrumCount * frameCount))
    for coefficient in 0..<Self.cepstrumCount {
      for band in 0..<Self.bandCount {
        let weight = cosines[coefficient * Self.bandCount + band]
        for frame in 0..<frameCount {
          result.values[coefficient * frameCount + frame] +=
            weight * (levels.values[band * frameCount + frame] - peak)
        }
      }
    }
    return result
  }

  private static func covariances(of cepstra: BandSeries) -> [Double] {
    let centered = (1...12).map { coefficient in
      let mean = cepstra[coefficient].mean
      return cepstra[coefficient].map { $0 - mean }
    }
    return (0..<12).flatMap { first in
      (first..<12).map { second in
        let products = zip(centered[first], centered[second]).reduce(0) { $0 + $1.0 * $1.1 }
        let covariance = products / Double(cepstra.frameCount - 1)
        return covariance < 0 ? -log1p(-covariance) : log1p(covariance)
      }
    }
  }

  // MARK: Change over time

  /// `[group, frequency]` of the magnitude of each band's transform over frames.
  private func modulationSpectrum(of levels: BandSeries) -> [Double] {
    let edges = Self.modulationEdges + [modulation.binCount]
    let sums = (0..<Self.bandCount).map { band in
      let mean = levels[band].mean
      let powers = modulation.powers(of: levels[band].lazy.map { $0 - mean })
      return zip(edges, edges.dropFirst()).map { low, high in
        powers[low..<high].reduce(0) { $0 + $1.squareRoot() }
      }
    }
    return stride(from: 0, to: Self.bandCount, by: Self.bandsPerGroup).flatMap { first in
      Self.modulationEdges.indices.map { frequency in
        log(sums[first..<first + Self.bandsPerGroup].map { $0[frequency] }.mean + 1e-3)
      }
    }
  }

  /// The mean over bands of what a frame's level rises above the one before, `[frame]`, one fewer.
  private static func onsetEnvelope(of levels: BandSeries) -> [Double] {
    let rises = levels.differences
    var envelope = [Double](repeating: 0, count: rises.frameCount)
    for band in 0..<rises.bandCount {
      for (frame, rise) in rises[band].enumerated() {
        envelope[frame] += max(rise, 0) / Double(rises.bandCount)
      }
    }
    return envelope
  }

  private static func autocorrelationPeaks(of envelope: [Double]) -> [Double] {
    let mean = envelope.mean
    let centered = envelope.map { $0 - mean }
    func correlation(_ lag: Int) -> Double {
      zip(centered.dropFirst(lag), centered).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let scale = correlation(0) + 1e-9
    return zip(lagEdges, lagEdges.dropFirst()).map { low, high in
      ((low..<high).map { correlation($0) / scale }).max() ?? 0
    }
  }
}
