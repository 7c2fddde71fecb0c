import AudioFrontEnd
import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation
import Reporting

extension PipelineIllustration {
  /// What `frontEnd` does to a clip of the built-in corpus, which is at hand wherever the program is: a rooster that
  /// crows, with silence around it that is trimmed.
  ///
  /// - Throws: `FrontEndError` where the front end cannot be made.
  init(of frontEnd: FrontEndSpecification) throws {
    let className = "Rooster"
    let corpus = SyntheticCorpus.corpus(
      seed: SyntheticCorpus.standardSeed, sourcesPerClass: 1, takesPerSource: 1)
    guard let label = corpus.classNames.firstIndex(of: className),
      let clip = corpus.examples.first(where: { $0.label == label })
    else { preconditionFailure("the built-in corpus has a \(className)") }
    let settings = FrontEnd.Settings(frontEnd)
    let found = try FrontEnd(settings).makeExtractor().stages(of: corpus.waveform(of: clip))
    let recording = found[0]
    let energy = recording.energy
    let loudest = try Self.power(of: recording.waveform).max() ?? 0
    let stages = try found.map { stage in
      Stage(
        name: Self.words(for: stage.name), seconds: stage.waveform.duration,
        energyShare: energy > 0 ? stage.energy / energy : 0,
        levels: try Self.levels(of: stage.waveform, below: loudest))
    }
    self.init(
      subject: "\(className), \(clip.id) of the built-in corpus", stages: stages,
      features: try MeanMagnitudeSpectrum(fftLength: Self.fftLength, hopLength: Self.hopLength)
        .apply(to: found[found.count - 1].waveform.samples), highestFrequency: Double(settings.sampleRate) / 2
    )
  }

  private static let fftLength = 512
  private static let hopLength = 256
  /// Rows and columns of a picture, at most.
  private static let (rowCount, columnCount) = (48, 120)
  /// The quietest level that is told apart, in dB below the loudest.
  private static let floor: Float = -80

  private static func words(for stage: ClipStage.Name) -> String {
    switch stage {
    case .recording: "recording"
    case .preEmphasis: "pre-emphasis"
    case .spectralGate: "spectral gate"
    case .trim: "trim"
    case .length: "length"
    }
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
