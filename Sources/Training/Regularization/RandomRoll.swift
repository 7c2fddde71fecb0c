import ExperimentSchema
import SeededRandom

/// Moves the frames of a clip round.
///
/// The shift is equally likely anywhere in `-maximumFrames ... maximumFrames`; frame `f` goes to
/// `(f + shift) mod frameCount`, all mel bands alike. Checked in `RegularizationPropertyTests`.
struct RandomRoll {
  let settings: TrainingSpecification.RandomRoll
  /// Frames of a row: the extent of the last axis.
  let frameCount: Int

  func apply(to clip: UnsafeMutableBufferPointer<Float>, using random: inout RandomStream) {
    let farthest = settings.maximumFrames
    let shift = random.integer(below: 2 * farthest + 1) - farthest
    let first = ((shift % frameCount) + frameCount) % frameCount
    guard first != 0 else { return }
    for start in stride(from: 0, to: clip.count, by: frameCount) {
      // Turned round as a whole and then in its two parts, a row is rotated without any other memory.
      clip[start..<start + frameCount].reverse()
      clip[start..<start + first].reverse()
      clip[start + first..<start + frameCount].reverse()
    }
  }
}
