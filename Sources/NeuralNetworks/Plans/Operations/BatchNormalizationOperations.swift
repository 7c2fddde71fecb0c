import ExperimentSchema
import TensorEngine

// A batch normalisation is two operations with a meeting of the workers between them, in either direction:
//
//   forward    statistics: those of each example, while its values are in the cache
//              normalization: applied with the addition and the relu behind it, right before its reader
//   backward   normalization: sums over the gradient, while it is in the cache
//              statistics: the gradient of the input, right before that goes on
//
// In inference there are no statistics, and no meeting.

/// What the two operations of a batch normalisation share.
struct NormalizationPlaces: BitwiseCopyable {
  /// Its place among the plan's parameters.
  var parameter: Int
  var epsilon: Double
  /// Statistics of each shard, and sums over the gradient; nil in inference.
  var statistics, sums: ImageLayout?
  /// Pixels of an example, and channels as stored.
  var pixelCount, channelCount: Int
}

/// Gathers the statistics of a batch, and computes the gradient of what they were taken from.
struct StatisticsOperation: BitwiseCopyable {
  var places: NormalizationPlaces
  var momentum: Double
  var input: ImageLayout
  var inputGradient, outputGradient: ImageLayout?
  var inputIsRectified: Bool
  var coefficients: ImageLayout
}

/// `activation((x - mean) / deviation · weight + bias + addend)`.
struct NormalizationOperation: BitwiseCopyable {
  var places: NormalizationPlaces
  var input, output: ImageLayout
  var addend: ImageLayout?
  var isRectified: Bool
  var outputGradient: ImageLayout?
  /// Where the gradient is copied for the addend, if anywhere, through the derivative of a relu or not.
  var addendGradient: ImageLayout?
  var addendIsRectified: Bool
  var coefficients: ImageLayout
}

/// A batch normalisation while it is compiled: made with its statistics, completed where it is applied.
struct PlannedNormalization {
  var parameter: Int
  var statistics, sums: PlanMemory.ImageID?
  var epsilon: Double
  var pixelCount, channelCount: Int

  func places(_ layouts: PlanLayouts) -> NormalizationPlaces {
    NormalizationPlaces(
      parameter: parameter, epsilon: epsilon, statistics: layouts[statistics], sums: layouts[sums],
      pixelCount: pixelCount, channelCount: channelCount)
  }
}

extension PlanCompiler {
  mutating func appendStatistics(
    _ settings: LayerSpecification.BatchNormalization, at index: Int
  ) -> PlanValue {
    let node = graph.nodes[index]
    let input = take(node.inputs[0])
    let image = memory[input.activation]
    let channelCount = image.channelCount
    let sumsCount = BatchNormalization.sumsCount(channelCount: channelCount)
    let normalization = PlannedNormalization(
      parameter: addNormalizationParameter(node, value: input),
      statistics: trains ? memory.makeVector(sumsCount, for: .shard) : nil,
      sums: trains ? memory.makeVector(sumsCount, for: .shard) : nil, epsilon: settings.epsilon,
      pixelCount: image.rowCount * image.columnCount, channelCount: channelCount)
    normalizations[index] = normalization
    var value = input
    (value.isRectified, value.adoptsGradient) = (false, false)
    guard trains, let statistics = normalization.statistics, let sums = normalization.sums else {
      return value
    }
    let gradient = makeGradient(for: input)
    value.gradient = gradient
    let coefficients = memory.makeVector(
      BatchNormalization.coefficientCount * channelCount, for: .worker)
    let backward = [gradient, input.activation, statistics, sums, coefficients]
    operations.append(
      PlannedOperation(
        phase: input.phase, forward: [input.activation, statistics],
        backward: input.gradient.map { backward + [$0] } ?? [coefficients],
        update: [statistics, sums]
      ) { layouts in
        .statistics(
          StatisticsOperation(
            places: normalization.places(layouts), momentum: settings.momentum,
            input: layouts[input.activation], inputGradient: layouts[input.gradient],
            outputGradient: .some(layouts[gradient]), inputIsRectified: input.isRectified,
            coefficients: layouts[coefficients]))
      })
    // Before the batch's statistics are whole nothing can be normalised.
    value.phase += 1
    return value
  }

  mutating func appendNormalization(at index: Int) -> PlanValue {
    let node = graph.nodes[index]
    let input = take(node.inputs[0])
    guard let normalization = normalizations[node.inputs[0]] else {
      preconditionFailure("statistics come before what is normalised by them")
    }
    let addend =
      node.inputs.count > 1 ? reordered(take(node.inputs[1]), to: input.order, for: node.name) : nil
    let output =
      input.isVector ? memory.makeVector(input.order.storedCount) : makeImage(input.order, of: index)
    let addendGradient = addend.flatMap { handOn(input.gradient, to: $0) }
    let gate = addendGradient != nil && addend?.isRectified == true ? addend?.activation : nil
    let coefficients = memory.makeVector(
      BatchNormalization.coefficientCount * normalization.channelCount, for: .worker)
    let phase = max(input.phase, addend?.phase ?? 0)
    let shared = [input.activation, coefficients] + [normalization.statistics].compactMap(\.self)
    operations.append(
      PlannedOperation(
        phase: phase, forward: shared + [output] + [addend?.activation].compactMap(\.self),
        backward: trains
          ? shared
            + [input.gradient, normalization.sums, addendGradient, gate].compactMap(\.self) : []
      ) { layouts in
        .normalization(
          NormalizationOperation(
            places: normalization.places(layouts), input: layouts[input.activation], output: layouts[output],
            addend: layouts[addend?.activation], isRectified: node.isRectified,
            outputGradient: layouts[input.gradient], addendGradient: layouts[addendGradient],
            addendIsRectified: gate != nil, coefficients: layouts[coefficients]))
      })
    let parts = [
      trains ? "statistics right behind what it reads, then normalisation" : "scale and shift",
      node.inputs.count > 1 ? "sum of \(node.sumName ?? "two branches")" : nil,
      node.isRectified ? "relu" : nil,
    ]
    explanation.append("\(node.name): \(parts.compactMap(\.self).joined(separator: " + "))")
    return PlanValue(
      activation: output, gradient: input.gradient, order: input.order, isVector: input.isVector,
      isRectified: node.isRectified, adoptsGradient: true, isRelocatable: true, phase: phase)
  }
}

