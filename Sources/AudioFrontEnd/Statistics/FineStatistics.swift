import Foundation

/// 254 statistics of a clip's envelopes in nine bands, one value every 64 samples: attacks, grain, beats.
///
/// Envelopes are root powers of an STFT of 256 samples, hop 64, frames centred with the signal mirrored at
/// its ends, relative to the largest of all; compressed, to the power of 0.6. In order, over the frames whose
/// loudest band lies within 50 dB of the peak (all frames where those are 200 or fewer):
///
/// - 9 each: skewness, logarithm of kurtosis, deviation over mean of the compressed envelope; logarithm of the
///   envelope's crest factor; of its change in logarithm the logarithm of kurtosis, and the deviation;
/// - 18: the 99th percentile of that change in each band, then the 99.9th;
/// - 108: logarithm of the modulation spectrum (stretches of 1024 frames, half overlapping, Hann) of each
///   band in 12 ranges; 36: its crest in each band in 4 ranges;
/// - 36: correlations of the bands, upper triangle by rows;
/// - 2: mean magnitude of the change of the samples' sign; share of the frames within 50 dB.
///
/// What silence leaves undefined is 0. It owns its plans and memory and is reused from clip to clip, by one
/// thread at a time. Checked in `ClipStatisticsGoldenTests`.
public final class FineStatistics {
  /// How many statistics there are.
  public static let count = 254

  private static let fftLength = 256
  private static let hopLength = 64
  private static let stretch = 1_024
  private static let binEdges = [1, 2, 3, 5, 8, 13, 22, 37, 62, 128]
  private static let modulationEdges = [2, 3, 5, 8, 12, 19, 30, 47, 74, 116, 182, 287, 450]
  private static let crestEdges = [4, 15, 60, 250, 500]

  private let excerpt: ClipExcerpt
  private let frameCount: Int
  private let modulation: RealSpectrum
  private let taper: [Double]
  private var transform: ShortTimeFourierTransform
  private let row: AlignedBuffer

