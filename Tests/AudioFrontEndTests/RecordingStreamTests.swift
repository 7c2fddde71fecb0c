import AudioFrontEnd
import CSndfile
import Foundation
import TestSupport
import Testing

@Suite("Recordings heard in blocks", .tags(.property))
struct RecordingStreamTests {
  private static func file(_ samples: [Float], rate: Int, in folder: TemporaryFolder) throws -> URL {
    let file = folder.url.appending(path: "recording.wav")
    try AudioFile.write(
      interleaved: samples, channelCount: 1, sampleRate: rate, to: file,
      libraryFormat: Int(SF_FORMAT_WAV | SF_FORMAT_FLOAT))
    return file
  }

  /// Cuts `samples` into blocks of lengths that have nothing to do with anything.
  private static func blocks(_ samples: [Float]) -> [[Float]] {
    let lengths = [1, 7, 255, 256, 257, 3, 1_000, 4_096, 65_536]
    var blocks: [[Float]] = []
    var rest = samples[...]
    while !rest.isEmpty {
      blocks.append(Array(rest.prefix(lengths[blocks.count % lengths.count])))
      rest = rest.dropFirst(lengths[(blocks.count - 1) % lengths.count])
    }
    return blocks
  }

  @Test(
    arguments: [(44_100, 22_050), (48_000, 16_000), (8_000, 22_050), (22_050, 22_050), (11_025, 8_000)],
    [1, 2, 100, 65_536, 65_537, 300_000])
  func `samples are those of the whole recording, resampled at once`(rates: (from: Int, to: Int), count: Int)
    throws
  {
    let folder = try TemporaryFolder()
    let file = try Self.file(synthetic(count), rate: rates.from, in: folder)
    let stream = try RecordingStream(file, sampleRate: rates.to)
    var samples: [Float] = []
    while let block = try stream.next() {
      #expect(!block.isEmpty)
      samples += block
    }
    let whole = try Resampler.resample(AudioFile.decode(file).waveform, to: rates.to).samples
    #expect(samples.count == whole.count)
    #expect(largestDifference(samples, whole) == 0)
    #expect(stream.reader.sampleCount == count)
    #expect(try stream.next() == nil)
  }

  @Test(arguments: [(512, 256), (512, 100), (1_024, 1_024), (64, 1)], [1, 31, 600, 5_000])
  func `the mean spectrum is that of the whole, to the last bit`(lengths: (fft: Int, hop: Int), count: Int)
    throws
  {
    let samples = synthetic(count)
    let stream = try MeanMagnitudeSpectrumStream(fftLength: lengths.fft, hopLength: lengths.hop)
    let whole = try MeanMagnitudeSpectrum(fftLength: lengths.fft, hopLength: lengths.hop).apply(to: samples)
    for _ in 0..<2 {
      for block in Self.blocks(samples) { stream.append(block) }
      #expect(stream.finish() == whole)
    }
  }

