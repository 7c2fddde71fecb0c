import ExperimentSchema
import Glibc
import SeededRandom

/// Adds normal noise to every feature of a clip.
///
/// Two values come from each pair of uniform ones, by Box and Muller's transform. Checked in
/// `RegularizationPropertyTests`.
struct InputNoise {
  let settings: TrainingSpecification.InputNoise

  func apply(to clip: UnsafeMutableBufferPointer<Float>, using random: inout RandomStream) {
    for index in stride(from: 0, to: clip.count, by: 2) {
      let radius = settings.deviation * (-2 * log(1 - random.uniform())).squareRoot()
      let angle = 2 * .pi * random.uniform()
      clip[index] += Float(radius * cos(angle))
      if index + 1 < clip.count { clip[index + 1] += Float(radius * sin(angle)) }
    }
  }
}
