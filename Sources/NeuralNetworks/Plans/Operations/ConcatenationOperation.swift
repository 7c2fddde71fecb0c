import TensorEngine

/// One branch's part in a concatenation along the channels: its values are copied in among those of the others,
/// and its gradient out. Where what makes a branch can write and read there itself, nothing is copied.
struct ConcatenationOperation: BitwiseCopyable {
  var branch: ImageLayout
  /// The branch's channels in the concatenation; nil where its values are there already.
  var slice: ImageLayout?
  var branchGradient, sliceGradient: ImageLayout?
  var branchIsRectified: Bool
}

extension PlanCompiler {
  mutating func appendConcatenation(at index: Int) -> PlanValue {
    let node = graph.nodes[index]
    let branches = node.inputs.map { ($0, take($0)) }
    let first = branches[0].1
    // Each branch keeps its stored channels, those that stand for nothing among them.
    var order = first.order
    var starts: [Int] = []
    (order.channelPlaces, order.storedChannels) = ([], 0)
    if first.isVector { (order.rows, order.columns) = (1, 1) }
    for (_, branch) in branches {
      starts.append(order.storedChannels)
      let places = first.isVector ? branch.order.places : branch.order.channelPlaces
      order.channelPlaces += places.map { $0 + order.storedChannels }
      order.storedChannels += first.isVector ? branch.order.storedCount : branch.order.storedChannels
    }
    var value = PlanValue(
      activation: first.isVector ? memory.makeVector(order.storedCount) : makeImage(order, of: index),
      order: order, isVector: first.isVector, adoptsGradient: true,
      phase: branches.reduce(0) { max($0, $1.1.phase) })
    let hasGradient = branches.contains { $0.1.gradient != nil }
    value.gradient = hasGradient ? makeGradient(for: value) : nil
    var copied = 0
    for ((producer, branch), start) in zip(branches, starts) {
      let channels = memory[branch.activation].channelCount
      let slice = memory.makeSlice(of: value.activation, from: start, channels: channels)
      let writesSlice = graph.isAlone(on: producer) && branch.isRelocatable
      if writesSlice { memory.replace(branch.activation, by: slice) } else { copied += 1 }
      var branchGradient: PlanMemory.ImageID?
      var sliceGradient: PlanMemory.ImageID?
      if branch.gradient != nil, let gradient = value.gradient {
        let slice = memory.makeSlice(of: gradient, from: start, channels: channels)
        branchGradient = handOn(slice, to: branch)
        sliceGradient = branchGradient == nil ? nil : slice
      }
      guard !writesSlice || branchGradient != nil else { continue }
      let gate = branchGradient != nil && branch.isRectified ? branch.activation : nil
      let copiedSlice = writesSlice ? nil : slice
      operations.append(
        PlannedOperation(
          phase: value.phase, forward: writesSlice ? [] : [branch.activation, slice],
          backward: [branchGradient, sliceGradient, gate].compactMap(\.self)
        ) { [branchGradient, sliceGradient] layouts in
          .concatenation(
            ConcatenationOperation(
              branch: layouts[branch.activation], slice: layouts[copiedSlice],
              branchGradient: layouts[branchGradient], sliceGradient: layouts[sliceGradient],
              branchIsRectified: branch.isRectified))
        })
    }
    explanation.append(
      "\(node.name): \(branches.count) branches side by side, "
        + (copied == 0 ? "each written in its place" : "\(copied) of them copied"))
    return value
  }
}

extension ConcatenationOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    guard let slice else { return }
    Elementwise.copy(worker.pointer(branch, example), branch, to: worker.pointer(slice, example), slice)
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let branchGradient, let sliceGradient else { return }
    Elementwise.copy(
      worker.pointer(sliceGradient, example), sliceGradient,
      activation: branchIsRectified ? UnsafePointer(worker.pointer(branch, example)) : nil,
      activationLayout: branch, to: worker.pointer(branchGradient, example), branchGradient)
  }
}
