/// The first seconds of a clip, which statistics that compare clips take of every one alike.
struct ClipExcerpt {
  let sampleCount: Int

  /// An excerpt of `duration` seconds; above 0, at most 60.
  init(duration: Double, sampleRate: Int) throws(FrontEndError) {
    guard duration > 0, duration <= 60 else {
      throw .setting(
        keyPath: "features.duration", found: "\(duration)", expected: "above 0 to 60 seconds",
        remedy: "Try 5.")
    }
    sampleCount = Int((duration * Double(sampleRate)).rounded())
  }

  /// Returns `samples`, cut at the end or followed by silence.
  func samples(of samples: UnsafeBufferPointer<Float>) -> [Float] {
    samples.prefix(sampleCount) + [Float](repeating: 0, count: max(0, sampleCount - samples.count))
  }

  /// Samples of `clip` up to the last that is not zero: behind them there is nothing to transform.
  static func soundCount(of clip: [Float]) -> Int { (clip.lastIndex { $0 != 0 } ?? -1) + 1 }

  /// Throws unless `found` frames of the excerpt are at least `least`.
  func require(frames found: Int, atLeast least: Int, hopLength: Int) throws(FrontEndError) {
    guard found < least else { return }
    throw .setting(
      keyPath: "features.duration", found: "\(found) frames, \(hopLength) samples apart",
      expected: "at least \(least) frames",
      remedy: "Lengthen duration, or raise frontEnd.sampleRate.")
  }
}
