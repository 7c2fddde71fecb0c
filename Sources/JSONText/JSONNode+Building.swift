/// Building values of our own, which were written nowhere.
extension JSONNode {
  private static let ours = Place(source: "")

  /// An object of `members`, in this order.
  package static func object(_ members: KeyValuePairs<String, JSONNode>) -> JSONNode {
    object(members.map { ($0.key, $0.value) })
  }

  /// An object of `members`, in this order.
  package static func object(_ members: [(String, JSONNode)]) -> JSONNode {
    JSONNode(
      value: .object(members.map { Member(name: $0.0, place: ours, node: $0.1) }), place: ours)
  }

  package static func array(_ elements: [JSONNode]) -> JSONNode {
    JSONNode(value: .array(elements), place: ours)
  }

  package static func string(_ text: String) -> JSONNode {
    JSONNode(value: .string(text), place: ours)
  }

  package static func integer(_ number: Int) -> JSONNode {
    JSONNode(value: .number(Double(number), text: "\(number)"), place: ours)
  }

  package static func integer(_ number: UInt64) -> JSONNode {
    JSONNode(value: .number(Double(number), text: "\(number)"), place: ours)
  }

  /// A number in the shortest digits that read back as the same `Double`, whole ones without a point; one that
  /// is not finite, which JSON has no digits for, as text: `"nan"`.
  package static func number(_ number: Double) -> JSONNode {
    guard number.isFinite else { return .string("\(number)") }
    let text = number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    return JSONNode(value: .number(number, text: text), place: ours)
  }

  package static func boolean(_ flag: Bool) -> JSONNode {
    JSONNode(value: .boolean(flag), place: ours)
  }

  package static var null: JSONNode { JSONNode(value: .null, place: ours) }

  /// This value with the members of every object sorted by name.
  package func sorted() -> JSONNode {
    switch value {
    case .object(let members):
      let sorted = members.sorted { $0.name < $1.name }
        .map { Member(name: $0.name, place: $0.place, node: $0.node.sorted()) }
      return JSONNode(value: .object(sorted), place: place)
    case .array(let elements):
      return JSONNode(value: .array(elements.map { $0.sorted() }), place: place)
    default:
      return self
    }
  }
}
