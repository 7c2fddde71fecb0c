import Glibc
import SeededRandom

extension Recipe {
  /// Animals that call.
  static let animals: [Recipe] = [
    Recipe("Dog") { source, take in
      let pitch = source.logUniform(180..<900)
      let period = source.uniform(in: 0.3..<1.2)
      let duration = source.uniform(in: 0.08..<0.25)
      let breath = source.uniform(in: 0.2..<0.8)
      let formants = [
        Formant(source.logUniform(500..<1200), quality: 3, gain: 1),
        Formant(source.logUniform(1200..<3000), quality: 4, gain: 0.7),
      ]
      var clip = [Double].silence
      let start = take.uniform(in: 0..<0.8)
      for bark in 0..<take.count(in: 1...5) {
        let contour = [take.jittered(pitch) * 0.8, take.jittered(pitch) * 1.3, pitch * 0.6]
        let sound = Utterance(
          pitch: contour, duration: take.jittered(duration), formants: formants, breath: breath,
          roughness: 0.08
        ).sound(&take)
        clip.add(sound, at: start + Double(bark) * period)
      }
      return clip
    },
    Recipe("Cat") { source, take in
      let pitch = source.logUniform(350..<800)
      let duration = source.uniform(in: 0.4..<1.2)
      let formants = [
        Formant(source.logUniform(700..<1100), quality: 4, gain: 1),
        Formant(source.logUniform(1500..<3200), quality: 5, gain: 0.8),
      ]
      var clip = [Double].silence
      for moment in take.moments(1...3) {
        let contour = [pitch * 0.9, take.jittered(pitch) * 1.5, pitch * 1.3, pitch * 0.8]
        let sound = Utterance(
          pitch: contour, duration: take.jittered(duration), formants: formants, roughness: 0.01
        ).sound(&take)
        clip.add(sound, at: moment)
      }
      return clip
    },
    Recipe("Cow") { source, take in
      let pitch = source.logUniform(70..<220)
      let duration = source.uniform(in: 0.9..<2.2)
      let formants = [
        Formant(source.logUniform(250..<500), quality: 4, gain: 1),
        Formant(source.logUniform(700..<1300), quality: 5, gain: 0.6),
      ]
      var clip = [Double].silence
      for moment in take.moments(1...2) {
        let contour = [pitch * 0.8, pitch, take.jittered(pitch) * 1.15, pitch * 0.8]
        let sound = Utterance(
          pitch: contour, duration: take.jittered(duration), formants: formants, breath: 0.08
        ).sound(&take)
        clip.add(sound, at: moment)
      }
      return clip
    },
    Recipe("Crow") { source, take in
      let pitch = source.logUniform(350..<650)
      let duration = source.uniform(in: 0.2..<0.45)
      let breath = source.uniform(in: 0.4..<1)
      let formants = [
        Formant(source.logUniform(1200..<1900), quality: 3, gain: 1),
        Formant(source.logUniform(2200..<3400), quality: 3, gain: 0.8),
      ]
      var clip = [Double].silence
      var time = take.uniform(in: 0..<0.8)
      for _ in 0..<take.count(in: 2...5) {
        let sound = Utterance(
          pitch: [pitch, pitch * 1.1, pitch * 0.85], duration: take.jittered(duration), formants: formants,
          breath: breath, roughness: 0.12
        ).sound(&take)
        clip.add(sound, at: time)
        time += take.jittered(duration * 2)
      }
      return clip
    },
    Recipe("Hen") { source, take in
      let pitch = source.logUniform(350..<700)
      let formants = [
        Formant(source.logUniform(900..<1500), quality: 4, gain: 1),
        Formant(source.logUniform(2200..<3500), quality: 4, gain: 0.4),
      ]
      var clip = [Double].silence
      var time = take.uniform(in: 0..<0.4)
      while time < 4.7 {
        let isLong = take.chance(0.2)
        let sound = Utterance(
          pitch: [pitch, pitch * (isLong ? 1.6 : 1.1), pitch],
          duration: isLong ? 0.35 : take.uniform(in: 0.05..<0.14), formants: formants, breath: 0.2,
          roughness: 0.05
        ).sound(&take)
        clip.add(sound, at: time, gain: isLong ? 1 : 0.5)
        time += take.uniform(in: 0.15..<0.7)
      }
      return clip
    },
    Recipe("Rooster") { source, take in
      let pitch = source.logUniform(450..<900)
      let lastDuration = source.uniform(in: 0.6..<1.2)
      let formants = [
        Formant(source.logUniform(1200..<2000), quality: 4, gain: 1),
        Formant(source.logUniform(2500..<3800), quality: 4, gain: 0.7),
      ]
      var clip = [Double].silence
      var time = take.uniform(in: 0..<1)
      for (duration, height) in [(0.15, 1), (0.25, 1.15), (0.25, 1.3), (lastDuration, 1.25)] {
        let syllable = pitch * height
        let sound = Utterance(
          pitch: [syllable * 0.9, syllable * 1.1, syllable * 0.8], duration: take.jittered(duration),
          formants: formants, breath: 0.1
        ).sound(&take)
        clip.add(sound, at: time)
        time += duration * 1.1
      }
      return clip
    },
    Recipe("Pig") { source, take in
      let pitch = source.logUniform(60..<180)
      let squealing = source.uniform(in: 0..<0.4)
      let formants = [
        Formant(source.logUniform(300..<700), quality: 3, gain: 1),
        Formant(source.logUniform(1200..<2500), quality: 3, gain: 0.7),
      ]
      var clip = [Double].silence
      var time = take.uniform(in: 0..<0.5)
      while time < 4.6 {
        let duration = take.uniform(in: 0.1..<0.5)
        let contour =
          take.chance(squealing) ? [pitch * 6, pitch * 6, pitch * 5] : [pitch, pitch, pitch * 0.8]
        let sound = Utterance(
          pitch: contour, duration: duration, formants: formants, breath: 0.9, roughness: 0.2
        ).sound(&take)
        clip.add(sound, at: time)
        time += duration + take.exponential(mean: 0.4)
      }
      return clip
    },
    Recipe("ChirpingBirds") { source, take in
      struct Species {
        var pitch, sweep, duration, gap, turns: Double
        var chirps: Int
      }
      let species = (0..<source.count(in: 1...3)).map { _ in
        Species(
          pitch: source.logUniform(2000..<7500), sweep: source.uniform(in: -0.5..<0.5),
          duration: source.uniform(in: 0.03..<0.15), gap: source.uniform(in: 0.05..<0.2),
          turns: source.uniform(in: 0.5..<2), chirps: source.count(in: 1...7))
      }
      var clip = [Double].silence
      for bird in species {
        let count = Synthesis.sampleCount(of: bird.duration)
        let arch = Contour.arch(sampleCount: count, power: 1)
        for moment in take.moments(1...4) {
          for chirp in 0..<bird.chirps {
            let pitch = take.jittered(bird.pitch, by: 0.03)
            let frequency = (0..<count).map { sample in
              pitch * exp(bird.sweep * sin(.pi * bird.turns * Double(sample) / Double(count)))
            }
            let sound = Oscillator.sine.signal(frequency: frequency) * arch
            clip.add(sound, at: moment + Double(chirp) * bird.gap, gain: 0.7)
          }
        }
      }
      return clip
    },
    Recipe("Night") { source, take in
      struct Cricket {
        var pitch, pulseRate, chirpRate, duty, level: Double
      }
      let crickets = (0..<source.count(in: 1...3)).map { _ in
        Cricket(
          pitch: source.logUniform(2500..<6500), pulseRate: source.uniform(in: 15..<60),
          chirpRate: source.uniform(in: 0.5..<4), duty: source.uniform(in: 0.3..<0.9),
          level: source.uniform(in: 0.2..<1))
      }
      let hasOwl = source.chance(0.3)
      var clip = 0.15 * Noise.colored(1, &take)
      for cricket in crickets {
        let wander = Contour.wander(
          rate: 1, depth: 0.003, sampleCount: Synthesis.sampleCount, &take)
        let tone = Oscillator.sine.signal(frequency: cricket.pitch * wander)
        let offset = take.uniform()
        for sample in clip.indices {
          let time = Double(sample) / Double(Synthesis.sampleRate)
          let isPulsing = sin(2 * .pi * cricket.pulseRate * time) > 0
          let phase = time * cricket.chirpRate + offset
          if isPulsing && phase - phase.rounded(.down) < cricket.duty {
            clip[sample] += cricket.level * tone[sample]
          }
        }
      }
      if hasOwl {
        for moment in take.moments(1...3) {
          let sound = Utterance(
            pitch: [400, 350], duration: 0.4, formants: [Formant(400, quality: 4, gain: 1)], breath: 0.02,
            roughness: 0.01, source: .sine
          ).sound(&take)
          clip.add(sound, at: moment, gain: 0.8)
        }
      }
      return clip
    },
  ]
}
