import ExperimentSchema
import Glibc
import SeededRandom

/// Makes a clip louder or softer by a number of decibels, equally likely anywhere in `±decibels`.
///
/// Magnitudes are multiplied by `10^(g / 20)`, levels in dB raised by `g`. Checked in
/// `RegularizationPropertyTests`.
struct RandomGain {
  let settings: TrainingSpecification.Gain
  let scale: LevelScale

  func apply(to clip: UnsafeMutableBufferPointer<Float>, using random: inout RandomStream) {
    let gain = settings.decibels * (2 * random.uniform() - 1)
    switch scale {
    case .magnitude:
      let factor = Float(pow(10, gain / 20))
      for index in clip.indices { clip[index] *= factor }
    case .decibels:
      let shift = Float(gain)
      for index in clip.indices { clip[index] += shift }
    }
  }
}
