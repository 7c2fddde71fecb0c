/// The containers that are read and written.
public enum AudioFormat: String, Sendable, Hashable, CaseIterable, Codable {
  /// RIFF WAVE, written with 16-bit samples.
  case wav
  /// FLAC, written with 16-bit samples.
  case flac
  /// Vorbis in Ogg.
  case ogg
  /// MPEG layer III.
  case mp3
  /// AIFF, written with 16-bit samples.
  case aiff

  /// Endings of file names, lower-case and without the dot; the first is the one written.
  public var fileExtensions: [String] {
    switch self {
    case .wav: ["wav", "wave"]
    case .flac: ["flac"]
    case .ogg: ["ogg", "oga"]
    case .mp3: ["mp3"]
    case .aiff: ["aiff", "aif", "aifc"]
    }
  }
}
