import JSONText

extension Claim {
  /// The claim as a file declares it.
  var json: JSONNode {
    var members: [(String, JSONNode)] = [("id", .string(id)), ("metric", .string(metric))]
    switch statement {
    case .equals(_, let value): members += [("relation", .string("equals")), ("value", .number(value))]
    case .greaterThan(_, let value):
      members += [("relation", .string("greaterThan")), ("value", .number(value))]
    case .greaterThanOthers(_, let others):
      members += [("relation", .string("greaterThan")), ("than", .array(others.map { .string($0) }))]
    case .order(let experiments):
      members += [
        ("relation", .string("order")), ("experiments", .array(experiments.map { .string($0) })),
      ]
    }
    members += [
      ("tolerance", .number(tolerance)), ("corpus", .string(corpus)), ("protocol", .string(protocolName)),
      ("source", .string(source)),
    ]
    if let accepted { members.append(("accepted", .string(accepted.rawValue))) }
    return .object(members)
  }
}
