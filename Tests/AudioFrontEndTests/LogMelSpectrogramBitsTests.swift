import AudioFrontEnd
import SeededRandom
import Testing

@Suite struct LogMelSpectrogramBitsTests {
  @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 9])
  func `frames summed together have the bits of each alone`(frameCount: Int) throws {
    var random = RandomStream(seed: 3, purpose: .synthesis, index: frameCount)
    let samples = (0..<frameCount * 512).map { _ in Float(random.normal()) }
    let filterbank = try MelFilterbank(
      bandCount: 40, fftLength: 1_024, sampleRate: 22_050, frequencyRange: 0...11_025)
    let levels = try LogMelSpectrogram(
      fftLength: 1_024, hopLength: 512, filterbank: filterbank, decibels: Decibels(dynamicRange: nil)
    ).apply(to: samples, frameCount: frameCount)
    var transform = try ShortTimeFourierTransform(.init(fftLength: 1_024, hopLength: 512))
    // Silence follows the samples that make the frames up.
    let power = transform.forward(Array(samples.prefix(frameCount * 512 - 1))).power()
    for frame in 0..<frameCount {
      var bands = filterbank.apply(toPower: Array(power[frame * 513..<(frame + 1) * 513]))
      Decibels(dynamicRange: nil).apply(to: &bands)
      for band in bands.indices {
        #expect(levels[band * frameCount + frame].bitPattern == bands[band].bitPattern)
      }
    }
  }
}
