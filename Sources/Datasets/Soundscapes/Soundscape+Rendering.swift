public import AudioFrontEnd
import ExperimentSchema
import Glibc
import SeededRandom

extension SoundscapeComposer {
  /// Seconds over which an event rises at its beginning and falls at its end, so that its edges do not click.
  private static let fadeDuration = 0.01
  /// The greatest amplitude of a soundscape; a louder one is made quieter as a whole.
  private static let greatestPeak: Float = 0.99

  /// Returns the sound of `soundscape`.
  ///
  /// - Throws: `AudioFileError` where a clip cannot be decoded, `FrontEndError` where it cannot be resampled.
  public func waveform(of soundscape: Soundscape) throws -> Waveform {
    let count = Int((soundscape.duration * Double(soundscape.sampleRate)).rounded())
    let level = pow(10, soundscape.background.level / 20)
    var random = RandomStream(
      seed: profile.seed, purpose: .composition.part(1), epoch: soundscape.fold,
      index: Int(soundscape.id.split(separator: "-").last ?? "") ?? 0)
    var samples = background(soundscape.background.color, sampleCount: count, &random).map {
      Float(level * $0)
    }
    for event in soundscape.events { try add(event, to: &samples, over: level, of: soundscape) }
    let peak = samples.reduce(0) { max($0, abs($1)) }
    if peak > Self.greatestPeak {
      let gain = Self.greatestPeak / peak
      for index in samples.indices { samples[index] *= gain }
    }
    return Waveform(samples: samples, sampleRate: soundscape.sampleRate)
  }

  /// Coloured noise of unit root mean square, without the constant that very low frequencies leave.
  private func background(_ color: Double, sampleCount: Int, _ random: inout RandomStream) -> [Double] {
    let noise = Noise.colored(color, sampleCount: sampleCount, &random)
    let mean = noise.reduce(0, +) / Double(max(noise.count, 1))
    return noise.map { $0 - mean }
  }

  private func add(
    _ event: Soundscape.Event, to samples: inout [Float], over level: Double, of soundscape: Soundscape
  ) throws {
    guard let example = corpus.examples.first(where: { $0.id == event.clip }) else {
      preconditionFailure("a soundscape is made of the clips of its corpus")
    }
    let rate = Double(soundscape.sampleRate)
    let clip = try Resampler.resample(corpus.waveform(of: example), to: soundscape.sampleRate).samples
    let first = Int((event.clipOnset * rate).rounded())
    let target = Int((event.onset * rate).rounded())
    let count = min(
      Int(((event.offset - event.onset) * rate).rounded()), clip.count - first, samples.count - target)
    guard count > 0 else { return }
    let piece = clip[first..<first + count]
    let energy = piece.reduce(0) { $0 + Double($1) * Double($1) }
    let loudness = (energy / Double(count)).squareRoot()
    guard loudness > 0 else { return }
    let gain = level * pow(10, event.signalToNoise / 20) / loudness
    let fade = max(1, min(Int(Self.fadeDuration * rate), count / 2))
    for index in 0..<count {
      let edge = min(1, Double(min(index, count - 1 - index) + 1) / Double(fade))
      samples[target + index] += Float(gain * edge) * piece[first + index]
    }
  }
}
