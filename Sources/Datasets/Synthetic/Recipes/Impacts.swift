import Glibc
import SeededRandom

extension Recipe {
  /// Things that open, break and burst.
  static let impacts: [Recipe] = [
    Recipe("Door_or_WoodCreaks") { source, take in
      let rate = source.logUniform(30..<300)
      let wood = [(450, 1), (1100, 1), (2300, 0.7)].map {
        Formant(source.jittered($0.0, by: 0.3), quality: 12, gain: $0.1)
      }
      var clip = [Double].silence
      for moment in take.moments(1...4) {
        let count = Synthesis.sampleCount(of: take.uniform(in: 0.3..<1.6))
        let points = (0..<6).map { _ in take.jittered(rate, by: 0.4) }
        let wander = Contour.wander(rate: 40, depth: 0.1, sampleCount: count, &take)
        let slips = Oscillator.pulse.signal(
          frequency: Contour.through(points, sampleCount: count) * wander)
        let creak = wood.applied(to: slips) * Contour.arch(sampleCount: count, power: 0.5)
        clip.add(creak, at: moment)
      }
      return clip
    },
    Recipe("CanOpening") { source, take in
      let hissDuration = source.uniform(in: 0.2..<0.9)
      let hissDecay = source.uniform(in: 0.06..<0.3)
      let ringDelay = source.uniform(in: 0.15..<0.4)
      let ringLevel = source.uniform(in: 0.2..<1)
      let metal = [1900, 3300, 5200].map {
        Formant(source.jittered($0, by: 0.15), quality: 40, gain: 20)
      }
      var clip = [Double].silence
      let time = take.uniform(in: 0.1..<3)
      clip.add(
        Noise.burst(decay: 0.006, 1500..<9000, attack: 0.0005, &take), at: time, gain: 2)
      let count = Synthesis.sampleCount(of: hissDuration)
      let hiss = BandPass(2500..<10_500).filtered(Noise.white(sampleCount: count, &take))
      clip.add(
        hiss * Contour.strike(sampleCount: count, attack: 0.01, decay: hissDecay), at: time + 0.03)
      var blow = [Double](repeating: 0, count: 4000)
      blow[0] = 1
      clip.add(metal.applied(to: blow), at: time + take.jittered(ringDelay), gain: ringLevel)
      return clip
    },
    Recipe("GlassBreaking") { source, take in
      let spread = source.uniform(in: 0.15..<0.8)
      var clip = [Double].silence
      let impact = take.uniform(in: 0..<2.5)
      clip.add(
        Noise.burst(decay: 0.02, 500..<9000, attack: 0.0005, &take), at: impact, gain: 2)
      let count = Synthesis.sampleCount(of: 0.15)
      for _ in 0..<take.count(in: 15...89) {
        let tone = Oscillator.sine.signal(frequency: take.logUniform(1800..<9500), sampleCount: count)
        let decay = Contour.strike(
          sampleCount: count, attack: 0, decay: take.uniform(in: 0.005..<0.05))
        clip.add(
          tone * decay, at: impact + take.exponential(mean: spread), gain: take.uniform(in: 0.05..<0.5))
      }
      return clip
    },
    Recipe("Fireworks") { source, take in
      let whistling = source.uniform(in: 0..<0.8)
      let boomEdge = source.logUniform(400..<3000)
      var clip = [Double].silence
      for moment in take.moments(1...5) {
        if take.chance(whistling) {
          let count = Synthesis.sampleCount(of: take.uniform(in: 0.4..<0.9))
          let rise = [take.logUniform(800..<1500), take.logUniform(2500..<5000)]
          let whistle =
            Oscillator.sine.signal(frequency: Contour.through(rise, sampleCount: count))
            * Contour.arch(sampleCount: count, power: 1)
          clip.add(whistle, at: max(moment - 0.8, 0), gain: 0.25)
        }
        let boom = Noise.burst(
          decay: take.uniform(in: 0.04..<0.2), 30..<boomEdge, attack: 0.001, &take)
        clip.add(boom, at: moment, gain: 2)
        for _ in 0..<take.count(in: 0...59) {
          let crackle = Noise.burst(decay: 0.004, 1500..<9000, attack: 0.0003, &take)
          clip.add(
            crackle, at: moment + 0.2 + take.exponential(mean: 0.5), gain: take.uniform(in: 0.1..<0.6))
        }
      }
      return clip
    },
  ]
}
