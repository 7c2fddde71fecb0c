import Foundation

/// The discrete Fourier transform of overlapping, windowed frames, and its inverse.
///
/// Frame `t` covers the samples from `t × hopLength`, less half a frame where frames are centred, and
/// is weighted with a periodic Hann window. Nothing is scaled forwards; the inverse overlaps and adds
/// the frames, windowed again, and divides by the summed squares of the windows, which returns the
/// samples wherever that sum is not zero.
///
/// Source: the conventions of `librosa.stft` and `librosa.istft` 0.11 (Griffin & Lim 1984, eq. 6).
/// Checked in `ShortTimeFourierTransformGoldenTests` and `ShortTimeFourierTransformPropertyTests`.
public struct ShortTimeFourierTransform: ~Copyable {
  /// The shape of the tapering window.
  public enum Window: String, Sendable, Hashable, Codable {
    /// `0.5 - 0.5 cos(2πn / windowLength)`: periodic, its last sample is not zero.
    case hann
  }

  /// What centred frames see beyond the ends of the signal.
  public enum Padding: String, Sendable, Hashable, Codable {
    /// Silence.
    case zero
    /// The signal mirrored at its first and last sample, which are not repeated.
    case reflect
  }

  /// How a signal is cut into frames.
  public struct Settings: Sendable, Hashable {
    /// Samples per frame; even, 16...65 536.
    public var fftLength: Int
    /// Samples under the window, which lies in the middle of the frame; 1...`fftLength`.
    public var windowLength: Int
    /// Samples from one frame to the next; 1...`fftLength`.
    public var hopLength: Int
    /// The shape of the window.
    public var window: Window
    /// Whether frame `t` has sample `t × hopLength` in its middle.
    public var isCentered: Bool
    /// What centred frames see beyond the ends.
    public var padding: Padding

    /// Settings for frames of `fftLength`; the window is as long as they are unless given.
    public init(
      fftLength: Int, windowLength: Int? = nil, hopLength: Int, window: Window = .hann,
      isCentered: Bool = true, padding: Padding = .zero
    ) {
      self.fftLength = fftLength
      self.windowLength = windowLength ?? fftLength
      self.hopLength = hopLength
      self.window = window
      self.isCentered = isCentered
      self.padding = padding
    }
  }

  /// How signals are cut into frames.
  public let settings: Settings
  /// Frequency bins per frame: `fftLength / 2 + 1`.
  public var binCount: Int { plan.binCount }

  let plan: FourierPlan
  private let window: AlignedBuffer
  private let frame: AlignedBuffer
  private let product: AlignedBuffer

  /// Plans the transform.
  ///
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for lengths out of range.
  public init(_ settings: Settings) throws(FrontEndError) {
    try self.init(settings, under: "shortTimeFourierTransform")
  }

  init(_ settings: Settings, under keyPath: String) throws(FrontEndError) {
    try FrontEndError.require(
      fftLength: settings.fftLength, hopLength: settings.hopLength, under: keyPath)
    try FrontEndError.require(
      settings.windowLength, in: 1...settings.fftLength, keyPath + ".windowLength", unit: "samples",
      remedy: "Leave it out for a window as long as the frame.")
    self.settings = settings
    plan = FourierPlan(fftLength: settings.fftLength)
    window = AlignedBuffer(count: settings.fftLength)
    frame = AlignedBuffer(count: settings.fftLength)
    product = AlignedBuffer(count: 2 * plan.binStride)
    let offset = (settings.fftLength - settings.windowLength) / 2
    for index in 0..<settings.windowLength {
      let phase = 2 * Double.pi * Double(index) / Double(settings.windowLength)
      window.floats[offset + index] = Float(0.5 - 0.5 * cos(phase))
    }
  }

  /// Number of frames that `sampleCount` samples give: centred `1 + sampleCount / hopLength`, otherwise
  /// the frames that fit; one frame, filled with zeros, for a signal shorter than that.
  public func frameCount(of sampleCount: Int) -> Int {
    settings.isCentered
      ? 1 + sampleCount / settings.hopLength
      : 1 + max(0, sampleCount - settings.fftLength) / settings.hopLength
  }

  /// A spectrogram to be filled by ``forward(_:into:)``.
  public func makeSpectrogram() -> ComplexSpectrogram {
    ComplexSpectrogram(binCount: plan.binCount, binStride: plan.binStride)
  }

  /// Returns the transform of `samples`, `[frame, frequencyBin]`.
  ///
  /// - Complexity: O(n log fftLength × fftLength / hopLength).
  public mutating func forward(_ samples: [Float]) -> ComplexSpectrogram {
    var result = makeSpectrogram()
    forward(samples, into: &result)
    return result
  }

