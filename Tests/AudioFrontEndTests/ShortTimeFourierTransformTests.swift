import AudioFrontEnd
import Foundation
import SeededRandom
import TestSupport
import Testing

@Suite("Short-time Fourier transform: golden", .tags(.golden))
struct ShortTimeFourierTransformGoldenTests {
  struct Case: Decodable, Sendable {
    let fftLength, windowLength, hopLength: Int
    let isCentered: Bool
    let padding: ShortTimeFourierTransform.Padding
    let frameCount: Int
    let real, imaginary, inverse: [Float]
  }

  @Test(arguments: try Golden<Case>.cases("short-time-fourier-transform"))
  func `agrees with librosa, forwards and back`(expected: Case) throws {
    var transform = try ShortTimeFourierTransform(
      ShortTimeFourierTransform.Settings(
        fftLength: expected.fftLength, windowLength: expected.windowLength,
        hopLength: expected.hopLength, isCentered: expected.isCentered, padding: expected.padding))
    let samples = synthetic(6_000)
    let spectrogram = transform.forward(samples)
    #expect(spectrogram.frameCount == expected.frameCount)
    var real: [Float] = []
    var imaginary: [Float] = []
    for frame in stride(from: 0, to: spectrogram.frameCount, by: 3) {
      for bin in stride(from: 0, to: spectrogram.binCount, by: 5) {
        real.append(spectrogram[frame, bin].real)
        imaginary.append(spectrogram[frame, bin].imaginary)
      }
    }
    #expect(largestDifference(real, expected.real) < 2e-4)
    #expect(largestDifference(imaginary, expected.imaginary) < 2e-4)
    let inverse = transform.inverse(spectrogram, sampleCount: samples.count)
    #expect(largestDifference(inverse.strided(by: 41, from: 500, to: 5_000), expected.inverse) < 1e-6)
  }
}

@Suite("Short-time Fourier transform: laws", .tags(.property))
struct ShortTimeFourierTransformPropertyTests {
  static func noise(_ count: Int, seed: UInt64) -> [Float] {
    var random = RandomStream(seed: seed, purpose: .synthesis)
    return (0..<count).map { _ in Float(random.uniform(in: -1..<1)) }
  }

  @Test(arguments: [1, 2, 3] as [UInt64], [(512, 256), (512, 128), (2_048, 512), (96, 32)])
  func `the inverse returns the signal`(seed: UInt64, lengths: (Int, Int)) throws {
    var transform = try ShortTimeFourierTransform(
      ShortTimeFourierTransform.Settings(fftLength: lengths.0, hopLength: lengths.1))
    let samples = Self.noise(lengths.1 * 40, seed: seed)
    let inverse = transform.inverse(transform.forward(samples), sampleCount: samples.count)
    #expect(largestDifference(samples, inverse) < 2e-6)
  }

  /// With a periodic Hann window and hops of half a frame, squared windows that overlap sum to a ripple
  /// of known mean; over one frame alone Parseval holds exactly.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func `energy in a frame equals energy in its bins`(seed: UInt64) throws {
    let length = 512
    var transform = try ShortTimeFourierTransform(
      ShortTimeFourierTransform.Settings(fftLength: length, hopLength: length, isCentered: false))
    let samples = Self.noise(length, seed: seed)
    let power = transform.forward(samples).power()
    let inner = power[1..<length / 2].reduce(0.0) { $0 + Double($1) }
    let inBins = (Double(power[0]) + 2 * inner + Double(power[length / 2])) / Double(length)
    let inSamples = samples.enumerated().reduce(0.0) { sum, sample in
      let window = 0.5 - 0.5 * cos(2 * Double.pi * Double(sample.offset) / Double(length))
      return sum + Double(sample.element) * Double(sample.element) * window * window
    }
    #expect((inBins / inSamples - 1).magnitude < 1e-5)
  }

  @Test func `a shorter clip does not hear the longer one before it`() throws {
    let settings = ShortTimeFourierTransform.Settings(fftLength: 256, hopLength: 64)
    var used = try ShortTimeFourierTransform(settings)
    var spectrogram = used.makeSpectrogram()
    used.forward(Self.noise(20_000, seed: 1), into: &spectrogram)
    let short = Self.noise(700, seed: 2)
    used.forward(short, into: &spectrogram)
    var fresh = try ShortTimeFourierTransform(settings)
    #expect(largestDifference(spectrogram.power(), fresh.forward(short).power()) == 0)
  }

  @Test(arguments: [0, 1, 2, 17, 255, 256, 257])
  func `signals shorter than a frame give finite frames`(count: Int) throws {
    for padding in [ShortTimeFourierTransform.Padding.zero, .reflect] {
      for isCentered in [true, false] {
        var transform = try ShortTimeFourierTransform(
          ShortTimeFourierTransform.Settings(
            fftLength: 256, hopLength: 64, isCentered: isCentered, padding: padding))
        let spectrogram = transform.forward(Self.noise(count, seed: 3))
        #expect(spectrogram.frameCount >= 1)
        #expect(spectrogram.power().allSatisfy { $0.isFinite })
      }
    }
  }

  @Test(arguments: [
    (0, 1, 1), (15, 1, 1), (513, 1, 1), (65_538, 1, 1), (512, 0, 512), (512, 513, 512), (512, 256, 0),
    (512, 256, 513),
  ])
  func `lengths out of range are refused`(fft: Int, hop: Int, window: Int) {
    #expect(throws: FrontEndError.self) {
      _ = try ShortTimeFourierTransform(
        ShortTimeFourierTransform.Settings(fftLength: fft, windowLength: window, hopLength: hop))
    }
  }
}
