import CSndfile
public import Foundation
import Glibc

extension AudioFile {
  /// Writes `waveform` to `file`, replacing it; amplitudes beyond full scale are clipped.
  ///
  /// - Parameters:
  ///   - waveform: One channel of finite samples.
  ///   - file: The file; its folder must exist.
  ///   - format: The container; 16-bit samples where it holds samples as they are.
  /// - Throws: ``AudioFileError`` with the library's words where it cannot write.
  ///
  /// Checked in `AudioFileTests`.
  public static func write(
    _ waveform: Waveform, to file: URL, format: AudioFormat = .wav
  ) throws(AudioFileError) {
    try write(
      interleaved: waveform.samples, channelCount: 1, sampleRate: waveform.sampleRate, to: file,
      libraryFormat: libraryFormat(of: format))
  }

  /// Writes interleaved channels in any of libsndfile's formats; the tests make odd files with it.
  package static func write(
    interleaved samples: [Float], channelCount: Int, sampleRate: Int, to file: URL, libraryFormat: Int
  ) throws(AudioFileError) {
    var information = SF_INFO()
    information.samplerate = Int32(clamping: sampleRate)
    information.channels = Int32(clamping: channelCount)
    information.format = Int32(clamping: libraryFormat)
    let handle: OpaquePointer
    do throws(LibraryOpening.Refusal) {
      handle = try LibraryOpening.perform { sf_open(file.path, Int32(SFM_WRITE), &information) }
    } catch {
      throw AudioFileError(
        file: file, reason: .unwritable(libraryMessage: error.message ?? "libsndfile gives no reason"))
    }
    // Where libsndfile clips 16-bit samples it cuts their lower bits off instead of rounding them, which
    // shifts all of them by half a step: these are clipped here.
    let isSixteenBit = libraryFormat & SF_FORMAT_SUBMASK == SF_FORMAT_PCM_16
    let samples = isSixteenBit ? samples.map { $0 > 1 ? 1 : $0 < -1 ? -1 : $0 } : samples
    sf_command(handle, Int32(SFC_SET_CLIPPING), nil, isSixteenBit ? 0 : 1)
    // libsndfile's Vorbis encoder overflows its stack on long writes: a bounded number at a time.
    var written = 0
    let sampleCount = samples.count / max(1, channelCount)
    let isWhole = samples.withUnsafeBufferPointer { buffer in
      while written < sampleCount {
        let count = min(4_096, sampleCount - written)
        let start = buffer.baseAddress! + written * channelCount
        guard sf_writef_float(handle, start, sf_count_t(count)) == count else { return false }
        written += count
      }
      return true
    }
    let words = message(of: handle)
    guard sf_close(handle) == 0, isWhole else {
      throw AudioFileError(file: file, reason: .unwritable(libraryMessage: words))
    }
  }

  private static func message(of handle: OpaquePointer) -> String {
    String(cString: sf_strerror(handle)).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func libraryFormat(of format: AudioFormat) -> Int {
    switch format {
    case .wav: SF_FORMAT_WAV | SF_FORMAT_PCM_16
    case .flac: SF_FORMAT_FLAC | SF_FORMAT_PCM_16
    case .ogg: SF_FORMAT_OGG | SF_FORMAT_VORBIS
    case .mp3: SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III
    case .aiff: SF_FORMAT_AIFF | SF_FORMAT_PCM_16
    }
  }
}
