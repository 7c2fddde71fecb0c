import AudioFrontEnd
import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation
import Reporting

extension PipelineIllustration {
  /// What `frontEnd` does to a clip of the built-in corpus, which is at hand wherever the program is: a dog that barks.
  ///
  /// - Throws: `FrontEndError` where the front end cannot be made.
  init(of frontEnd: FrontEndSpecification) throws {
    let className = "Dog"
    let corpus = SyntheticCorpus.corpus(
      seed: SyntheticCorpus.standardSeed, sourcesPerClass: 1, takesPerSource: 1)
    guard let label = corpus.classNames.firstIndex(of: className),
      let clip = corpus.examples.first(where: { $0.label == label })
    else { preconditionFailure("the built-in corpus has a \(className)") }
    let settings = FrontEnd.Settings(frontEnd)
    let recording = try corpus.waveform(of: clip)
    var waveform = try Resampler.resample(recording, to: settings.sampleRate)
    let energy = Self.energy(of: waveform)
    let loudest = try Self.power(of: waveform).max() ?? 0
    var stages: [Stage] = []
    func append(_ name: String) throws {
      stages.append(
        Stage(
          name: name, seconds: waveform.duration,
          energyShare: energy > 0 ? Self.energy(of: waveform) / energy : 0,
          levels: try Self.levels(of: waveform, below: loudest)))
    }
    try append("recording")
    if let preEmphasis = settings.preEmphasis {
      waveform.samples = try PreEmphasis(preEmphasis).apply(to: waveform.samples)
      try append("pre-emphasis")
    }
    if let gate = settings.spectralGate {
      waveform.samples = try gate.plan(sampleRate: settings.sampleRate)(waveform.samples)
      try append("spectral gate")
    }
    if let trim = settings.trim {
      waveform = try SilenceTrim(trim).apply(to: waveform)
      try append("trim")
    }
    if let length = settings.length {
      waveform.samples = try ClipLength(length, sampleRate: settings.sampleRate).apply(to: waveform.samples)
      try append("length")
    }
    self.init(
      subject: "\(className), \(clip.id) of the built-in corpus", stages: stages,
      features: try MeanMagnitudeSpectrum(fftLength: Self.fftLength, hopLength: Self.hopLength)
        .apply(to: waveform.samples), highestFrequency: Double(settings.sampleRate) / 2)
  }

  private static let fftLength = 512
  private static let hopLength = 256
  /// Rows and columns of a picture, at most.
  private static let (rowCount, columnCount) = (48, 120)
  /// The quietest level that is told apart, in dB below the loudest.
  private static let floor: Float = -80

  private static func energy(of waveform: Waveform) -> Double {
    waveform.samples.reduce(0) { $0 + Double($1) * Double($1) }
  }

  /// `[frame, bin]`.
  private static func power(of waveform: Waveform) throws -> [Float] {
    var transform = try ShortTimeFourierTransform(.init(fftLength: fftLength, hopLength: hopLength))
    return transform.forward(waveform.samples).power()
  }

  /// The means of the power over rectangles of the spectrogram, in dB below `loudest`, `[frequency][time]`.
  private static func levels(of waveform: Waveform, below loudest: Float) throws -> [[Float]] {
    let power = try power(of: waveform)
    let binCount = fftLength / 2 + 1
    let frameCount = power.count / binCount
    let columns = min(columnCount, frameCount)
    return (0..<rowCount).map { row in
      let bins = row * binCount / rowCount..<(row + 1) * binCount / rowCount
      return (0..<columns).map { column in
        let frames = column * frameCount / columns..<(column + 1) * frameCount / columns
        let sum = frames.reduce(Float(0)) { sum, frame in
          bins.reduce(sum) { $0 + power[frame * binCount + $1] }
        }
        let mean = sum / Float(bins.count * frames.count)
        return loudest > 0 && mean > 0 ? max(10 * log10(mean / loudest), floor) : floor
      }
    }
  }
}
