import SeededRandom

/// A resonance of a body or a mouth.
struct Formant {
  /// In Hz.
  var frequency: Double
  /// Frequency over bandwidth.
  var quality: Double
  /// Linear.
  var gain: Double

  /// A resonance at `frequency` Hz.
  init(_ frequency: Double, quality: Double, gain: Double) {
    self.frequency = frequency
    self.quality = quality
    self.gain = gain
  }
}

extension [Formant] {
  /// Returns the sum of `signal` through each resonance.
  func applied(to signal: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: signal.count)
    for formant in self {
      var resonating = signal
      Biquad.resonance(frequency: formant.frequency, quality: formant.quality).filter(&resonating)
      for index in sum.indices { sum[index] += formant.gain * resonating[index] }
    }
    return sum
  }
}

/// One utterance of a voice: a pitch contour through formants, with breath.
struct Utterance {
  /// Points of the pitch contour, in Hz.
  var pitch: [Double]
  /// In seconds.
  var duration: Double
  var formants: [Formant]
  /// Level of noise against a pitch of 1.
  var breath = 0.05
  /// Relative deviation of the pitch.
  var roughness = 0.02
  var source = Oscillator.sawtooth

  /// Returns the utterance, at most 1 in magnitude.
  func sound(_ random: inout RandomStream) -> [Double] {
    let count = Synthesis.sampleCount(of: duration)
    let wander = Contour.wander(rate: 12, depth: roughness, sampleCount: count, &random)
    let voiced = source.signal(frequency: Contour.through(pitch, sampleCount: count) * wander)
    let excitation = voiced + breath * Noise.white(sampleCount: count, &random)
    let sound = formants.applied(to: excitation)
    return (1 / (sound.peak + 1e-9)) * (sound * Contour.arch(sampleCount: count, power: 0.35))
  }
}
