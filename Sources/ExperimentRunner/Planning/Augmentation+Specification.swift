package import Datasets
package import ExperimentSchema

extension TrainingSpecification.Augmentation {
  /// The ways in which clips are heard beside as they are.
  package var variations: [ClipVariation] {
    let speeds = playbackSpeeds.filter { $0 != 1 }.map { ClipVariation.playbackSpeed($0) }
    guard let copies else { return speeds }
    let settings = CopySettings(copies)
    return speeds + (0..<copies.count).map { .copy($0, settings) }
  }
}

extension CopySettings {
  /// The settings that an experiment declares.
  fileprivate init(_ specification: TrainingSpecification.Copies) {
    self.init(
      seed: specification.seed, rollSeconds: specification.roll?.seconds,
      background: specification.background.map { background in
        let exponent: Double? = if case .noise(let exponent) = background.sound { exponent } else { nil }
        return Background(
          noiseExponent: exponent, ratios: background.lowestRatio...background.highestRatio)
      }, gainDecibels: specification.gain?.decibels)
  }
}
