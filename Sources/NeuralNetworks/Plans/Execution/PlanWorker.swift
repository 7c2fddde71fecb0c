import TensorEngine

/// What one worker knows in one phase of a step; operations carry themselves out by it.
struct PlanWorker {
  let start: UnsafeMutablePointer<Float>
  let places: UnsafeMutablePointer<ParameterPlace>
  let tables: UnsafePointer<Int32>
  let constants: UnsafePointer<Float>
  /// For each dropout layer, whether its factors are given and not drawn.
  let areFactorsInjected: UnsafeMutablePointer<Bool>
  let worker: Int
  let workerCount: Int
  let shardSize: Int
  /// Examples of the batch.
  let count: Int
  let seed: UInt64
  let epoch: Int
  let step: Int
  /// Whether this is a step of training, not a prediction.
  let trains: Bool
  /// How parameters follow each gradient as soon as it is known; nil where gradients are kept.
  let update: StepUpdate?

  /// Shards of the batch.
  var shardCount: Int { (count + shardSize - 1) / shardSize }

  /// Pixel (0, 0) of an example's image.
  @inline(__always)
  func pointer(_ layout: ImageLayout, _ example: Int) -> UnsafeMutablePointer<Float> {
    start + layout.offset(example: example, worker: worker)
  }

  /// The worker's place in memory of its own.
  @inline(__always)
  func pointer(_ memory: WorkerMemory) -> UnsafeMutablePointer<Float> {
    start + memory.origin + worker * memory.stride
  }

  /// Whether sums over a shard begin with `example`.
  func isFirstOfShard(_ example: Int) -> Bool { example % shardSize == 0 }

  /// Whether sums over a shard end with `example`.
  func isLastOfShard(_ example: Int) -> Bool {
    example % shardSize == shardSize - 1 || example == count - 1
  }

  /// This worker's part of `count` things.
  func share(of count: Int) -> Range<Int> {
    count * worker / workerCount..<count * (worker + 1) / workerCount
  }

  /// The examples of this worker: whole shards.
  var examples: Range<Int> {
    let shards = share(of: shardCount)
    return shards.lowerBound
      * shardSize..<max(
        shards.lowerBound * shardSize, min(count, shards.upperBound * shardSize))
  }

  /// Where the gradients of a part of a layer's parameters go, from the parameter at `offset` on.
  func target(of place: ParameterPlace, from offset: Int, _ part: ParameterPart) -> GradientTarget {
    guard let update else { return .keep(start + place.parameters + offset + place.gradient) }
    return .update(
      part == .weights ? update.weights : update.biases, place.tensor(in: start, from: offset))
  }

  /// Sums a convolution's partial gradients, this worker's part of them, and hands them to where they go.
  func combineShards(_ shards: ImageLayout, of place: ParameterPlace) {
    let eights = share(of: place.count / 8)
    let values = eights.lowerBound * 8..<eights.upperBound * 8
    func combine(_ values: Range<Int>, _ part: ParameterPart) {
      Convolution.combine(
        shards: start + shards.origin, shardStride: place.count, shardCount: shardCount, values: values,
        target: target(of: place, from: 0, part))
    }
    combine(values.clamped(to: 0..<place.weightCount), .weights)
    combine(values.clamped(to: place.weightCount..<place.count), .biases)
  }

  /// Copies an example's features, `[channel, melBand, frame]`, into the plan's input.
  func gather(
    _ features: UnsafePointer<Float>, extent: PlanNode.Extent, example: Int, into input: ImageLayout
  ) {
    let target = pointer(input, example)
    if extent.count == extent.channels {
      target.update(from: features, count: extent.channels)
      return
    }
    var source = features
    for channel in 0..<extent.channels {
      for row in 0..<extent.rows {
        let line = target + row &* input.rowStride + channel
        if input.columnStride == 1 {
          line.update(from: source, count: extent.columns)
        } else {
          for column in 0..<extent.columns { line[column &* input.columnStride] = source[column] }
        }
        source += extent.columns
      }
    }
  }
}

/// Memory that each worker has for itself.
struct WorkerMemory: BitwiseCopyable {
  /// The first worker's.
  var origin: Int
  /// From one worker's to the next.
  var stride: Int

  /// The memory of an image that is no example's.
  init(_ layout: ImageLayout) {
    (origin, stride) = (layout.origin, layout.workerStride)
  }
}