  @Test(arguments: [1, 500, 20_000])
  func `log-mel frames are those of the whole, to the last bit`(count: Int) throws {
    var settings = LogMelSpectrogram.Settings(
      fftLength: 1_024, hopLength: 300, melBandCount: 40, frequencyRange: 50...10_000,
      decibels: Decibels(reference: 2, floor: 1e-9))
    let stream = try LogMelStream(settings, sampleRate: 22_050)
    let samples = synthetic(count)
    let streamed = Self.blocks(samples).flatMap { stream.append($0) } + stream.finish()
    settings.decibels.dynamicRange = nil
    let whole = try FrameFeatureTransform(FrameFeatures(.logMelSpectrogram(settings)), sampleRate: 22_050)
      .apply(to: samples)
    let frameCount = whole.count / 40
    #expect(streamed.count == whole.count)
    for frame in 0..<frameCount {
      for band in 0..<40 { #expect(streamed[frame * 40 + band] == whole[band * frameCount + frame]) }
    }
  }

  @Test func `a front end's features are those of the whole clip, to the last bit`() throws {
    let folder = try TemporaryFolder()
    let file = try Self.file(synthetic(200_000), rate: 44_100, in: folder)
    let frontEnd = try FrontEnd(
      FrontEnd.Settings(
        sampleRate: 22_050, features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256)))
    #expect(frontEnd.canStream)
    #expect(
      try frontEnd.features(streaming: file) == frontEnd.features(of: AudioFile.decode(file).waveform))
    #expect(try !FrontEnd(generationsFrontEnd).canStream && !FrontEnd(FrontEndTests.logMel).canStream)
  }

  // MARK: Windows

  @Test(arguments: [(10, 5), (10, 10), (10, 3), (10, 15), (1, 1), (50, 7)], [1, 9, 10, 11, 20, 23, 100])
  func `windows begin a hop apart, and the last reaches the end`(
    lengths: (window: Int, hop: Int), count: Int
  ) throws {
    let samples = (1...count).map(Float.init)
    for blockLength in [1, 4, 1_000] {
      var rest = samples[...]
      let windows = RecordingWindows(sampleRate: 10, windowLength: lengths.window, hopLength: lengths.hop) {
        let block = Array(rest.prefix(blockLength))
        rest = rest.dropFirst(blockLength)
        return block.isEmpty ? nil : block
      }
      var expectedStart = 0
      var last: RecordingWindow?
      while let window = try windows.next() {
        #expect(window.startSample == expectedStart && window.start == Double(expectedStart) / 10)
        let heard = samples.dropFirst(expectedStart).prefix(lengths.window)
        #expect(window.heardCount == heard.count && !heard.isEmpty)
        #expect(
          window.samples == heard + [Float](repeating: 0, count: lengths.window - heard.count))
        if let last { #expect(last.startSample + lengths.window < count) }
        last = window
        expectedStart += lengths.hop
      }
      // What follows the last window begins behind the end, or would be within what was heard.
      let end = try #require(last).startSample
      #expect(end + lengths.window >= count || end + lengths.hop >= count)
      #expect(try windows.next() == nil)
    }
  }

  @Test func `a recording's windows are at the model's rate`() throws {
    let folder = try TemporaryFolder()
    let file = try Self.file(synthetic(100_000), rate: 44_100, in: folder)
    let windows = RecordingWindows(
      of: try RecordingStream(file, sampleRate: 22_050), windowLength: 22_050, hopLength: 11_025)
    let whole = try Resampler.resample(AudioFile.decode(file).waveform, to: 22_050).samples
    var count = 0
    while let window = try windows.next() {
      #expect(window.start == Double(count) / 2)
      #expect(window.samples.prefix(window.heardCount) == whole.dropFirst(count * 11_025).prefix(22_050))
      count += 1
    }
    #expect(count == 4)
  }

  // MARK: Long and wrong recordings

  @Test(.tags(.slow), .timeLimit(.minutes(10)))
  func `two hours take no more memory than a minute`() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let file = folder.url.appending(path: "silence.flac")
      try HostileAudioTests.writeSilence(to: file, sampleRate: 44_100, sampleCount: 7_200 * 44_100)
      let frontEnd = try FrontEnd(
        FrontEnd.Settings(
          sampleRate: 22_050, features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256)))
      #expect(try frontEnd.features(streaming: file).allSatisfy { $0 == 0 })
      let windows = RecordingWindows(
        of: try RecordingStream(file, sampleRate: 22_050), windowLength: 5 * 22_050, hopLength: 5 * 22_050)
      var count = 0
      while try windows.next() != nil { count += 1 }
      #expect(count == 1_440)
      HostileAudioTests.expectSmallPeak(atMost: 100 << 20)
    }
  }

  @Test func `what is too long, has no end or no finite sample is refused while it is heard`() throws {
    let folder = try TemporaryFolder()
    let long = try Self.file(synthetic(200_000), rate: 22_050, in: folder)
    #expect(throws: AudioFileError(file: long, reason: .duration(maximum: 5))) {
      let stream = try RecordingStream(long, sampleRate: 16_000, limits: DecodingLimits(maximumDuration: 5))
      while try stream.next() != nil {}
    }
    var samples = synthetic(100_000)
    samples[70_000] = .nan
    let wrong = try Self.file(samples, rate: 22_050, in: folder)
    #expect(throws: AudioFileError(file: wrong, reason: .nonFiniteSample(position: 70_000))) {
      let stream = try RecordingStream(wrong, sampleRate: 16_000)
      while try stream.next() != nil {}
    }
    #expect(throws: FrontEndError.sampleRate(0)) { try RecordingStream(long, sampleRate: 0) }
  }
}
