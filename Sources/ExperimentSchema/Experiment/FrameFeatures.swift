extension FrontEndSpecification {
  /// What is computed of each frame, with its changes over time: `[channel, row, frame]`.
  public struct FrameFeatures: Hashable, Sendable {
    /// What a frame's numbers are: the rows.
    public enum Kind: Hashable, Sendable {
      /// A row for each frequency bin.
      case spectrogram(Spectrogram)
      /// A row for each mel band, in dB.
      case logMelSpectrogram(LogMel)
      /// A row for each mel-frequency cepstral coefficient.
      case mfcc(MFCC)
      /// A row for each descriptor.
      case spectralDescriptors(SpectralDescriptors)
    }

    /// What a frame's numbers are.
    public var kind: Kind
    /// The orders of change over time, each a channel behind the numbers themselves.
    public var deltas: [Int]

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

    /// In which scale all of the numbers measure levels; nil where they do not, or changes stand beside them.
    public var levelScale: LevelScale? {
      guard deltas.isEmpty else { return nil }
      switch kind {
      case .logMelSpectrogram: return .decibels
      case .spectrogram(let settings):
        switch settings.scale {
        case .magnitude: return .magnitude
        case .power: return nil
        case .decibels: return .decibels
        }
      case .mfcc, .spectralDescriptors: return nil
      }
    }
  }

  /// In which scale features measure levels.
  public enum LevelScale: Sendable {
    /// Proportional to the amplitude.
    case magnitude
    /// In dB.
    case decibels
  }

  /// How powers become decibels.
  public struct Decibels: Hashable, Sendable {
    /// The power of 0 dB.
    public var reference: Double
    /// Smaller powers count as this one.
    public var floor: Double
    /// How far below the clip's peak levels end, in dB; nil for no such limit.
    public var dynamicRange: Double?

    /// librosa's way.
    public static let standard = Decibels(reference: 1, floor: 1e-10, dynamicRange: 80)
  }

  /// The settings of a spectrogram.
  public struct Spectrogram: Hashable, Sendable {
    /// In what a bin is told.
    public enum Scale: String, CaseIterable, Sendable {
      case magnitude, power, decibels
    }

    /// FFT length in samples; even.
    public var fftLength: Int
    /// Samples between frames.
    public var hopLength: Int
    /// In what a bin is told.
    public var scale: Scale
    /// How powers become decibels, where they do.
    public var decibels: Decibels
  }

  /// The settings of a log-mel spectrogram.
  public struct LogMel: Hashable, Sendable {
    /// FFT length in samples; even.
    public var fftLength: Int
    /// Samples between frames.
    public var hopLength: Int
    /// Mel bands.
    public var melBandCount: Int
    /// Lowest edge of the lowest band, in Hz.
    public var lowestFrequency: Double
    /// Highest edge of the highest band, in Hz.
    public var highestFrequency: Double
    /// How mel relates to frequency.
    public var melScale: MelScale
    /// How powers become decibels.
    public var decibels: Decibels
  }

  /// How mel relates to frequency.
  public enum MelScale: String, Codable, CaseIterable, Sendable {
    /// Linear below 1 kHz, logarithmic above (Slaney's *Auditory Toolbox*); librosa's default.
    case slaney
    /// `2595 log10(1 + f / 700)`, as HTK has it.
    case htk
  }

  /// The settings of mel-frequency cepstral coefficients.
  public struct MFCC: Hashable, Sendable {
    /// Coefficients, from the zeroth.
    public var coefficientCount: Int
    /// The lifter's length; 0 for none.
    public var lifter: Double
    /// The levels that are transformed.
    public var levels: LogMel
  }

  /// The settings of spectral descriptors.
  public struct SpectralDescriptors: Hashable, Sendable {
    /// One number of a frame, as librosa names it.
    public enum Descriptor: String, CaseIterable, Sendable {
      case centroid, bandwidth, rollOff, flatness, zeroCrossingRate, rms
    }

    /// FFT length in samples; even.
    public var fftLength: Int
    /// Samples between frames.
    public var hopLength: Int
    /// The rows, in their order.
    public var descriptors: [Descriptor]
    /// The share of the magnitudes below the roll-off frequency.
    public var rollOff: Double
  }
}
