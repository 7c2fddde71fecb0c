import Glibc
import SeededRandom

extension Recipe {
  /// Engines and tools.
  static let machines: [Recipe] = [
    Recipe("Engine") { source, take in
      let idle = source.logUniform(18..<110)
      let isRevving = source.chance(0.6)
      let depth = source.uniform(in: 0..<0.8)
      let body = [(90, 1), (250, 0.7), (900, 0.4), (2500, 0.15)].map {
        Formant(source.jittered($0.0, by: 0.4), quality: 2, gain: $0.1)
      }
      let count = Synthesis.sampleCount
      let speed: [Double]
      if isRevving {
        let rate = take.uniform(in: 0.1..<0.6)
        let offset = take.uniform()
        speed = (0..<count).map {
          1 + depth * abs(sin(.pi * rate * Double($0) / Double(Synthesis.sampleRate) + offset))
        }
      } else {
        speed = Contour.wander(rate: 2, depth: 0.03, sampleCount: count, &take)
      }
      let firing = idle * (speed * Contour.wander(rate: 20, depth: 0.02, sampleCount: count, &take))
      let stroke = Oscillator.sawtooth.signal(frequency: idle * speed).map { 0.6 + 0.4 * $0 }
      let intake = 0.5 * (Noise.colored(1, &take) * stroke)
      return body.applied(to: Oscillator.pulse.signal(frequency: firing) + intake)
    },
    Recipe("TwoWheeler") { source, take in
      let idle = source.logUniform(50..<160)
      let depth = source.uniform(in: 0.3..<1.4)
      let body = [(180, 1), (600, 0.9), (1800, 0.6), (4500, 0.3)].map {
        Formant(source.jittered($0.0, by: 0.4), quality: 2, gain: $0.1)
      }
      let count = Synthesis.sampleCount
      let points = (0..<2 * take.count(in: 2...5)).map { _ in 1 + depth * take.uniform() }
      let speed = Contour.through(points, sampleCount: count)
      let firing = idle * (speed * Contour.wander(rate: 30, depth: 0.04, sampleCount: count, &take))
      let stroke = Oscillator.sawtooth.signal(frequency: idle * speed).map { 0.3 + 0.7 * max($0, 0) }
      let exhaust = 0.3 * (Noise.white(sampleCount: count, &take) * stroke)
      return body.applied(to: Oscillator.pulse.signal(frequency: firing) + exhaust)
    },
    Recipe("Helicopter") { source, take in
      let rotor = source.logUniform(9..<28)
      let sharpness = source.uniform(in: 2..<7)
      let highest = source.uniform(in: 600..<3000)
      let whine = source.logUniform(80..<300)
      let count = Synthesis.sampleCount
      let chop = (0..<count).map { sample in
        let turns = Double(sample) / Double(Synthesis.sampleRate) * rotor
        return exp(-(turns - turns.rounded(.down)) * sharpness)
      }
      let blades = BandPass(60..<highest).filtered(Noise.colored(0.8, &take) * chop)
      let air = BandPass(200..<5000).filtered(Noise.colored(0, &take)) * chop.map { 0.5 + 0.5 * $0 }
      let turbine = Oscillator.sawtooth.signal(frequency: whine, sampleCount: count)
      let levels = [take.uniform(in: 0.3..<1), take.uniform(in: 0.3..<1)]
      return (blades + 0.3 * air + 0.1 * turbine) * Contour.through(levels, sampleCount: count)
    },
    Recipe("Train") { source, take in
      let period = source.uniform(in: 0.35..<1.2)
      let rumbleEdge = source.uniform(in: 800..<3000)
      let axleGap = source.uniform(in: 0.08..<0.2)
      let clackEdge = source.uniform(in: 1500..<4000)
      let clackLevel = source.uniform(in: 0.8..<2.5)
      let hasHorn = source.chance(0.35)
      let horn = source.logUniform(280..<420)
      let wander = Contour.wander(rate: 3, depth: 0.2, sampleCount: Synthesis.sampleCount, &take)
      var clip = 0.5 * (BandPass(40..<rumbleEdge).filtered(Noise.colored(1.2, &take)) * wander)
      var time = take.uniform(in: 0..<period)
      while time < Synthesis.duration {
        for delay in [0, axleGap] {
          let clack = Noise.burst(decay: 0.03, 150..<clackEdge, &take)
          clip.add(clack, at: time + delay, gain: take.jittered(clackLevel))
        }
        time += take.jittered(period, by: 0.03)
      }
      if hasHorn {
        let count = Synthesis.sampleCount(of: 1.2)
        let chord = [1, 1.26, 1.5].map {
          Oscillator.sawtooth.signal(frequency: horn * $0, sampleCount: count)
        }
        clip.add(chord[0] + chord[1] + chord[2], at: take.uniform(in: 0..<3), gain: 0.5)
      }
      return clip
    },
    Recipe("VacuumCleaner") { source, take in
      let motor = source.logUniform(90..<420)
      let color = source.uniform(in: 0..<1)
      let levels = (1...8).map { _ in source.uniform(in: 0.05..<0.6) }
      let spinUp = take.chance(0.4) ? take.uniform(in: 0..<1.5) : nil
      var clip = 0.7 * Noise.colored(color, &take)
      for (harmonic, level) in levels.enumerated() {
        let wander = Contour.wander(
          rate: 3, depth: 0.004, sampleCount: Synthesis.sampleCount, &take)
        clip = clip + level * Oscillator.sine.signal(frequency: motor * Double(harmonic + 1) * wander)
      }
      guard let spinUp else { return clip }
      return clip.enumerated().map { sample, value in
        value * min(max((Double(sample) / Double(Synthesis.sampleRate) - spinUp) * 3, 0), 1)
      }
    },
    Recipe("HandSaw") { source, take in
      let period = source.uniform(in: 0.35..<1)
      let teeth = source.logUniform(60..<260)
      let timbre = source.logUniform(1200..<4500)
      let share = source.uniform(in: 0.35..<0.48)
      var clip = [Double].silence
      var time = take.uniform(in: 0..<0.3)
      while time < 4.9 {
        for isBackstroke in [false, true] {
          let count = Synthesis.sampleCount(of: take.jittered(period * share))
          let bite = Oscillator.sawtooth.signal(frequency: take.jittered(teeth), sampleCount: count)
            .map { 0.4 + 0.6 * max($0, 0) }
          let rasp = BandPass(timbre * 0.4..<timbre * (isBackstroke ? 2 : 1.6))
            .filtered(Noise.white(sampleCount: count, &take) * bite)
          let stroke = rasp * Contour.arch(sampleCount: count, power: 0.6)
          clip.add(stroke, at: time, gain: isBackstroke ? 1 : 0.6)
          time += period * 0.5
        }
      }
      return clip
    },
  ]
}
