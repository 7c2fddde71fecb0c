package import AudioFrontEnd
import ContentDigest
import Glibc
import SeededRandom

/// What is done to one clip before its features are computed, every value drawn.
///
/// Values come from streams keyed by the settings' seed, the kind of change, the copy's number and the clip's content:
/// they depend neither on the other clips of the corpus nor on the run. The background alone is chosen among the clips
/// of the same fold, so that a split by folds never has on one side what is heard in a copy of the other. Checked in
/// `ClipRecipeTests`.
package struct ClipRecipe {
  private enum Step {
    case speed(Double)
    case roll(seconds: Double)
    case background(Example, ratio: Double)
    case noise(exponent: Double, ratio: Double, RandomStream)
    case gain(decibels: Double)
  }

  private var steps: [Step] = []
  private var seed: UInt64 = 0
  private var number = 0

  /// The recipe by which `variation` of `example` is made.
  package init(_ variation: ClipVariation, of example: Example, in corpus: Corpus) {
    switch variation {
    case .plain, .playbackSpeed(1): break
    case .playbackSpeed(let speed): steps = [.speed(speed)]
    case .copy(let number, let settings):
      self.seed = settings.seed
      self.number = number
      steps = Self.steps(settings, number: number, example: example, corpus: corpus)
    }
  }

  /// What a change is in the streams' keys; frozen, other numbers would change every copy.
  private enum Kind: Int {
    case roll, background, gain, noise
  }

  private static func steps(
    _ settings: CopySettings, number: Int, example: Example, corpus: Corpus
  ) -> [Step] {
    let index = Int(example.contentDigest.hexadecimal.prefix(8), radix: 16) ?? 0
    func stream(_ kind: Kind) -> RandomStream {
      RandomStream(
        seed: settings.seed, purpose: .augmentation.part(kind.rawValue), epoch: number, index: index)
    }
    var steps: [Step] = []
    if let seconds = settings.rollSeconds {
      var random = stream(.roll)
      steps.append(.roll(seconds: seconds * (2 * random.uniform() - 1)))
    }
    if let background = settings.background {
      var random = stream(.background)
      let ratio =
        background.ratios.lowerBound
        + random.uniform() * (background.ratios.upperBound - background.ratios.lowerBound)
      if let exponent = background.noiseExponent {
        steps.append(.noise(exponent: exponent, ratio: ratio, stream(.noise)))
      } else {
        let others = corpus.examples.filter { $0.fold == example.fold && $0.source != example.source }
        if !others.isEmpty {
          steps.append(.background(others[random.integer(below: others.count)], ratio: ratio))
        }
      }
    }
    if let decibels = settings.gainDecibels {
      var random = stream(.gain)
      steps.append(.gain(decibels: decibels * (2 * random.uniform() - 1)))
    }
    return steps
  }

  /// All that the result depends on beside the clip, in words: part of the key under which features are kept. Empty
  /// where the clip stays as it is.
  package var text: String {
    steps.map { step in
      switch step {
      case .speed(let speed): "speed \(speed)"
      case .roll(let seconds): "roll \(seconds)"
      case .background(let other, let ratio): "background \(other.contentDigest) \(ratio)"
      case .noise(let exponent, let ratio, _): "noise \(exponent) \(ratio) \(seed) \(number)"
      case .gain(let decibels): "gain \(decibels)"
      }
    }.joined(separator: "\n")
  }

  /// Returns `clip` as it is heard.
  ///
  /// - Throws: `AudioFileError` or `FrontEndError` where the background cannot be decoded or resampled.
  package func apply(to clip: Waveform, of corpus: Corpus) throws -> Waveform {
    var clip = clip
    for step in steps {
      switch step {
      case .speed(let speed): clip.play(atSpeed: speed)
      case .roll(let seconds): clip.roll(bySeconds: seconds)
      case .background(let other, let ratio):
        let sound = try Resampler.resample(corpus.waveform(of: other), to: clip.sampleRate)
        clip.mix(sound.samples, ratio: ratio)
      case .noise(let exponent, let ratio, var random):
        guard !clip.samples.isEmpty else { break }
        let noise = Noise.colored(exponent, sampleCount: clip.samples.count, &random)
        clip.mix(noise.map { Float($0) }, ratio: ratio)
      case .gain(let decibels):
        let factor = Float(pow(10, decibels / 20))
        for index in clip.samples.indices { clip.samples[index] *= factor }
      }
    }
    return clip
  }
}
