import Foundation

/// The form in which a helper hands over what it has decoded: a WAV file of one channel of 32-bit floats,
/// whose header says nothing but the rate and the length.
///
/// The header is made of these two alone, and whoever takes the file insists that it is that header to the
/// byte: there is nothing in the file for a decoder to be led astray by. Checked in `DecodedRecordingTests`.
package enum DecodedRecording {
  /// Bytes of the header.
  package static let headerLength = 44

  /// The header of `sampleCount` samples at `sampleRate` Hz.
  ///
  /// Source: Microsoft, *Multimedia programming interface and data specifications 1.0*, 1991, WAVE; format 3
  /// is IEEE float.
  package static func header(sampleRate: Int, sampleCount: Int) -> [UInt8] {
    func little(_ number: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    let byteCount = 4 * sampleCount
    return Array("RIFF".utf8) + little(36 + byteCount, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
      + little(3, 2) + little(1, 2) + little(sampleRate, 4) + little(4 * sampleRate, 4) + little(4, 2)
      + little(32, 2) + Array("data".utf8) + little(byteCount, 4)
  }

  /// Whether a file of `byteCount` bytes that begins with `header` is one that a helper may hand over.
  package static func isWhole(_ header: [UInt8], byteCount: Int, limits: WebLimits) -> Bool {
    guard header.count == headerLength, byteCount > headerLength, (byteCount - headerLength) % 4 == 0 else {
      return false
    }
    let sampleRate = header[24..<28].reversed().reduce(0) { $0 << 8 | Int($1) }
    let sampleCount = (byteCount - headerLength) / 4
    guard (4_000...ConfinedDecoding.greatestSampleRate).contains(sampleRate),
      Double(sampleCount) <= limits.uploadSeconds * Double(sampleRate) + 1
    else { return false }
    return header == Self.header(sampleRate: sampleRate, sampleCount: sampleCount)
  }
}
