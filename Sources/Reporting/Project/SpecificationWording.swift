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
    if let gate = spectralGate {
      let seconds = Figures.decimals(Double(gate.noiseSamples) / Double(sampleRate), 2)
      stages.append(
        "Spectral gate: the first \(Figures.grouped(gate.noiseSamples)) samples (\(seconds) s) are taken for "
          + "noise; of each frequency what lies below their mean level + \(gate.thresholdDeviations) deviations "
          + "is removed (FFT \(gate.fftLength), hop \(gate.hopLength)).")
    }
    if let trim {
      stages.append(
        "Trim: both ends are cut where frames of \(trim.frameLength) samples lie \(AxisUnit.plain.tick(trim.topDecibels)) dB below "
          + "the loudest.")
    }
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
    case .logMelSpectrogram(let mel):
      "\(mel.melBandCount) mel bands by \(mel.frameCount) frames, in dB (FFT \(mel.fftLength), hop "
        + "\(mel.hopLength), \(Figures.decimals(mel.lowestFrequency, 0))...\(Figures.decimals(mel.highestFrequency, 0)) Hz)."
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
