import AudioFrontEnd
import TestSupport
import Testing

@Suite("Mel filterbank: golden", .tags(.golden))
struct MelFilterbankGoldenTests {
  struct Case: Decodable, Sendable {
    let bandCount, fftLength: Int
    let lowest, highest: Double
    let scale: MelScale
    let weights: [Float]
  }

  @Test(arguments: try Golden<Case>.cases("mel-filterbank"))
  func `agrees with librosa`(expected: Case) throws {
    let filterbank = try MelFilterbank(
      bandCount: expected.bandCount, fftLength: expected.fftLength, sampleRate: 22_050,
      frequencyRange: expected.lowest...expected.highest, scale: expected.scale)
    var sampled: [Float] = []
    for band in stride(from: 0, to: filterbank.bandCount, by: 3) {
      for bin in stride(from: 0, to: filterbank.binCount, by: 4) {
        sampled.append(filterbank.weights[band * filterbank.binCount + bin])
      }
    }
    #expect(largestDifference(sampled, expected.weights) < 1e-6)
  }
}

@Suite("Mel filterbank: laws", .tags(.property))
struct MelFilterbankPropertyTests {
  @Test(arguments: MelScale.allCases, [(20, 512), (40, 2_048), (64, 2_048), (1, 512)])
  func `bands are triangles of unit area that peak within one bin of their centre`(
    scale: MelScale, size: (bands: Int, fft: Int)
  ) throws {
    let (lowest, highest) = (60.0, 9_000.0)
    let filterbank = try MelFilterbank(
      bandCount: size.bands, fftLength: size.fft, sampleRate: 22_050, frequencyRange: lowest...highest,
      scale: scale)
    let binWidth = 22_050 / Double(size.fft)
    #expect(filterbank.weights.count == size.bands * filterbank.binCount)
    #expect(filterbank.weights.allSatisfy { $0 >= 0 })
    let (low, high) = (scale.mel(frequency: lowest), scale.mel(frequency: highest))
    for band in 0..<size.bands {
      let weights = Array(filterbank.weights[band * filterbank.binCount..<(band + 1) * filterbank.binCount])
      let peak = try #require(weights.indices.max { weights[$0] < weights[$1] })
      let center = scale.frequency(mel: low + (high - low) * Double(band + 1) / Double(size.bands + 1))
      #expect((Double(peak) * binWidth - center).magnitude <= binWidth)
      #expect(zip(weights[..<peak], weights[1...peak]).allSatisfy { $0 <= $1 })
      #expect(zip(weights[peak...], weights[(peak + 1)...]).allSatisfy { $0 >= $1 })
      let support = weights.count { $0 > 0 }
      let area = weights.reduce(0.0) { $0 + Double($1) } * binWidth
      if support >= 16 { #expect((area - 1).magnitude < 0.02) }
    }
  }

  @Test(arguments: MelScale.allCases)
  func `mel and frequency are inverse and rise together`(scale: MelScale) {
    var previous = -1.0
    for frequency in stride(from: 0.0, through: 20_000, by: 250) {
      let mel = scale.mel(frequency: frequency)
      #expect((scale.frequency(mel: mel) - frequency).magnitude < 1e-6)
      #expect(mel > previous)
      previous = mel
    }
  }

  @Test func `a band without a bin is refused by its number`() {
    #expect(throws: FrontEndError.emptyBand(index: 0, binWidth: 22_050.0 / 256)) {
      try MelFilterbank(bandCount: 128, fftLength: 256, sampleRate: 22_050, frequencyRange: 0...11_025)
    }
  }

  @Test(arguments: [(-1.0, 100.0), (0, 12_000), (500, 500)])
  func `a frequency range outside half the sampling rate is refused`(low: Double, high: Double) {
    #expect(throws: FrontEndError.self) {
      try MelFilterbank(bandCount: 4, fftLength: 512, sampleRate: 22_050, frequencyRange: low...high)
    }
  }
}

@Suite("Log-mel spectrogram: golden", .tags(.golden))
struct LogMelSpectrogramGoldenTests {
  struct Case: Decodable, Sendable {
    let scale: MelScale
    let bandCount, fftLength, hopLength, frameCount: Int
    let decibels: [Float]
  }

  @Test(arguments: try Golden<Case>.cases("log-mel-spectrogram"))
  func `agrees with librosa`(expected: Case) throws {
    let filterbank = try MelFilterbank(
      bandCount: expected.bandCount, fftLength: expected.fftLength, sampleRate: 22_050,
      frequencyRange: 50...10_000, scale: expected.scale)
    let transform = try LogMelSpectrogram(
      fftLength: expected.fftLength, hopLength: expected.hopLength, filterbank: filterbank)
    #expect(largestDifference(transform.apply(to: synthetic(22_050)), expected.decibels) < 0.01)
  }

  @Test func `frames are cut or filled with silence to the number asked for`() throws {
    let filterbank = try MelFilterbank(
      bandCount: 8, fftLength: 512, sampleRate: 22_050, frequencyRange: 50...10_000)
    let transform = try LogMelSpectrogram(
      fftLength: 512, hopLength: 256, filterbank: filterbank, decibels: Decibels(dynamicRange: nil))
    let samples = synthetic(256 * 20)
    let whole = transform.apply(to: samples)
    let long = transform.apply(to: samples, frameCount: 30)
    let short = transform.apply(to: samples, frameCount: 10)
    for band in 0..<8 {
      #expect(whole[band * 21..<band * 21 + 20] == long[band * 30..<band * 30 + 20])
      // Frame 9 already hears the cut.
      #expect(whole[band * 21..<band * 21 + 8] == short[band * 10..<band * 10 + 8])
      #expect(long[(band + 1) * 30 - 1] == -100)
    }
  }
}
