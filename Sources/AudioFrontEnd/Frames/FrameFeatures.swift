/// What is computed of each frame of a clip, with its changes over time: `[channel, row, frame]`.
public struct FrameFeatures: Hashable, Sendable {
  /// What a frame's numbers are: the rows.
  public enum Kind: Hashable, Sendable {
    /// A row for each frequency bin.
    case spectrogram(Spectrogram.Settings)
    /// A row for each mel band, in dB.
    case logMelSpectrogram(LogMelSpectrogram.Settings)
    /// A row for each mel-frequency cepstral coefficient.
    case mfcc(MelCepstrum.Settings)
    /// A row for each descriptor.
    case spectralDescriptors(SpectralDescriptors.Settings)
  }

  /// What a frame's numbers are.
  public var kind: Kind
  /// The orders of change over time, each a channel behind the numbers themselves; 1 and 2, none twice.
  public var deltas: [Int]

  /// Features of frames; without changes over time unless their orders are given.
  public init(_ kind: Kind, deltas: [Int] = []) {
    self.kind = kind
    self.deltas = deltas
  }

  /// The numbers themselves, and one channel for each order of change.
  public var channelCount: Int { 1 + deltas.count }

  /// Numbers in a channel of a frame.
  public var rowCount: Int {
    switch kind {
    case .spectrogram(let settings): settings.fftLength / 2 + 1
    case .logMelSpectrogram(let settings): settings.melBandCount
    case .mfcc(let settings): settings.coefficientCount
    case .spectralDescriptors(let settings): settings.descriptors.count
    }
  }
}

/// As JSON: the settings of its kind, its `type`, and `deltas` where there are any.
extension FrameFeatures: Codable {
  private enum CodingKeys: String, CodingKey { case type, deltas }

  private enum KindName: String, Codable {
    case spectrogram, logMelSpectrogram, mfcc, spectralDescriptors
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind =
      switch try container.decode(KindName.self, forKey: .type) {
      case .spectrogram: .spectrogram(try Spectrogram.Settings(from: decoder))
      case .logMelSpectrogram: .logMelSpectrogram(try LogMelSpectrogram.Settings(from: decoder))
      case .mfcc: .mfcc(try MelCepstrum.Settings(from: decoder))
      case .spectralDescriptors: .spectralDescriptors(try SpectralDescriptors.Settings(from: decoder))
      }
    deltas = try container.decodeIfPresent([Int].self, forKey: .deltas) ?? []
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if !deltas.isEmpty { try container.encode(deltas, forKey: .deltas) }
    switch kind {
    case .spectrogram(let settings):
      try container.encode(KindName.spectrogram, forKey: .type)
      try settings.encode(to: encoder)
    case .logMelSpectrogram(let settings):
      try container.encode(KindName.logMelSpectrogram, forKey: .type)
      try settings.encode(to: encoder)
    case .mfcc(let settings):
      try container.encode(KindName.mfcc, forKey: .type)
      try settings.encode(to: encoder)
    case .spectralDescriptors(let settings):
      try container.encode(KindName.spectralDescriptors, forKey: .type)
      try settings.encode(to: encoder)
    }
  }
}
