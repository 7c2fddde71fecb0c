import Evaluation
import ExperimentSchema
import JSONText

extension JudgedClaim {
  /// The claim with its verdict and every number behind it.
  var json: JSONNode {
    .object([
      "id": .string(claim.id), "metric": .string(claim.metric), "comparedMetric": .string(metric),
      "statement": .string(claim.sentence),
      "claimedValue": .optional(claimedValue), "tolerance": .number(claim.tolerance),
      "corpus": .string(claim.corpus), "protocol": .string(claim.protocolName),
      "source": .string(claim.source), "verdict": .string(verdict.rawValue),
      "verdictByNumbers": .string(verdictByNumbers.rawValue),
      "accepted": .optional(claim.accepted?.rawValue), "reason": .string(reason),
      "seedsToDecide": .optional(seedsToDecide),
      "evidence": .array(
        evidence.map { item in
          .object([
            "subject": .string(item.subject), "mean": .optional(item.mean),
            "seeds": .integer(item.seedCount), "lower": .optional(item.interval?.lower),
            "upper": .optional(item.interval?.upper), "level": .optional(item.interval?.level),
            "pValue": .optional(item.pValue),
          ])
        }),
    ])
  }
}
