/// Triangular filters that gather a power spectrum into mel bands.
///
/// Band `m` rises from zero at edge `m` to its peak at edge `m + 1` and is zero again at `m + 2`; the
/// `bandCount + 2` edges are equally spaced in mel. Every triangle has unit area over frequency.
///
/// Source: Slaney, *Auditory Toolbox* v2, Interval Research report 1998-010 (equal-area triangles), as
/// `librosa.filters.mel(norm: "slaney")` has it. Checked in `MelFilterbankGoldenTests` and
/// `MelFilterbankPropertyTests`.
public struct MelFilterbank: Sendable {
  /// Number of mel bands.
  public let bandCount: Int
  /// Frequency bins of a power spectrum: `fftLength / 2 + 1`.
  public let binCount: Int
  /// Weights in 1/Hz, all at least 0, `[melBand, frequencyBin]`, row-major.
  public let weights: [Float]

  /// The bins in which each band's weights are not zero.
  private let supports: [Range<Int>]

  /// Computes the filters.
  ///
  /// - Parameters:
  ///   - bandCount: Mel bands; 1...1024.
  ///   - fftLength: Samples per frame; even.
  ///   - sampleRate: Hz; positive.
  ///   - frequencyRange: Lowest and highest edge in Hz, within `0...sampleRate / 2` and not empty.
  ///   - scale: The mel scale.
  /// - Throws: ``FrontEndError/emptyBand(index:binWidth:)`` where a band holds no frequency bin,
  ///   ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range.
  /// - Complexity: O(bandCount × fftLength) time and memory; build it once per front end.
  public init(
    bandCount: Int, fftLength: Int, sampleRate: Int, frequencyRange: ClosedRange<Double>,
    scale: MelScale = .slaney
  ) throws(FrontEndError) {
    try FrontEndError.require(
      bandCount, in: 1...1_024, "features.melBandCount", unit: "bands", remedy: "Try 64.")
    try FrontEndError.require(fftLength: fftLength, hopLength: 1, under: "features")
    guard sampleRate > 0 else { throw .sampleRate(sampleRate) }
    let nyquist = Double(sampleRate) / 2
    guard frequencyRange.lowerBound >= 0, frequencyRange.upperBound <= nyquist,
      frequencyRange.lowerBound < frequencyRange.upperBound
    else {
      throw .setting(
        keyPath: "features.frequencyRange",
        found: "\(frequencyRange.lowerBound)...\(frequencyRange.upperBound) Hz",
        expected: "a range within 0...\(nyquist) Hz, half the sampling rate, that is not empty",
        remedy: "Lower its upper end or raise frontEnd.sampleRate.")
    }
    self.bandCount = bandCount
    binCount = fftLength / 2 + 1

    let lowest = scale.mel(frequency: frequencyRange.lowerBound)
    let highest = scale.mel(frequency: frequencyRange.upperBound)
    let edges = (0..<bandCount + 2).map { index in
      scale.frequency(mel: lowest + (highest - lowest) * Double(index) / Double(bandCount + 1))
    }
    let binWidth = Double(sampleRate) / Double(fftLength)
    var weights = [Float](repeating: 0, count: bandCount * binCount)
    var supports: [Range<Int>] = []
    for band in 0..<bandCount {
      let (lower, peak, upper) = (edges[band], edges[band + 1], edges[band + 2])
      var support: Range<Int>?
      for bin in 0..<binCount {
        let frequency = Double(bin) * binWidth
        let height = min((frequency - lower) / (peak - lower), (upper - frequency) / (upper - peak))
        guard height > 0 else { continue }
        weights[band * binCount + bin] = Float(height * 2 / (upper - lower))
        support = (support?.lowerBound ?? bin)..<bin + 1
      }
      guard let support else { throw .emptyBand(index: band, binWidth: binWidth) }
      supports.append(support)
    }
    self.weights = weights
    self.supports = supports
  }

  /// Returns the mel bands of one frame's powers.
  ///
  /// - Parameter power: Squared magnitudes, `[frequencyBin]`.
  /// - Returns: `[melBand]`.
  /// - Precondition: `power` has ``binCount`` values.
  public func apply(toPower power: [Float]) -> [Float] {
    precondition(power.count == binCount, "a power spectrum of \(binCount) bins is expected")
    return power.withUnsafeBufferPointer { power in
      (0..<bandCount).map { band(of: $0, power: power.baseAddress!) }
    }
  }

  /// The sum over the bins of band `index`.
  func band(of index: Int, power: UnsafePointer<Float>) -> Float {
    weights.withUnsafeBufferPointer { weights in
      var sum: Float = 0
      for bin in supports[index] { sum += weights[index * binCount + bin] * power[bin] }
      return sum
    }
  }
  /// The sums over the bins of band `index` for four frames, whose powers lie `stride` floats apart.
  ///
  /// Each is that of ``band(of:power:)`` to the last bit: bins are added in the same order. Four sums at once wait for
  /// one another's additions less than one alone waits for its own.
  func band(of index: Int, powers: UnsafePointer<Float>, stride: Int) -> SIMD4<Float> {
    weights.withUnsafeBufferPointer { weights in
      var sums = SIMD4<Float>.zero
      for bin in supports[index] {
        let frames = SIMD4(
          powers[bin], powers[stride + bin], powers[2 * stride + bin], powers[3 * stride + bin])
        sums += weights[index * binCount + bin] * frames
      }
      return sums
    }
  }
}
