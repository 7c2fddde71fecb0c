import ExperimentSchema
import SeededRandom

/// Masks stretches of mel bands and of frames: they take the mean of the clip as it was.
///
/// A mask's length is equally likely anywhere in 0 ... maximum, then its place anywhere it fits; masks may
/// overlap. First come those of mel bands, then those of frames.
///
/// Source: Park et al., "SpecAugment", Interspeech 2019, section 2, without time warping; the mean, since our
/// features are not normalised to mean 0. Checked in `RegularizationPropertyTests`.
struct SpecAugment {
  let settings: TrainingSpecification.SpecAugment
  let melBandCount, frameCount: Int

  func apply(to clip: UnsafeMutableBufferPointer<Float>, using random: inout RandomStream) {
    let mean = Float(clip.reduce(0.0) { $0 + Double($1) } / Double(clip.count))
    for _ in 0..<settings.frequencyMasks {
      let bands = stretch(atMost: settings.maximumMelBands, of: melBandCount, using: &random)
      mask(clip, bands: bands, frames: 0..<frameCount, with: mean)
    }
    for _ in 0..<settings.timeMasks {
      let frames = stretch(atMost: settings.maximumFrames, of: frameCount, using: &random)
      mask(clip, bands: 0..<melBandCount, frames: frames, with: mean)
    }
  }

  private func stretch(atMost maximum: Int, of count: Int, using random: inout RandomStream) -> Range<Int> {
    let length = random.integer(below: min(maximum, count) + 1)
    let start = random.integer(below: count - length + 1)
    return start..<start + length
  }

  private func mask(
    _ clip: UnsafeMutableBufferPointer<Float>, bands: Range<Int>, frames: Range<Int>, with value: Float
  ) {
    for channel in 0..<clip.count / (melBandCount * frameCount) {
      for band in bands {
        let row = (channel * melBandCount + band) * frameCount
        for frame in frames { clip[row + frame] = value }
      }
    }
  }
}
