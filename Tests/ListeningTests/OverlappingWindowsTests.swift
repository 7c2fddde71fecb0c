import Listening
import Recognition
import Testing

@Suite("Windows that overlap, as frames")
struct OverlappingWindowsTests {
  /// The mean over the windows that sample `middle` lies in, found by looking at each of them.
  private func expected(_ values: [Float], windowLength: Int, hopLength: Int, frame: Int) -> Float {
    let doubledMiddle = (2 * frame + 1) * hopLength
    let covering = values.indices.filter {
      2 * $0 * hopLength <= doubledMiddle && doubledMiddle < 2 * ($0 * hopLength + windowLength)
    }
    return covering.isEmpty
      ? values[values.count - 1] : covering.reduce(0) { $0 + values[$1] } / Float(covering.count)
  }

  @Test func `each frame is the mean of the windows that its middle lies in, for all small sizes`() {
    for hopLength in 1...4 {
      for windowLength in hopLength...9 {
        for windowCount in 1...6 {
          let values = (0..<windowCount).map { Float($0 * $0 % 7) }
          var windows = OverlappingWindows(classCount: 1, windowLength: windowLength, hopLength: hopLength)
          windows.append(values)
          // The last window reaches the recording's end.
          let sampleCount = (windowCount - 1) * hopLength + windowLength
          let frameCount = (sampleCount + hopLength - 1) / hopLength
          let posteriors = windows.posteriors(frameCount: frameCount, hopDuration: 1)
          #expect(posteriors.frameCount == frameCount)
          for frame in 0..<frameCount {
            let mean = expected(values, windowLength: windowLength, hopLength: hopLength, frame: frame)
            #expect(
              abs(posteriors.values[frame] - mean) < 1e-6,
              "\(hopLength) \(windowLength) \(windowCount) \(frame)")
          }
        }
      }
    }
  }

  @Test func `classes stay apart`() {
    var windows = OverlappingWindows(classCount: 2, windowLength: 2, hopLength: 1)
    windows.append([0, 1])
    windows.append([1, 1, 0, 0])
    #expect(
      windows.posteriors(frameCount: 4, hopDuration: 1).values == [0, 1, 0.5, 1, 0.5, 0.5, 0, 0])
  }
}
