import ExperimentSchema
package import JSONText
import RunStore

extension SweepReport {
  package var node: JSONNode {
    .object([
      "sweep": .string(sweep.name), "title": .string(specification.title),
      "corpus": .object(["name": .string(sweep.corpusName), "digest": .string(sweep.corpusDigest)]),
      "objectives": .array(
        specification.objectives.map {
          .object(["metric": .string($0.metric), "isMaximised": .boolean($0.isMaximised)])
        }),
      "settings": .array(specification.space.map { .string($0.keyPath) }),
      "counts": .object(TrialStatus.allCases.map { ($0.rawValue, .integer(counts[$0])) }),
      "trialLimit": .optional(sweep.trialLimit), "secondsLimit": .optional(sweep.secondsLimit),
      "seconds": .number(sweep.secondsSpent), "best": .optional(best?.number),
      "trials": .array(trials.map(node)), "importance": importanceNode,
      "course": .array(
        course.map {
          .object(["trial": .integer($0.number), "value": .number($0.value), "best": .number($0.best)])
        }),
      "front": .array(front.map { .integer($0) }),
    ])
  }

  private func node(_ trial: Trial) -> JSONNode {
    .object([
      "number": .integer(trial.number), "status": .string(trial.stored.status.rawValue),
      "reason": .optional(trial.stored.reason),
      "configurationDigest": .optional(trial.stored.configurationDigest),
      "settings": JSONNode(parsing: trial.stored.hyperparameters),
      "values": .array(
        trial.stored.values.map { value in
          .object([
            "objective": .string(specification.objectives[value.objective].metric),
            "epoch": .integer(value.epoch), "mean": .number(value.mean),
            "deviation": .optional(value.deviation), "runCount": .integer(value.runCount),
          ])
        }),
      "runs": .array(trial.runs.map { .string($0) }), "parameters": .optional(trial.parameterCount),
      "macs": .optional(trial.multiplyAccumulateCount),
    ])
  }

  private var importanceNode: JSONNode {
    switch importance {
    case .refused(let reason): .object(["refused": .string(reason)])
    case .shares(let shares): .object(shares.map { ($0.keyPath, .number($0.share)) })
    }
  }
}
