import AudioFrontEnd
import Foundation
import Testing
import WebApp

@Suite("What a helper hands over")
struct DecodedRecordingTests {
  @Test("It is a WAV file that libsndfile reads as it was meant")
  func reading() throws {
    let samples: [Float] = [0, 0.5, -0.25, 1]
    let file = FileManager.default.temporaryDirectory.appending(path: "decoded-\(UUID().uuidString).wav")
    defer { try? FileManager.default.removeItem(at: file) }
    var content = Data(DecodedRecording.header(sampleRate: 22_050, sampleCount: samples.count))
    content.append(samples.withUnsafeBytes { Data($0) })
    try content.write(to: file)
    let reader = try AudioFileReader(file)
    #expect(reader.sampleRate == 22_050 && reader.channelCount == 1)
    #expect(try reader.next() == samples)
  }

  @Test("Its header is accepted, and with any byte changed it is not")
  func bytes() {
    let header = DecodedRecording.header(sampleRate: 44_100, sampleCount: 1_000)
    #expect(header.count == DecodedRecording.headerLength)
    #expect(DecodedRecording.isWhole(header, byteCount: 4_044, limits: WebLimits()))
    for index in header.indices {
      for change in [1, 0x80] as [UInt8] {
        var damaged = header
        damaged[index] ^= change
        #expect(!DecodedRecording.isWhole(damaged, byteCount: 4_044, limits: WebLimits()), "byte \(index)")
      }
    }
  }

  @Test("Sizes that do not fit, no samples and too many are refused")
  func sizes() {
    func isWhole(_ sampleRate: Int, _ sampleCount: Int, byteCount: Int? = nil) -> Bool {
      DecodedRecording.isWhole(
        DecodedRecording.header(sampleRate: sampleRate, sampleCount: sampleCount),
        byteCount: byteCount ?? 44 + 4 * sampleCount, limits: WebLimits())
    }
    #expect(isWhole(48_000, 600 * 48_000))
    #expect(!isWhole(48_000, 601 * 48_000))
    #expect(!isWhole(48_000, 0) && !isWhole(0, 10) && !isWhole(96_000, 10))
    #expect(!isWhole(48_000, 10, byteCount: 85) && !isWhole(48_000, 10, byteCount: 88))
  }
}
