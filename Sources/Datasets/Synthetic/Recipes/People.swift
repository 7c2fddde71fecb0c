import SeededRandom

extension Recipe {
  /// What people do with voice and hands.
  static let people: [Recipe] = [
    Recipe("CryingBaby") { source, take in
      let pitch = source.logUniform(350..<600)
      let duration = source.uniform(in: 0.6..<1.3)
      let formants = [
        Formant(source.logUniform(900..<1300), quality: 4, gain: 1),
        Formant(source.logUniform(2500..<3800), quality: 4, gain: 0.9),
      ]
      var clip = [Double].silence
      var time = take.uniform(in: 0..<0.5)
      while time < 4.6 {
        let contour = [pitch * 0.85, take.jittered(pitch) * 1.15, pitch * 1.05, pitch * 0.75]
        let sound = Utterance(
          pitch: contour, duration: take.jittered(duration), formants: formants, breath: 0.1
        ).sound(&take)
        clip.add(sound, at: time)
        time += take.jittered(duration) * 1.35
      }
      return clip
    },
    Recipe("Laughing") { source, take in
      let pitch = source.logUniform(130..<420)
      let period = source.uniform(in: 0.16..<0.28)
      let formants = [
        Formant(source.logUniform(600..<1000), quality: 4, gain: 1),
        Formant(source.logUniform(1100..<2400), quality: 5, gain: 0.6),
      ]
      var clip = [Double].silence
      var time = take.uniform(in: 0..<0.6)
      for _ in 0..<take.count(in: 1...3) {
        var gain = 1.0
        for syllable in 0..<take.count(in: 3...8) {
          let fall = Double(syllable)
          let sound = Utterance(
            pitch: [pitch * 1.2 * (1 - 0.03 * fall), pitch * (1 - 0.04 * fall)], duration: period * 0.55,
            formants: formants, breath: 0.5, roughness: 0.03
          ).sound(&take)
          clip.add(sound, at: time, gain: gain)
          gain *= 0.9
          time += take.jittered(period)
        }
        time += take.uniform(in: 0.3..<1)
      }
      return clip
    },
    Recipe("Snoring") { source, take in
      let period = source.uniform(in: 1.6..<3.2)
      let pitch = source.logUniform(28..<90)
      let share = source.uniform(in: 0.3..<0.5)
      let throat = [
        Formant(source.logUniform(150..<450), quality: 3, gain: 1),
        Formant(source.logUniform(700..<1500), quality: 3, gain: 0.5),
      ]
      var clip = [Double].silence
      var time = take.uniform(in: -0.5..<0.6)
      while time < 4.8 {
        let count = Synthesis.sampleCount(of: take.jittered(period * share))
        let wander = Contour.wander(rate: 8, depth: 0.12, sampleCount: count, &take)
        let flutter = Oscillator.pulse.signal(frequency: pitch * wander)
        let gate = Oscillator.pulse.signal(frequency: pitch, sampleCount: count).map { 0.4 + 0.6 * $0 }
        let breath = 0.6 * (Noise.white(sampleCount: count, &take) * gate)
        let sound = throat.applied(to: flutter + breath) * Contour.arch(sampleCount: count, power: 0.5)
        clip.add(sound, at: max(time, 0))
        time += take.jittered(period, by: 0.03)
      }
      return clip
    },
    Recipe("Clapping") { source, take in
      let isCrowd = source.chance(0.7)
      let timbre = source.logUniform(800..<1800)
      var clip = [Double].silence
      for _ in 0..<(isCrowd ? take.count(in: 1...39) : 1) {
        let period = take.uniform(in: 0.18..<0.35)
        let hands = take.jittered(timbre, by: 0.25)
        var time = take.uniform(in: 0..<period)
        while time < Synthesis.duration {
          let sound = Noise.burst(
            decay: take.uniform(in: 0.004..<0.012), hands * 0.5..<hands * 2.5, attack: 0.0005, &take)
          clip.add(sound, at: time, gain: take.uniform(in: 0.4..<1))
          time += take.jittered(period, by: 0.05)
        }
      }
      return clip
    },
  ]
}
