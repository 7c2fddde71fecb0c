/// Goes through a model's layers, into blocks and out again, and lists what can be computed when.
struct ModelWalk {
  /// A value on its way: who computes it, and its shape for one example.
  struct Value {
    var producer: Int
    var shape: [Int]
  }

  let classCount: Int
  private(set) var summaries: [ShapeInference.LayerSummary] = []

  init(classCount: Int) {
    self.classCount = classCount
  }

  /// Lists `layers`, which stand at the key path `path`, one after the other, and returns what comes out.
  mutating func append(
    _ layers: [LayerSpecification], at path: String, to input: Value
  ) throws(ShapeInference.Misfit) -> Value {
    var value = input
    for layer in layers { value = try append(layer, at: "\(path).\(layer.name)", to: value) }
    return value
  }

  private mutating func append(
    _ layer: LayerSpecification, at path: String, to input: Value
  ) throws(ShapeInference.Misfit) -> Value {
    var inputs = [input]
    switch layer.operation {
    case .sequential(let layers):
      return try append(layers, at: path + ".layers", to: input)
    case .residual(let block):
      inputs = [
        try append(block.layers, at: path + ".layers", to: input),
        try append(block.shortcut, at: path + ".shortcut", to: input),
      ]
    case .parallel(let branches):
      inputs = []
      for (index, branch) in branches.enumerated() {
        inputs.append(try append(branch, at: "\(path).branches[\(index)]", to: input))
      }
    default: break
    }
    let shape = LayerShape(
      keyPath: path, layer: layer, inputs: inputs.map(\.shape), classCount: classCount)
    var summary = try shape.summary()
    summary.inputs = inputs.map(\.producer)
    summaries.append(summary)
    return Value(producer: summaries.count - 1, shape: summary.outputShape)
  }
}
