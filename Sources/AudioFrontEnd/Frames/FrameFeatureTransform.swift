/// Computes ``FrameFeatures``: the transform of their kind, and the changes over time of what it gives.
///
/// It owns its plans and memory and is reused from clip to clip, by one thread at a time. Checked in
/// `FrameFeaturesGoldenTests` and `FrameFeaturesPropertyTests`.
public final class FrameFeatureTransform {
  /// What is computed.
  public let features: FrameFeatures

  private let transform: any FrameTransform

  /// Plans the transform.
  ///
  /// - Parameter sampleRate: That of the clips, in Hz.
  /// - Throws: ``FrontEndError`` where a setting is out of range.
  public convenience init(_ features: FrameFeatures, sampleRate: Int) throws(FrontEndError) {
    try self.init(features, sampleRate: sampleRate, under: "features")
  }

  init(_ features: FrameFeatures, sampleRate: Int, under keyPath: String) throws(FrontEndError) {
    guard features.deltas.allSatisfy({ 1...2 ~= $0 }), Set(features.deltas).count == features.deltas.count
    else {
      throw .setting(
        keyPath: keyPath + ".deltas", found: "\(features.deltas)", expected: "1, 2 or both, none twice",
        remedy: "Try [1, 2].")
    }
    self.features = features
    transform =
      switch features.kind {
      case .spectrogram(let settings): try Spectrogram(settings, under: keyPath)
      case .logMelSpectrogram(let settings):
        try LogMelSpectrogram(settings, sampleRate: sampleRate, under: keyPath)
      case .mfcc(let settings): try MelCepstrum(settings, sampleRate: sampleRate, under: keyPath)
      case .spectralDescriptors(let settings):
        try SpectralDescriptors(settings, sampleRate: sampleRate, under: keyPath)
      }
  }

  /// Returns the features of `samples`, `[channel, row, frame]`, row-major.
  ///
  /// - Parameters:
  ///   - samples: The clip; silence follows its end.
  ///   - frameCount: Frames to compute; nil for those that the clip gives, `1 + n / hopLength`.
  public func apply(to samples: [Float], frameCount: Int? = nil) -> [Float] {
    samples.withUnsafeBufferPointer { apply(to: $0, frameCount: frameCount).values }
  }

  func apply(
    to samples: UnsafeBufferPointer<Float>, frameCount: Int?
  ) -> (values: [Float], frameCount: Int) {
    let frameCount = frameCount ?? transform.frameCount(of: samples.count)
    let rows = transform.apply(to: samples, frameCount: frameCount)
    let changes = features.deltas.flatMap {
      FrameChange(order: $0).apply(to: rows, frameCount: frameCount)
    }
    return (rows + changes, frameCount)
  }
}
