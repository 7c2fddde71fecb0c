package import AudioFrontEnd
import Glibc

/// What augmentation does to sounds. Checked in `WaveformChangesTests`.
extension Waveform {
  /// Plays the clip faster or slower, its pitch changing too, and keeps its duration: of what has become longer the
  /// loudest stretch is kept, what has become shorter is followed by silence.
  ///
  /// The samples stay and their rate changes; the front end resamples them.
  ///
  /// - Parameter speed: Above 0; 2 is twice as fast.
  package mutating func play(atSpeed speed: Double) {
    let count = max(min(1, samples.count), Int((Double(samples.count) * speed).rounded()))
    if count < samples.count {
      samples = Array(samples[loudestStretch(of: count)])
    } else {
      samples += [Float](repeating: 0, count: count - samples.count)
    }
    sampleRate = max(1, Int((Double(sampleRate) * speed).rounded()))
  }

  /// The first of the stretches of `count` samples that have the greatest energy.
  private func loudestStretch(of count: Int) -> Range<Int> {
    var energy = 0.0
    for sample in samples[..<count] { energy += Double(sample) * Double(sample) }
    var (greatest, start) = (energy, 0)
    for end in count..<samples.count {
      let (entering, leaving) = (Double(samples[end]), Double(samples[end - count]))
      energy += entering * entering - leaving * leaving
      if energy > greatest { (greatest, start) = (energy, end - count + 1) }
    }
    return start..<start + count
  }

  /// Moves the samples round: those that leave at one end enter at the other; forwards where `seconds` is above 0.
  package mutating func roll(bySeconds seconds: Double) {
    guard !samples.isEmpty else { return }
    let shift = Int((seconds * Double(sampleRate)).rounded()) % samples.count
    let first = (shift + samples.count) % samples.count
    samples = Array(samples[(samples.count - first)...] + samples[..<(samples.count - first)])
  }

  /// Adds `sound`, cut or repeated to the clip's length, so much softer that the clip's mean power is `ratio` dB above
  /// its own. Nothing is added where either is silent.
  package mutating func mix(_ sound: [Float], ratio: Double) {
    guard !sound.isEmpty, !samples.isEmpty else { return }
    let cut = samples.indices.map { sound[$0 % sound.count] }
    let (power, other) = (Self.meanPower(of: samples), Self.meanPower(of: cut))
    guard power > 0, other > 0 else { return }
    let factor = Float((power / other).squareRoot() * pow(10, -ratio / 20))
    for index in samples.indices { samples[index] += factor * cut[index] }
  }

  private static func meanPower(of samples: [Float]) -> Double {
    samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
  }
}
