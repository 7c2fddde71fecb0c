import AudioFrontEnd
import Foundation
import Testing

/// Expected values from `Tests/ReferenceImplementations/audio_front_end.py`.
struct Golden<Case: Decodable & Sendable>: Decodable, Sendable {
  let cases: [Case]

  static func cases(_ name: String) throws -> [Case] {
    let file = try #require(Bundle.module.url(forResource: "Golden/\(name)", withExtension: "json"))
    return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file)).cases
  }
}

/// The signal of the script's function of the same name: a chirp that rises and falls over hashed noise.
func synthetic(_ count: Int, rate: Double = 22_050) -> [Float] {
  (0..<count).map { index in
    let time = Double(index) / rate
    let tone = 0.5 * sin(2 * Double.pi * (300 * time + 400 * time * time))
    let envelope = pow(sin(Double.pi * Double(index) / Double(count)), 4)
    let noise = Double(UInt32(truncatingIfNeeded: index &* 2_654_435_761)) / 4_294_967_296 - 0.5
    return Float(tone * envelope + 0.004 * noise)
  }
}

/// Real recordings beside the package; tests that need them are left out where they are not there.
enum Recordings {
  static let folder = URL(fileURLWithPath: #filePath).appending(path: "../../../../shared/data/esc10/audio")
    .standardizedFileURL
  static var areThere: Bool { FileManager.default.fileExists(atPath: folder.path) }

  /// The recording called `clip`, at `sampleRate` Hz; nil is none.
  static func samples(of clip: String?, at sampleRate: Int) throws -> [Float] {
    let file = folder.appending(path: try #require(clip) + ".ogg")
    return try Resampler.resample(AudioFile.decode(file).waveform, to: sampleRate).samples
  }
}

/// The largest absolute difference of two lists; infinite where their lengths differ.
func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
  guard left.count == right.count else { return .infinity }
  return zip(left, right).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
}

extension Array {
  /// Every `stride`-th element from the first.
  func strided(by stride: Int, from start: Int = 0, to end: Int? = nil) -> [Element] {
    Swift.stride(from: start, to: end ?? count, by: stride).map { self[$0] }
  }
}