  /// Transforms `samples` into `spectrogram`, whose earlier content is lost.
  public mutating func forward(_ samples: [Float], into spectrogram: inout ComplexSpectrogram) {
    samples.withUnsafeBufferPointer {
      forward($0, frameCount: frameCount(of: $0.count), into: &spectrogram)
    }
  }

  /// Transforms the first `frameCount` frames of `samples`, silence following their end.
  mutating func forward(
    _ samples: UnsafeBufferPointer<Float>, frameCount: Int, into spectrogram: inout ComplexSpectrogram
  ) {
    precondition(spectrogram.binCount == binCount, "the spectrogram is of another transform")
    spectrogram.reshape(frameCount: frameCount)
    for index in 0..<frameCount { transform(frame: index, of: samples, into: spectrogram.row(index)) }
  }

  /// Transforms one frame of `samples` into `row`, aligned and `2 × binStride` floats long.
  mutating func transform(
    frame index: Int, of samples: UnsafeBufferPointer<Float>, into row: UnsafeMutablePointer<Float>
  ) {
    let length = settings.fftLength
    let start = index * settings.hopLength - (settings.isCentered ? length / 2 : 0)
    let target = frame.floats
    let weights = window.floats
    if start >= 0, start + length <= samples.count, let base = samples.baseAddress {
      let source = base + start
      for offset in 0..<length { target[offset] = source[offset] * weights[offset] }
    } else {
      for offset in 0..<length {
        target[offset] = padded(samples, at: start + offset) * weights[offset]
      }
    }
    plan.forward(target, into: row)
  }

  /// Whether frame `index` of `sampleCount` samples sees none of the first `soundCount`: where all others are zero its
  /// transform is too.
  func isSilent(frame index: Int, sampleCount: Int, soundCount: Int) -> Bool {
    let start = index * settings.hopLength - (settings.isCentered ? settings.fftLength / 2 : 0)
    // Behind the end the signal may be mirrored.
    let last = start + settings.fftLength - 1
    return start >= soundCount && 2 * (sampleCount - 1) - last >= soundCount
  }

  private func padded(_ samples: UnsafeBufferPointer<Float>, at index: Int) -> Float {
    if samples.indices ~= index { return samples[index] }
    guard settings.isCentered, settings.padding == .reflect, let last = samples.indices.last else {
      return 0
    }
    guard last > 0 else { return samples[0] }
    let phase = index % (2 * last)
    let position = phase < 0 ? phase + 2 * last : phase
    return samples[position <= last ? position : 2 * last - position]
  }

  /// Returns the `sampleCount` samples whose transform is `spectrogram`.
  ///
  /// Samples that no window covers, or beyond the last frame, are zero.
  public mutating func inverse(_ spectrogram: borrowing ComplexSpectrogram, sampleCount: Int) -> [Float] {
    inverse(spectrogram, sampleCount: sampleCount, gains: nil, gainStride: 0)
  }

  /// The inverse of `spectrogram` with each bin scaled by its gain, rows `gainStride` floats apart.
  mutating func inverse(
    _ spectrogram: borrowing ComplexSpectrogram, sampleCount: Int,
    gains: UnsafePointer<Float>?, gainStride: Int
  ) -> [Float] {
    precondition(spectrogram.binCount == binCount, "the spectrogram is of another transform")
    let length = settings.fftLength
    let lead = settings.isCentered ? length / 2 : 0
    let total = max(lead + sampleCount, (spectrogram.frameCount - 1) * settings.hopLength + length)
    var sums = [Float](repeating: 0, count: total)
    var weightSums = [Float](repeating: 0, count: total)
    let target = frame.floats
    let weights = window.floats
    let scratch = product.floats
    let scale = 1 / Float(length)
    sums.withUnsafeMutableBufferPointer { sums in
      weightSums.withUnsafeMutableBufferPointer { weightSums in
        for index in 0..<spectrogram.frameCount {
          let row = spectrogram.row(index)
          if let gains {
            let rowGains = gains + index * gainStride
            for bin in 0..<plan.binCount {
              scratch[2 * bin] = row[2 * bin] * rowGains[bin]
              scratch[2 * bin + 1] = row[2 * bin + 1] * rowGains[bin]
            }
          } else {
            scratch.update(from: row, count: 2 * plan.binCount)
          }
          plan.inverse(scratch, into: target)
          let sum = sums.baseAddress! + index * settings.hopLength
          let weightSum = weightSums.baseAddress! + index * settings.hopLength
          for offset in 0..<length {
            sum[offset] += target[offset] * (weights[offset] * scale)
            weightSum[offset] += weights[offset] * weights[offset]
          }
        }
      }
    }
    return [Float](unsafeUninitializedCapacity: sampleCount) { output, count in
      for index in 0..<sampleCount {
        let weight = weightSums[lead + index]
        output[index] = weight > .leastNormalMagnitude ? sums[lead + index] / weight : sums[lead + index]
      }
      count = sampleCount
    }
  }
}
