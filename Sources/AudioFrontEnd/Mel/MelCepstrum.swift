import Foundation

/// Mel-frequency cepstral coefficients: the cosine transform of a frame's log-mel levels.
///
/// A lifter `L` above 0 scales coefficient `n`, from 1, by `1 + L / 2 × sin(πn / L)`.
///
/// Source: `librosa.feature.mfcc` 0.11 (type 2, orthonormal). It owns its plans and memory and is reused from clip to
/// clip, by one thread at a time. Checked in `FrameFeaturesGoldenTests`.
public final class MelCepstrum: FrameTransform {
  /// Which coefficients of which levels.
  public struct Settings: Hashable, Codable, Sendable {
    /// Coefficients, from the zeroth; 1...`melSpectrogram.melBandCount`.
    public var coefficientCount: Int
    /// The lifter's length; 0 for none, at most 10 000.
    public var lifter: Double
    /// The levels that are transformed.
    public var melSpectrogram: LogMelSpectrogram.Settings

    /// Settings; the defaults are librosa's.
    public init(coefficientCount: Int = 20, lifter: Double = 0, melSpectrogram: LogMelSpectrogram.Settings) {
      self.coefficientCount = coefficientCount
      self.lifter = lifter
      self.melSpectrogram = melSpectrogram
    }
  }

  /// Which coefficients of which levels.
  public let settings: Settings

  private let levels: LogMelSpectrogram
  /// `[coefficient, melBand]`, the lifter among them.
  private let weights: [Float]

  /// Plans the transform.
  ///
  /// - Parameter sampleRate: That of the clips, in Hz.
  /// - Throws: ``FrontEndError`` where a setting is out of range.
  public convenience init(_ settings: Settings, sampleRate: Int) throws(FrontEndError) {
    try self.init(settings, sampleRate: sampleRate, under: "features")
  }

  init(_ settings: Settings, sampleRate: Int, under keyPath: String) throws(FrontEndError) {
    levels = try LogMelSpectrogram(settings.melSpectrogram, sampleRate: sampleRate, under: keyPath)
    let bandCount = settings.melSpectrogram.melBandCount
    try FrontEndError.require(
      settings.coefficientCount, in: 1...bandCount, keyPath + ".coefficientCount",
      unit: "coefficients, at most \(keyPath).melBandCount", remedy: "Try \(min(20, bandCount)).")
    guard 0...10_000 ~= settings.lifter else {
      throw .setting(
        keyPath: keyPath + ".lifter", found: "\(settings.lifter)", expected: "0...10000",
        remedy: "Try 0, for none.")
    }
    self.settings = settings
    let cosines = CosineTransform(coefficientCount: settings.coefficientCount, bandCount: bandCount).weights
    weights = cosines.enumerated().map { index, weight in
      guard settings.lifter > 0 else { return Float(weight) }
      let number = Double(1 + index / bandCount)
      return Float(weight * (1 + settings.lifter / 2 * sin(Double.pi * number / settings.lifter)))
    }
  }

  /// How many coefficients there are.
  public var rowCount: Int { settings.coefficientCount }
  var hopLength: Int { settings.melSpectrogram.hopLength }

  /// Returns the coefficients of `samples`, `[coefficient, frame]`, row-major.
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
    let levels = levels.apply(to: samples, frameCount: frameCount)
    let bandCount = settings.melSpectrogram.melBandCount
    return [Float](unsafeUninitializedCapacity: rowCount * frameCount) { coefficients, count in
      coefficients.initialize(repeating: 0)
      for coefficient in 0..<rowCount {
        for band in 0..<bandCount {
          let weight = weights[coefficient * bandCount + band]
          for frame in 0..<frameCount {
            coefficients[coefficient * frameCount + frame] += weight * levels[band * frameCount + frame]
          }
        }
      }
      count = rowCount * frameCount
    }
  }
}
