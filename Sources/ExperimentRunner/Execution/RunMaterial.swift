package import Datasets
import ExperimentSchema
import NeuralNetworks
package import Training

/// What a run trains on, its features brought to their scale: made anew, with the same bits, whenever the run goes on.
package struct RunMaterial {
  package let task: TrainingTask
  /// What features must go through before the weights are of use; nil where they are taken as they are.
  package let normalizer: FeatureNormalizer?

  /// The material of `run`, of the features of its corpus.
  ///
  /// A scale is fitted to what is trained on, in all the ways in which that is heard, and to nothing else.
  package init(_ run: PlannedRun, features: FeatureTable) {
    let experiment = run.experiment
    let trained = features.rowsOfAllWays(inFolds: experiment.split.train).map { Int32($0) }
    normalizer = experiment.frontEnd.normalization.map {
      switch $0 {
      case .corpus(let clip): .corpus(CorpusScale(fittedTo: trained, of: features, clip: clip))
      case .clip: .clip
      }
    }
    task = TrainingTask(
      features: normalizer.map { features.normalized(by: $0) } ?? features, trainingExamples: trained,
      validationExamples: features.indices(inFolds: experiment.split.validation).map { Int32($0) },
      testExamples: features.indices(inFolds: experiment.split.test).map { Int32($0) },
      classCount: run.corpus.classNames.count, training: experiment.training,
      levelScale: LevelScale(experiment.frontEnd.features), seed: run.seed)
  }

  /// What is kept of `plan`: the weights it is judged by, and the scale of the features that they are for.
  func savedTensors(of plan: TrainingPlan) -> [NamedTensor] {
    plan.evaluatedParameters + (normalizer?.tensors ?? [])
  }
}

extension FeatureNormalizer {
  private static let meanName = "frontEnd.normalization.mean"
  private static let deviationName = "frontEnd.normalization.deviation"

  /// The tensors that are kept beside the weights; none where a clip is normalised by itself.
  var tensors: [NamedTensor] {
    guard case .corpus(let scale) = self else { return [] }
    return [
      NamedTensor(name: Self.meanName, shape: [scale.means.count], values: scale.means),
      NamedTensor(name: Self.deviationName, shape: [scale.deviations.count], values: scale.deviations),
    ]
  }

  /// The normalizer that `frontEnd` declares, its scale taken out of `tensors`.
  ///
  /// - Returns: Nil where a scale is declared and `tensors` do not hold one for features of this shape.
  init?(_ normalization: FrontEndSpecification.Normalization, shape: [Int], from tensors: inout [NamedTensor])
  {
    switch normalization {
    case .clip: self = .clip
    case .corpus(let clip):
      let (mean, deviation) = (Self.take(Self.meanName, &tensors), Self.take(Self.deviationName, &tensors))
      let count = CorpusScale.rowCount(of: shape)
      guard let mean, let deviation, mean.count == count, deviation.count == count,
        mean.allSatisfy(\.isFinite), deviation.allSatisfy({ $0 >= 0 && $0.isFinite })
      else { return nil }
      self = .corpus(CorpusScale(means: mean, deviations: deviation, clip: clip.map { Float($0) }))
    }
  }

  private static func take(_ name: String, _ tensors: inout [NamedTensor]) -> [Float]? {
    guard let index = tensors.firstIndex(where: { $0.name == name }) else { return nil }
    return tensors.remove(at: index).values
  }
}