extension StatisticsOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    guard worker.trains, let statistics = places.statistics else { return }
    BatchNormalization.addStatistics(
      of: worker.pointer(input, example), input, number: example % worker.shardSize,
      into: places.shard(statistics, worker, example))
  }

  func prepareBackward(_ worker: PlanWorker) {
    guard inputGradient != nil, let statistics = places.statistics, let sums = places.sums else { return }
    BatchNormalization.prepareBackward(
      places.extent(worker), statistics: worker.start + statistics.origin, sums: worker.start + sums.origin,
      epsilon: places.epsilon, weight: worker.start + worker.places[places.parameter].parameters,
      coefficients: worker.pointer(coefficients, 0))
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let inputGradient, let outputGradient else { return }
    BatchNormalization.inputGradient(
      input: worker.pointer(input, example), inputLayout: input, isRectified: inputIsRectified,
      gradient: worker.pointer(outputGradient, example), gradientLayout: outputGradient,
      coefficients: worker.pointer(coefficients, 0), inputGradient: worker.pointer(inputGradient, example),
      inputGradientLayout: inputGradient)
  }

  func update(_ worker: PlanWorker) {
    guard let statistics = places.statistics, let sums = places.sums else { return }
    let place = worker.places[places.parameter]
    let eights = worker.share(of: places.channelCount / 8)
    let channels = eights.lowerBound * 8..<eights.upperBound * 8
    BatchNormalization.parameterGradients(
      places.extent(worker), channels: channels, statistics: worker.start + statistics.origin,
      sums: worker.start + sums.origin, epsilon: places.epsilon,
      weightTarget: worker.target(of: place, from: 0, .biases),
      biasTarget: worker.target(of: place, from: place.weightCount, .biases))
    BatchNormalization.updateRunning(
      places.extent(worker), channels: channels, statistics: worker.start + statistics.origin,
      momentum: momentum, runningMean: worker.start + place.state,
      runningVariance: worker.start + place.state + places.channelCount)
  }
}

extension NormalizationOperation {
  func prepareForward(_ worker: PlanWorker) {
    let place = worker.places[places.parameter]
    let (weight, bias) = (
      worker.start + place.parameters, worker.start + place.parameters + place.weightCount
    )
    let coefficients = worker.pointer(coefficients, 0)
    if worker.trains, let statistics = places.statistics {
      BatchNormalization.prepareForward(
        places.extent(worker), statistics: worker.start + statistics.origin, epsilon: places.epsilon,
        weight: weight, bias: bias, coefficients: coefficients)
    } else {
      BatchNormalization.prepareInference(
        channelCount: places.channelCount, runningMean: worker.start + place.state,
        runningVariance: worker.start + place.state + places.channelCount, epsilon: places.epsilon,
        weight: weight, bias: bias, coefficients: coefficients)
    }
  }

  func forward(_ worker: PlanWorker, _ example: Int) {
    BatchNormalization.forward(
      worker.pointer(input, example), input, coefficients: worker.pointer(coefficients, 0),
      addend: addend.map { UnsafePointer(worker.pointer($0, example)) }, addendLayout: addend ?? input,
      isRectified: isRectified, output: worker.pointer(output, example), outputLayout: output)
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let outputGradient, let sums = places.sums else { return }
    let gradient = worker.pointer(outputGradient, example)
    BatchNormalization.addGradientSums(
      input: worker.pointer(input, example), inputLayout: input, gradient: gradient,
      gradientLayout: outputGradient, coefficients: worker.pointer(coefficients, 0),
      number: example % worker.shardSize, into: places.shard(sums, worker, example))
    guard let addendGradient, let addend else { return }
    Elementwise.copy(
      gradient, outputGradient,
      activation: addendIsRectified ? UnsafePointer(worker.pointer(addend, example)) : nil,
      activationLayout: addend, to: worker.pointer(addendGradient, example), addendGradient)
  }
}

extension NormalizationPlaces {
  /// The sums of the shard that an example is in.
  fileprivate func shard(
    _ sums: ImageLayout, _ worker: PlanWorker, _ example: Int
  ) -> UnsafeMutablePointer<Float> {
    worker.start + sums.origin
      + example / worker.shardSize * BatchNormalization.sumsCount(channelCount: channelCount)
  }

  fileprivate func extent(_ worker: PlanWorker) -> BatchNormalization.Extent {
    BatchNormalization.Extent(
      exampleCount: worker.count, shardSize: worker.shardSize, pixelCount: pixelCount,
      channelCount: channelCount)
  }
}
