import Evaluation
import ExperimentSchema

/// The classes of annotations and of models as one list: a class is the same whatever list it is called by.
struct SharedClasses: Sendable {
  /// The annotations' classes, as they call them, and behind them those that models know besides.
  let names: [String]
  private let labels: [String: Int]
  private let taxonomy: Taxonomy

  init(_ annotated: [String], known: [[String]], taxonomy: Taxonomy) {
    var names = annotated
    var labels: [String: Int] = [:]
    for (label, name) in annotated.enumerated() { labels[Self.identity(of: name, taxonomy)] = label }
    for name in known.joined() where labels[Self.identity(of: name, taxonomy)] == nil {
      labels[Self.identity(of: name, taxonomy)] = names.count
      names.append(name)
    }
    (self.names, self.labels, self.taxonomy) = (names, labels, taxonomy)
  }

  /// The label of the class called `name`; nil where it is none of them.
  func label(of name: String) -> Int? { labels[Self.identity(of: name, taxonomy)] }

  private static func identity(of name: String, _ taxonomy: Taxonomy) -> String {
    taxonomy.soundClass(named: name)?.name ?? name
  }
}
