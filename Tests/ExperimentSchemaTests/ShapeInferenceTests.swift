import ExperimentSchema
import Testing
import TestSupport

@Suite("Shape inference")
struct ShapeInferenceTests {
  /// Positions at which a window of `size` lies wholly within `length` values after padding, counted one by
  /// one.
  private func countedOutputs(length: Int, size: Int, stride: Int, before: Int, after: Int) -> Int {
    var count = 0
    var start = -before
    while start + size <= length + after {
      count += 1
      start += stride
    }
    return count
  }

  @Test("output lengths agree with counting, over all small sizes", .tags(.property))
  func outputLengths() {
    for length in 1...9 {
      for size in 1...6 {
        for stride in 1...4 {
          let valid = ShapeInference.outputLength(of: length, size: size, stride: stride, padding: .valid)
          let counted = countedOutputs(length: length, size: size, stride: stride, before: 0, after: 0)
          #expect(valid ?? 0 == counted, "valid \(length) \(size) \(stride)")
          let same = ShapeInference.outputLength(of: length, size: size, stride: stride, padding: .same)
          let padding = ShapeInference.samePadding(length: length, size: size, stride: stride)
          let padded = countedOutputs(
            length: length, size: size, stride: stride, before: padding.before, after: padding.after)
          #expect(same == padded, "same \(length) \(size) \(stride)")
          #expect(padding.after - padding.before == 0 || padding.after - padding.before == 1)
          if stride == 1 { #expect(same == length) }
        }
      }
    }
  }

  @Test func `costs of a convolution net are those counted by hand`() throws {
    let model = ModelSpecification(layers: [
      LayerSpecification(
        name: "conv1",
        operation: .conv2D(
          .init(filters: 4, kernelSize: .init(melBand: 3, frame: 5), padding: .same, activation: .relu))),
      LayerSpecification(
        name: "pool1",
        operation: .maxPool2D(
          poolSize: .init(melBand: 2, frame: 4), stride: .init(melBand: 2, frame: 4))),
      LayerSpecification(name: "flatten", operation: .flatten),
      LayerSpecification(name: "output", operation: .dense(units: .classes, activation: .softmax)),
    ])
    let summaries = try ShapeInference.summaries(of: model, inputShape: [1, 7, 10], classCount: 3)
    #expect(summaries.map(\.outputShape) == [[4, 7, 10], [4, 3, 2], [24], [3]])
    #expect(summaries.map(\.parameterCount) == [4 * 15 + 4, 0, 0, 24 * 3 + 3])
    #expect(summaries.map(\.multiplyAccumulateCount) == [4 * 15 * 70, 0, 0, 72])
  }

  @Test func `sizes that no index addresses are refused, not multiplied`() {
    let model = ModelSpecification(layers: [
      LayerSpecification(name: "wide", operation: .dense(units: .count(1_000_000), activation: .relu)),
      LayerSpecification(name: "wider", operation: .dense(units: .count(1_000_000), activation: .relu)),
    ])
    #expect {
      try ShapeInference.summaries(of: model, inputShape: [2], classCount: 2)
    } throws: { error in
      "\(error)"
        == "model.layers.wider.units: found 1000000 x 1000000 values; expected at most 2147483647. "
        + "Make the layer smaller."
    }
  }
}
