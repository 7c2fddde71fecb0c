/// The keys that lead to a value, as messages print them: `model.layers.dropout1.rate`, `split.train[0]`.
package struct KeyPathText: CustomStringConvertible, Sendable {
  package private(set) var description = ""

  package init() {}

  private init(description: String) { self.description = description }

  package func appending(key: String) -> KeyPathText {
    KeyPathText(description: description.isEmpty ? key : description + "." + key)
  }

  package func appending(index: Int) -> KeyPathText {
    KeyPathText(description: description + "[\(index)]")
  }
}
