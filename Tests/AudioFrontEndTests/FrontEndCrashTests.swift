import AudioFrontEnd
import TestSupport
import Testing

@Suite("Preconditions of the front end", .tags(.crash))
struct FrontEndCrashTests {
  @Test func `a bin that a spectrogram does not have stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var transform = try ShortTimeFourierTransform(
        ShortTimeFourierTransform.Settings(fftLength: 64, hopLength: 32))
      _ = transform.forward([0, 1, 2])[0, 33]
    }
  }

  @Test func `a power spectrum of another length stops the program`() async {
    await #expect(processExitsWith: .failure) {
      let filterbank = try MelFilterbank(
        bandCount: 2, fftLength: 64, sampleRate: 8_000, frequencyRange: 0...4_000)
      _ = filterbank.apply(toPower: [1, 2, 3])
    }
  }
}
