import JSONText

extension ModelSpecification {
  /// The model as a file declares it.
  var json: JSONNode {
    .object(["architecture": .string(architecture.rawValue), "layers": layers.json])
  }

  /// The layers as one line of JSON, an array.
  package var layersText: String { layers.json.compactText() }

  /// The model whose layers `text` holds, an array.
  ///
  /// - Throws: ``ExperimentError`` with every problem of form; shapes are ``ShapeInference``'s matter.
  package init(layersText text: String, source: String) throws(ExperimentError) {
    var problems: [ExperimentError.Problem] = []
    let node = try JSONNode.parsing(Array(text.utf8), source: source, noting: &problems)
    let path = KeyPathText().appending(key: "model").appending(key: "layers")
    self.init(layers: LayerForms.layers(atLeast: 1).read(node, path, &problems))
    guard problems.isEmpty else { throw ExperimentError(problems: problems) }
  }
}
