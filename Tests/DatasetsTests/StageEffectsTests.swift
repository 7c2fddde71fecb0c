import AudioFrontEnd
import Datasets
import Testing

@Suite struct StageEffectsTests {
  private let corpus = SyntheticCorpus.corpus(seed: 3, sourcesPerClass: 1, takesPerSource: 1)

  private func frontEnd(
    gate: FrontEnd.Gate? = .stationary(.init()), trim: SilenceTrim.Settings? = .init()
  ) throws -> FrontEnd {
    try FrontEnd(
      .init(
        sampleRate: 22_050, spectralGate: gate, trim: trim,
        features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256)))
  }

  @Test func `energy and length after each stage are those of the stages done by hand`() throws {
    let effects = try StageEffects(of: corpus, frontEnd: frontEnd(), jobs: 2)
    #expect(effects.clips.map(\.id) == corpus.examples.map(\.id))
    for (clip, example) in zip(effects.clips, corpus.examples).prefix(4) {
      let recording = try Resampler.resample(corpus.waveform(of: example), to: 22_050)
      let gated = try SpectralGate().apply(to: recording)
      let trimmed = try SilenceTrim().apply(to: gated)
      #expect(clip.className == corpus.classNames[example.label])
      #expect(clip.duration == recording.duration)
      #expect(clip.effects.map(\.stage) == [.spectralGate, .trim])
      #expect(clip.effects.map(\.duration) == [recording.duration, trimmed.duration])
      #expect(clip.effects[0].energyShare == energy(of: gated) / energy(of: recording))
      #expect(clip.effects[1].energyShare == energy(of: trimmed) / energy(of: recording))
    }
  }

  @Test func `a front end without stages has no effects`() throws {
    let effects = try StageEffects(of: corpus, frontEnd: frontEnd(gate: nil, trim: nil), jobs: 1)
    #expect(effects.clips.allSatisfy { $0.effects.isEmpty && $0.duration == 5 })
  }

  private func energy(of waveform: Waveform) -> Double {
    waveform.samples.reduce(0) { $0 + Double($1) * Double($1) }
  }
}
