import Glibc
import SeededRandom

extension Recipe {
  /// Sounds made to be noticed.
  static let signals: [Recipe] = [
    Recipe("ClockAlarm") { source, take in
      let pitch = source.logUniform(700..<3500)
      let kind = source.choice(of: [Oscillator.sine, .square, .sawtooth])
      let beeps = source.count(in: 1...4)
      let duration = source.uniform(in: 0.05..<0.15)
      let gap = source.uniform(in: 0.04..<0.12)
      let rest = source.uniform(in: 0.15..<0.8)
      let isBell = source.chance(0.3)
      let strikeRate = source.uniform(in: 12..<25)
      guard !isBell else { return bell(pitch: pitch, strikeRate: strikeRate, &take) }
      var clip = [Double].silence
      let beep = kind.signal(frequency: pitch, sampleCount: Synthesis.sampleCount(of: duration))
      var time = take.uniform(in: 0..<0.4)
      while time < 4.9 {
        for _ in 0..<beeps {
          clip.add(beep, at: time)
          time += duration + gap
        }
        time += take.jittered(rest, by: 0.02)
      }
      return clip
    },
    Recipe("Siren") { source, take in
      enum Sweep: CaseIterable { case cosine, triangle, steps, ramp }
      let lowest = source.logUniform(350..<800)
      let ratio = source.uniform(in: 1.4..<2.6)
      let rate = source.logUniform(0.15..<5)
      let sweep = source.choice(of: Sweep.allCases)
      let kind = source.choice(of: [Oscillator.sawtooth, .square, .sine])
      let highest = source.uniform(in: 2500..<7000)
      let offset = take.uniform()
      let (approach, recession) = (take.uniform(in: 0..<0.05), take.uniform(in: 0..<0.05))
      let doppler = Contour.through([1 + approach, 1 - recession], sampleCount: Synthesis.sampleCount)
      let frequency = doppler.enumerated().map { sample, factor in
        let turns = Double(sample) / Double(Synthesis.sampleRate) * rate + offset
        let phase = turns - turns.rounded(.down)
        let height =
          switch sweep {
          case .cosine: 0.5 - 0.5 * cos(2 * .pi * phase)
          case .triangle: 1 - abs(2 * phase - 1)
          case .steps: phase < 0.5 ? 1.0 : 0.0
          case .ramp: phase
          }
        return lowest * pow(ratio, height) * factor
      }
      let levels = (0..<3).map { _ in take.uniform(in: 0.2..<1) }
      return BandPass(300..<highest).filtered(kind.signal(frequency: frequency))
        * Contour.through(levels, sampleCount: Synthesis.sampleCount)
    },
    Recipe("CarHorn") { source, take in
      let low = source.logUniform(300..<520)
      let high = low * source.choice(of: [1.19, 1.26, 1.33])
      let highest = source.uniform(in: 3000..<7000)
      var clip = [Double].silence
      for moment in take.moments(1...4) {
        let count = Synthesis.sampleCount(of: take.logUniform(0.12..<2))
        let chord =
          Oscillator.sawtooth.signal(frequency: low, sampleCount: count)
          + 0.7 * Oscillator.square.signal(frequency: high, sampleCount: count)
        let edges = (0..<count).map { min(1, Double(min($0, count - $0)) / 300) }
        clip.add(BandPass(250..<highest).filtered(chord) * edges, at: moment)
      }
      return clip
    },
  ]

  /// A mechanical bell: a clapper that excites three inharmonic partials.
  private static func bell(
    pitch: Double, strikeRate: Double, _ take: inout RandomStream
  ) -> [Double] {
    let noise = Noise.white(sampleCount: Synthesis.sampleCount, &take)
    let strikes = noise.enumerated().map { sample, value in
      let turns = Double(sample) / Double(Synthesis.sampleRate) * strikeRate
      return turns - turns.rounded(.down) < 0.1 ? value : 0
    }
    let partials = [1, 2.76, 5.4].map { Formant(pitch * $0, quality: 40 * $0, gain: 1) }
    return BandPass(500..<9000).filtered(partials.applied(to: strikes))
  }
}
