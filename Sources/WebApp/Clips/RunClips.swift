import Datasets
import ExperimentSchema
package import JSONText
package import RunStore

/// The clips that a run was held against: what is heard in each, and what its final model takes it for.
///
/// Checked in `RunClipsTests`.
package struct RunClips {
  /// One clip.
  struct Clip {
    var name: String
    var split: MetricSplit
    /// The class it is of, or all that are heard in it.
    var classNames: [String]
    /// The class that the model takes it for.
    var predictedName: String
    /// The probability of that class.
    var probability: Float
    /// The probability of its own class; of several that which is heard longest.
    var ownProbability: Float
    /// Whether it is what the model takes it for.
    var isRight: Bool
    /// Where in a recording it is, in seconds; nil where it is all of one.
    var stretch: ClosedRange<Double>?
  }

  let run: RunSummary
  let clips: [Clip]
  /// Why they cannot be heard; nil where they can.
  let absence: ClipLibrary.Absence?

  /// The clips of the run that `detail` tells of, their recordings from `library`.
  ///
  /// Without recordings older stores do not tell what else is heard in a clip than its own class.
  package init(of detail: RunDetail, in library: ClipLibrary) {
    run = detail.summary
    var examples: [String: Example] = [:]
    do throws(ClipLibrary.Absence) {
      if !detail.predictions.isEmpty {
        let corpus = try library.corpus(ofRun: run.id, digest: run.identity.corpusDigest)
        examples = Dictionary(corpus.examples.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      }
      absence = nil
    } catch {
      absence = error
    }
    let names = detail.classNames
    clips = detail.predictions.compactMap { prediction in
      let example = examples[prediction.clip]
      let heard = (detail.heard[prediction.clip] ?? example?.heard ?? [prediction.label]).filter(
        names.indices.contains)
      guard !heard.isEmpty, names.indices.contains(prediction.predicted) else { return nil }
      return Clip(
        name: prediction.clip, split: prediction.split, classNames: heard.map { names[$0] },
        predictedName: names[prediction.predicted],
        probability: prediction.probability(of: prediction.predicted),
        ownProbability: prediction.probability(of: prediction.label),
        isRight: heard.contains(prediction.predicted), stretch: example?.audio.stretch)
    }
  }

  /// Where `clip` can be heard, below `root`; nil where it cannot be.
  func address(of clip: Clip, below root: String) -> String? {
    absence == nil ? "\(root)/runs/\(run.id)/audio?clip=\(Query.encoded(clip.name))" : nil
  }

  /// The clips for a program.
  package var node: JSONNode {
    .object([
      "run": .string(run.id),
      "clips": .array(
        clips.map { clip in
          .object([
            "clip": .string(clip.name), "split": .string(clip.split.rawValue),
            "classes": .array(clip.classNames.map { .string($0) }), "predicted": .string(clip.predictedName),
            "probability": .number(Double(clip.probability)),
            "ownProbability": .number(Double(clip.ownProbability)), "right": .boolean(clip.isRight),
            "audio": address(of: clip, below: "/api").map { .string($0) } ?? .null,
            "onset": clip.stretch.map { .number($0.lowerBound) } ?? .null,
            "offset": clip.stretch.map { .number($0.upperBound) } ?? .null,
          ])
        }),
    ])
  }
}

extension AudioReference {
  /// Where in its file it is, in seconds; nil where it is all of one, or in none.
  fileprivate var stretch: ClosedRange<Double>? {
    guard case .window(_, let start, let duration) = self else { return nil }
    return start...start + duration
  }
}

extension Prediction {
  /// The probability of class `label`, 0 where there is none.
  fileprivate func probability(of label: Int) -> Float {
    probabilities.indices.contains(label) ? probabilities[label] : 0
  }
}
