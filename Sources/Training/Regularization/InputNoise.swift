import ExperimentSchema
import SeededRandom
import TensorEngine

/// Adds normal noise to every feature of a clip.
///
/// The bits of features `32 i ..< 32 (i + 1)` are the eight Philox blocks from `8 i` on, under the counter
/// (block, place, epoch, purpose). Checked in `RegularizationPropertyTests`.
struct InputNoise {
  let settings: TrainingSpecification.InputNoise

  /// Adds noise to a clip.
  ///
  /// - Parameters:
  ///   - purpose: What the noise is for.
  ///   - place: The clip's place in the epoch.
  func apply(
    to clip: UnsafeMutableBufferPointer<Float>, seed: UInt64, purpose: RandomPurpose, epoch: Int, place: Int
  ) {
    let key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    let deviation = Float(settings.deviation)
    guard let start = clip.baseAddress else { return }
    for group in 0..<(clip.count + 31) / 32 {
      let counter = SIMD4(
        UInt32(truncatingIfNeeded: group * 8), UInt32(truncatingIfNeeded: place),
        UInt32(truncatingIfNeeded: epoch), purpose.rawValue)
      let words = Philox4x32.eightBlocks(counter: counter, key: key).words
      let values = start + group * 32
      let count = min(32, clip.count - group * 32)
      if count == 32 {
        NormalNoise.add(words, deviation: deviation, to: values)
      } else {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 32) { rest in
          rest.initialize(repeating: 0)
          rest.baseAddress!.update(from: values, count: count)
          NormalNoise.add(words, deviation: deviation, to: rest.baseAddress!)
          values.update(from: rest.baseAddress!, count: count)
        }
      }
    }
  }
}
