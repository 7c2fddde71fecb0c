import ExperimentSchema

extension Experiment {
  /// The layers in a line, such as `dense 256 relu, dropout 0.5, ...`.
  var layersInWords: String { model.layers.map(\.operation.words).joined(separator: ", ") }
}

extension LayerSpecification.Operation {
  /// The operation in a few words.
  fileprivate var words: String {
    func after(_ activation: Activation) -> String { activation == .linear ? "" : " \(activation)" }
    switch self {
    case .dense(.count(let units), let activation, _): return "dense \(units)\(after(activation))"
    case .dense(.classes, let activation, _): return "dense classes\(after(activation))"
    case .dropout(let rate): return "dropout \(rate)"
    case .conv1D(let convolution):
      return "conv \(convolution.filters) of \(convolution.kernelSize)\(after(convolution.activation))"
    case .maxPool1D(let poolSize, _): return "max pool \(poolSize)"
    default: return type
    }
  }
}

extension FrontEndSpecification {
  /// The stages from a recording to what the model sees, each in a sentence.
  var stagesInWords: [String] {
    var stages = ["Mixed to one channel and resampled to \(Figures.grouped(sampleRate)) Hz (soxr, HQ)."]
    if let preEmphasis {
      stages.append(
        "Pre-emphasis: of each sample \(preEmphasis.coefficient) times the one before is taken away.")
    }
    if let gate = spectralGate { stages.append(gate.inWords(sampleRate: sampleRate)) }
    if let trim {
      stages.append(
        "Trim: both ends are cut where frames of \(trim.frameLength) samples lie \(AxisUnit.plain.tick(trim.topDecibels)) dB below "
          + "the loudest.")
    }
    if let length { stages.append(length.inWords) }
    stages.append("Features: " + features.inWords)
    return stages
  }
}

extension FrontEndSpecification.Features {
  fileprivate var inWords: String {
    switch self {
    case .meanMagnitudeSpectrum(let fftLength, let hopLength):
      "the magnitude of the short-time Fourier transform (FFT \(fftLength), hop \(hopLength), Hann), "
        + "averaged over time: \(fftLength / 2 + 1) values for a clip, whatever its length."
    case .frames(let frames, let frameCount): "\(frameCount) frames of \(frames.inWords)."
    case .summary(let frames, let statistics):
      "of each row over all frames \(statistics.map(\.name).joined(separator: ", ")); the rows are "
        + "\(frames.inWords)."
    case .textureStatistics(let texture):
      "690 statistics of the levels of 64 mel bands over \(AxisUnit.plain.tick(texture.duration)) s (FFT "
        + "\(texture.fftLength), hop \(texture.hopLength), \(Figures.decimals(texture.lowestFrequency, 0))..."
        + "\(Figures.decimals(texture.highestFrequency, 0)) Hz)."
    case .fineStatistics(let duration):
      "254 statistics of the envelopes of nine bands over \(AxisUnit.plain.tick(duration)) s."
    case .joined(let parts): parts.map(\.inWords).joined(separator: " Behind them: ")
    }
  }
}

extension FrontEndSpecification.SpectralGate {
  /// What is removed as noise.
  fileprivate func inWords(sampleRate: Int) -> String {
    func removed(_ amount: Double) -> String {
      amount == 1 ? "is removed" : "\(amount) times what it is is removed"
    }
    switch self {
    case .stationary(let gate):
      let noise =
        switch gate.noise {
        case .profile(let samples):
          "the first \(Figures.grouped(samples)) samples "
            + "(\(Figures.decimals(Double(samples) / Double(sampleRate), 2)) s) are taken for noise"
        case .quietestFrames(let share):
          "the quietest \(Figures.decimals(100 * share, 1)) % of the frames are taken for noise"
        case .wholeClip: "the whole clip is taken for noise"
        }
      return "Spectral gate: \(noise); of each frequency what lies below their mean level "
        + "+ \(gate.thresholdDeviations) deviations \(removed(gate.amount)) (FFT \(gate.fftLength), hop \(gate.hopLength))."
    case .nonStationary(let gate):
      return
        "Spectral gate: of each frequency what does not exceed its running mean over \(gate.timeConstant) s "
        + "\(gate.threshold) times \(removed(gate.amount)), softly (FFT \(gate.fftLength), hop \(gate.hopLength))."
    }
  }
}

extension FrontEndSpecification.Length {
  /// What becomes of shorter and longer clips.
  fileprivate var inWords: String {
    let shorter =
      switch mode {
      case .zeros: "shorter clips are followed by silence"
      case .repeat: "shorter clips begin again"
      case .crop: "shorter clips stay as they are"
      }
    let longer =
      switch keep {
      case .start: "the start"
      case .middle: "the middle"
      case .loudest: "the loudest part"
      }
    return "Length: \(AxisUnit.plain.tick(seconds)) s; \(shorter), of longer ones \(longer) is kept."
  }
}

extension FrontEndSpecification.FrameFeatures {
  fileprivate var inWords: String {
    let rows =
      switch kind {
      case .spectrogram(let settings):
        "\(rowCount) frequency bins in \(settings.scale) (FFT \(settings.fftLength), hop \(settings.hopLength))"
      case .logMelSpectrogram(let mel): mel.inWords
      case .mfcc(let settings): "\(rowCount) cepstral coefficients of \(settings.levels.inWords)"
      case .spectralDescriptors(let settings):
        settings.descriptors.map(\.rawValue).joined(separator: ", ")
          + " (FFT \(settings.fftLength), hop \(settings.hopLength))"
      }
    return deltas.isEmpty
      ? rows
      : rows + ", with their changes over time of order "
        + deltas.map(String.init).joined(separator: " and ")
  }
}

extension FrontEndSpecification.LogMel {
  fileprivate var inWords: String {
    "\(melBandCount) mel bands in dB (FFT \(fftLength), hop \(hopLength), "
      + "\(Figures.decimals(lowestFrequency, 0))...\(Figures.decimals(highestFrequency, 0)) Hz)"
  }
}