  /// Plans the transforms.
  ///
  /// - Parameters:
  ///   - duration: Seconds that are looked at; a longer clip is cut, silence follows a shorter one. Above 0,
  ///     at most 60, and at least 1024 frames, 65 472 samples.
  ///   - sampleRate: That of the clips, in Hz.
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range.
  public init(duration: Double = 5, sampleRate: Int) throws(FrontEndError) {
    let transform = try ShortTimeFourierTransform(
      ShortTimeFourierTransform.Settings(
        fftLength: Self.fftLength, hopLength: Self.hopLength, padding: .reflect), under: "features")
    excerpt = try ClipExcerpt(duration: duration, sampleRate: sampleRate)
    frameCount = transform.frameCount(of: excerpt.sampleCount)
    try excerpt.require(frames: frameCount, atLeast: Self.stretch, hopLength: Self.hopLength)
    modulation = RealSpectrum(length: Self.stretch)
    // Symmetric, as `numpy.hanning`.
    taper = (0..<Self.stretch).map { 0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(Self.stretch - 1)) }
    row = AlignedBuffer(count: 2 * transform.plan.binStride)
    self.transform = transform
  }

  /// Returns the statistics of `samples`, `[254]`, in the order above.
  public func apply(to samples: [Float]) -> [Float] {
    samples.withUnsafeBufferPointer { apply(to: $0) }
  }

  func apply(to samples: UnsafeBufferPointer<Float>) -> [Float] {
    let clip = excerpt.samples(of: samples)
    let envelopes = envelopes(of: clip)
    let loudest = envelopes.maxima
    let threshold = (loudest.max() ?? 0) * pow(10, -2.5)
    var within = loudest.indices.filter { loudest[$0] > threshold }
    if within.count <= 200 { within = Array(loudest.indices) }
    var compressed = envelopes
    compressed.apply { pow($0, 0.6) }
    let kept = compressed.keeping(within)

    var values = Self.shapes(of: kept)
    values += envelopes.keeping(within).perBand { Self.logarithm(($0.max() ?? 0) / ($0.mean + 1e-9)) }
    values += Self.rises(of: envelopes, within)
    values += modulationSpectrum(of: compressed)
    values += Self.correlations(of: kept)
    values += [Self.signChange(of: clip), Double(within.count) / Double(frameCount)]
    return values.map { Float($0) }
  }

  private func envelopes(of clip: [Float]) -> BandSeries {
    let bandCount = Self.binEdges.count - 1
    var envelopes = BandSeries(
      frameCount: frameCount, values: [Double](repeating: 0, count: bandCount * frameCount))
    let soundCount = ClipExcerpt.soundCount(of: clip)
    let silence = 1e-12.squareRoot()
    clip.withUnsafeBufferPointer { clip in
      for frame in 0..<frameCount {
        guard !transform.isSilent(frame: frame, sampleCount: clip.count, soundCount: soundCount) else {
          for band in 0..<bandCount { envelopes.values[band * frameCount + frame] = silence }
          continue
        }
        transform.transform(frame: frame, of: clip, into: row.floats)
        for band in 0..<bandCount {
          var power = 1e-12
          for bin in Self.binEdges[band]..<Self.binEdges[band + 1] {
            let (real, imaginary) = (Double(row.floats[2 * bin]), Double(row.floats[2 * bin + 1]))
            power += real * real + imaginary * imaginary
          }
          envelopes.values[band * frameCount + frame] = power.squareRoot()
        }
      }
    }
    let scale = 1 / ((envelopes.values.max() ?? 0) + 1e-9)
    for index in envelopes.values.indices { envelopes.values[index] *= scale }
    return envelopes
  }

  /// Skewness, logarithm of kurtosis, and deviation over mean of each band.
  private static func shapes(of compressed: BandSeries) -> [Double] {
    let deviations = compressed.perBand { $0.deviation + 1e-6 }
    let third = compressed.perBand { $0.centralMoment(3) }
    let fourth = compressed.perBand { $0.centralMoment(4) }
    let means = compressed.perBand(\.mean)
    return zip(third, deviations).map { $0 / ($1 * $1 * $1) }
      + zip(fourth, deviations).map { logarithm($0 / ($1 * $1 * $1 * $1)) }
      + zip(deviations, means).map { $0 / ($1 + 1e-6) }
  }

  private static func rises(of envelopes: BandSeries, _ within: [Int]) -> [Double] {
    var logarithms = envelopes
    logarithms.apply { log($0 + 1e-5) }
    let rises = logarithms.differences.keeping(within.filter { $0 > 0 }.map { $0 - 1 })
    let percentiles = (0..<rises.bandCount).map { rises[$0].percentiles([0.99, 0.999]) }
    return rises.perBand { band in
      let variance = band.centralMoment(2) + 1e-9
      return logarithm(band.centralMoment(4) / (variance * variance))
    } + rises.perBand(\.deviation) + percentiles.map { $0[0] } + percentiles.map { $0[1] }
  }

  /// Levels and crests of the modulation spectrum, each `[band, range]`.
  private func modulationSpectrum(of compressed: BandSeries) -> [Double] {
    let loudest = compressed.maxima
    var starts = Array(stride(from: 0, through: frameCount - Self.stretch, by: Self.stretch / 2))
      .filter { start in loudest[start..<start + Self.stretch].contains { $0 > 0.02 } }
    if starts.isEmpty { starts = [0] }
    var levels: [Double] = []
    var crests: [Double] = []
    for band in 0..<compressed.bandCount {
      var spectrum = [Double](repeating: 0, count: modulation.binCount)
      for start in starts {
        let part = compressed[band].dropFirst(start).prefix(Self.stretch)
        let mean = part.mean
        let powers = modulation.powers(of: zip(part, taper).lazy.map { ($0 - mean) * $1 })
        let total = mean * Double(Self.stretch)
        let scale = 1 / ((total * total + 1e-6) * Double(starts.count))
        for bin in powers.indices { spectrum[bin] += powers[bin] * scale }
      }
      levels += zip(Self.modulationEdges, Self.modulationEdges.dropFirst()).map { low, high in
        log(spectrum[low..<high].mean + 1e-9)
      }
      crests += zip(Self.crestEdges, Self.crestEdges.dropFirst()).map { low, high in
        let range = spectrum[low..<high]
        return log((range.max() ?? 0) / (range.mean + 1e-9) + 1e-9)
      }
    }
    return levels + crests
  }

  private static func correlations(of compressed: BandSeries) -> [Double] {
    let centered = (0..<compressed.bandCount).map { band in
      let mean = compressed[band].mean
      return compressed[band].map { $0 - mean }
    }
    func product(_ first: Int, _ second: Int) -> Double {
      zip(centered[first], centered[second]).reduce(0) { $0 + $1.0 * $1.1 } / Double(compressed.frameCount)
    }
    let variances = centered.indices.map { product($0, $0) }
    return centered.indices.flatMap { first in
      centered.indices.dropFirst(first + 1).map { second in
        // A band that does not change goes with no other.
        guard variances[first] > 1e-18, variances[second] > 1e-18 else { return 0 }
        return product(first, second) / (variances[first] * variances[second]).squareRoot()
      }
    }
  }

  private static func signChange(of clip: [Float]) -> Double {
    func sign(_ sample: Float) -> Int { (sample > 0 ? 1 : 0) - (sample < 0 ? 1 : 0) }
    var (changes, before) = (0, sign(clip[0]))
    for sample in clip {
      let sign = sign(sample)
      changes += abs(sign - before)
      before = sign
    }
    return Double(changes) / Double(clip.count - 1)
  }

  /// The natural logarithm; 0 where rounding alone keeps `value` from zero.
  private static func logarithm(_ value: Double) -> Double { value > 1e-20 ? log(value) : 0 }
}
