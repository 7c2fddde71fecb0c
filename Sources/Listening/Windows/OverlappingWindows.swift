package import Recognition

/// What a model says of windows that overlap, laid over one another: a frame, as long as a hop, is given the mean of what
/// is said of the windows that its middle lies in.
///
/// The mean, and not what the one window says whose middle the frame is: all windows that hear a short sound say so, and
/// it lies where most of them overlap, so that the mean is greatest there, and a threshold decides how sharply. It
/// needs no sound before the recording's beginning either. Checked in `OverlappingWindowsTests`.
package struct OverlappingWindows {
  package let classCount: Int
  /// Frames whose middle lies in a window; at least 1.
  package let coverCount: Int
  /// `[window, class]`.
  private var values: [Float] = []

  /// Windows of `windowLength` samples, `hopLength` apart.
  package init(classCount: Int, windowLength: Int, hopLength: Int) {
    self.classCount = classCount
    coverCount = max(1, Int((Double(windowLength) / Double(hopLength) - 0.5).rounded(.up)))
  }

  private var windowCount: Int { values.count / classCount }

  /// Takes what is said of the next windows, `[window, class]`.
  package mutating func append(_ probabilities: [Float]) { values += probabilities }

  /// Returns the posteriors of `frameCount` frames; those behind the last window's are its own.
  ///
  /// - Precondition: There is a window.
  package func posteriors(frameCount: Int, hopDuration: Double) -> Posteriors {
    var posteriors = Posteriors(classCount: classCount, hopDuration: hopDuration)
    let last = windowCount - 1
    for frame in 0..<frameCount {
      let covering = min(max(0, frame - coverCount + 1), last)...min(frame, last)
      posteriors.append(
        (0..<classCount).map { label in
          covering.reduce(Float(0)) { $0 + values[$1 * classCount + label] } / Float(covering.count)
        })
    }
    return posteriors
  }
}
