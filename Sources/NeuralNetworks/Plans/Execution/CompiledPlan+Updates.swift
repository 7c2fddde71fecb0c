import TensorEngine

// What a step does once all gradients are known: their norm, the updates that had to wait for it, the moving
// average of the parameters. Workers take parts whose sums and values do not depend on who takes them.
extension CompiledPlan {
  /// Ends an update.
  ///
  /// - Parameter isApplied: Whether parameters were updated in the tile's store, so that only their average is
  ///   left to do.
  func complete(_ update: StepUpdate, isApplied: Bool) {
    var update = update
    if let clippingNorm = training?.clippingNorm, !isApplied {
      team.perform(phase: updatePhase + Self.squaresAfterUpdate)
      let factor = GradientNorm.scale(
        sumOfSquares: squares.reduce(0) { $0 + $1.sum }, threshold: clippingNorm)
      update = update.scalingGradients(by: factor)
    }
    work.keptUpdate = isApplied ? nil : update
    guard !isApplied || training?.averagingRate != nil else { return }
    team.perform(phase: updatePhase + Self.keptGradientsAfterUpdate)
  }

  /// Phases that follow the one that updates, by their distance from it.
  static let (squaresAfterUpdate, keptGradientsAfterUpdate) = (1, 2)

  /// Sums the squares of the gradients of some blocks.
  func sumSquares(_ worker: PlanWorker) {
    for index in worker.share(of: squares.count) {
      squares[index].sum = GradientNorm.sumOfSquares(
        arena.start + squares[index].start, count: squares[index].count)
    }
  }

  /// Applies kept gradients to a part of each tensor, and lets the averages follow.
  func applyKeptGradients(_ worker: PlanWorker) {
    for place in places {
      let eights = worker.share(of: place.count / 8)
      let values = eights.lowerBound * 8..<eights.upperBound * 8
      if let keptUpdate = work.keptUpdate {
        let weights = values.clamped(to: 0..<place.decayedCount)
        let biases = values.clamped(to: place.decayedCount..<place.count)
        apply(keptUpdate.weights, to: weights, of: place)
        apply(keptUpdate.biases, to: biases, of: place)
      }
      if let rate = training?.averagingRate {
        let parameters = arena.start + place.parameters + values.lowerBound
        WeightAverage.follow(
          parameters, rate: rate, averages: parameters + place.average, count: values.count)
      }
    }
  }

  private func apply(_ update: OptimizerUpdate, to values: Range<Int>, of place: ParameterPlace) {
    let start = arena.start + place.parameters + values.lowerBound
    update.apply(
      gradients: start + place.gradient, to: place.tensor(in: arena.start, from: values.lowerBound),
      count: values.count)
  }

  /// Puts the averages in the place of the parameters, and these in theirs.
  func exchangeAverages() {
    for place in places {
      let start = arena.start + place.parameters
      WeightAverage.exchange(start, start + place.average, count: place.count)
    }
  }
}

extension ParameterPlace {
  /// The parameters from `offset` on, with what their rule keeps.
  func tensor(in arena: UnsafeMutablePointer<Float>, from offset: Int) -> ParameterPointers {
    let start = arena + parameters + offset
    return ParameterPointers(
      parameters: start, firstState: start + firstMoment, secondState: start + secondMoment)
  }
}

/// A block of gradients whose squares are summed together.
struct SquareSum: BitwiseCopyable {
  let start: Int
  let count: Int
  var sum = 0.0

  /// The blocks of all gradients, layer by layer.
  static func blocks(of places: [ParameterPlace]) -> [SquareSum] {
    places.flatMap { place in
      stride(from: 0, to: place.count, by: GradientNorm.blockCount).map { first in
        SquareSum(
          start: place.parameters + place.gradient + first,
          count: min(GradientNorm.blockCount, place.count - first))
      }
    }
  }
}
