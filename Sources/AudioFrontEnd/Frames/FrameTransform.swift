/// Computes the numbers of each frame of a clip: its plans and memory, reused from clip to clip by one thread.
///
/// Frames are centred: frame `t` has sample `t × hopLength` in its middle.
protocol FrameTransform: AnyObject {
  /// Numbers of a frame.
  var rowCount: Int { get }
  /// Samples from one frame to the next.
  var hopLength: Int { get }

  /// Returns the first `frameCount` frames of `samples`, `[row, frame]`, silence following their end.
  func apply(to samples: UnsafeBufferPointer<Float>, frameCount: Int) -> [Float]
}

extension FrameTransform {
  /// Number of frames that `sampleCount` samples give.
  func frameCount(of sampleCount: Int) -> Int { 1 + sampleCount / hopLength }

  /// What the first `frameCount` frames may hear: as many samples as give no frame more.
  func heard(_ samples: UnsafeBufferPointer<Float>, frameCount: Int) -> UnsafeBufferPointer<Float> {
    let length = min(samples.count, max(0, frameCount * hopLength - 1))
    return UnsafeBufferPointer(rebasing: samples.prefix(length))
  }
}
