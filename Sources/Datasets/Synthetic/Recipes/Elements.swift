import Glibc
import SeededRandom

extension Recipe {
  /// Weather, water and fire.
  static let elements: [Recipe] = [
    Recipe("Thunderstorm") { source, take in
      let rain = source.uniform(in: 0..<1)
      let decay = source.uniform(in: 0.5..<1.8)
      let edge = source.logUniform(150..<900)
      var clip = 0.15 * rain * BandPass(800..<9000).filtered(Noise.colored(0, &take))
      let count = Synthesis.sampleCount(of: 4.5)
      for moment in take.moments(1...2) {
        let attack = take.uniform(in: 0.005..<0.6)
        let roll = Contour.wander(
          rate: take.uniform(in: 4..<12), depth: 0.6, sampleCount: count, &take
        ).map(abs)
        let level = Contour.strike(sampleCount: count, attack: attack, decay: decay) * roll
        let thunder = BandPass(25..<edge).filtered(
          Noise.colored(1.3, sampleCount: count, &take))
        clip.add(thunder * level, at: moment * 0.6, gain: 2)
      }
      return clip
    },
    Recipe("Rain") { source, take in
      let level = source.uniform(in: 0.2..<1)
      let color = source.uniform(in: -0.3..<0.8)
      let rate = source.logUniform(10..<250)
      let dropLevel = source.uniform(in: 0.3..<1.5)
      let lowest = source.uniform(in: 100..<600)
      var clip = level * Noise.colored(color, &take)
      for moment in take.arrivals(rate: rate) {
        let drop = Noise.burst(
          decay: take.uniform(in: 0.001..<0.004), 1500..<9500, attack: 0.0003, &take)
        clip.add(drop, at: moment, gain: take.uniform(in: 0.5..<4) * dropLevel)
      }
      return BandPass(lowest..<10_500).filtered(clip)
    },
    Recipe("SeaWaves") { source, take in
      let period = source.uniform(in: 3..<9)
      let color = source.uniform(in: 0.3..<1.4)
      let steepness = source.uniform(in: 1..<3)
      let offset = take.uniform()
      let swell = (0..<Synthesis.sampleCount).map { sample in
        let turns = Double(sample) / Double(Synthesis.sampleRate) / period + offset
        return 0.5 + 0.5 * sin(2 * .pi * turns)
      }
      let water = Noise.colored(color, &take) * swell.map { 0.15 + pow($0, steepness) }
      let foam = BandPass(1500..<9000).filtered(Noise.colored(0, &take)) * swell.map { pow($0, 4) }
      return water + 0.3 * foam
    },
    Recipe("Wind") { source, take in
      let color = source.uniform(in: 1..<2)
      let gustRate = source.uniform(in: 0.6..<2)
      let howls = source.chance(0.6)
      let howlPitch = source.logUniform(250..<900)
      let howlLevel = source.uniform(in: 0.5..<3)
      let gusts = Contour.wander(
        rate: gustRate, depth: 0.5, sampleCount: Synthesis.sampleCount, &take
      ).map { min(max($0, 0.05), 3) }
      let wind = Noise.colored(color, &take) * gusts
      guard howls else { return wind }
      let howl = movingResonance(frequency: gusts.map { howlPitch * pow($0, 0.7) }, quality: 16, &take)
      return wind + howlLevel * (howl * gusts)
    },
    Recipe("CracklingFire") { source, take in
      let rumble = source.uniform(in: 0.05..<0.4)
      let rate = source.logUniform(5..<60)
      let wander = Contour.wander(rate: 5, depth: 0.2, sampleCount: Synthesis.sampleCount, &take)
      var clip = rumble * (Noise.colored(1.2, &take) * wander)
      for moment in take.arrivals(rate: rate) {
        let lowest = take.logUniform(400..<3000)
        let click = Noise.burst(
          decay: take.logUniform(0.0005..<0.01), lowest..<9500, attack: 0.0003, &take)
        clip.add(click, at: moment, gain: take.logUniform(0.3..<6))
      }
      return clip
    },
    Recipe("WaterDrops") { source, take in
      let period = source.logUniform(0.12..<1.2)
      let irregularity = source.uniform(in: 0.02..<0.5)
      let pitch = source.logUniform(500..<2200)
      let rise = source.uniform(in: 1.1..<1.9)
      let decay = source.uniform(in: 0.008..<0.04)
      let count = Synthesis.sampleCount(of: 0.12)
      let envelope = Contour.strike(sampleCount: count, attack: 0.001, decay: decay)
      var clip = [Double].silence
      var time = take.uniform(in: 0..<0.5)
      while time < 4.9 {
        let start = take.jittered(pitch, by: 0.2)
        let bubble = Oscillator.sine.signal(
          frequency: Contour.through([start, start * rise], sampleCount: count))
        clip.add(bubble * envelope, at: time, gain: take.uniform(in: 0.4..<1))
        time += take.jittered(period, by: irregularity)
      }
      return clip
    },
  ]

  /// Noise through a resonance whose frequency moves, in steps of 50 ms.
  private static func movingResonance(
    frequency: [Double], quality: Double, _ take: inout RandomStream
  ) -> [Double] {
    let noise = Noise.white(sampleCount: frequency.count, &take)
    let block = Synthesis.sampleRate / 20
    var sound: [Double] = []
    sound.reserveCapacity(noise.count)
    // Each block is run in from the one before, so that its resonance has settled.
    for start in stride(from: 0, to: noise.count, by: block) {
      let runIn = max(0, start - block)
      var piece = Array(noise[runIn..<min(start + block, noise.count)])
      Biquad.resonance(frequency: min(frequency[start], 9000), quality: quality).filter(&piece)
      sound.append(contentsOf: piece[(start - runIn)...])
    }
    return sound
  }
}
