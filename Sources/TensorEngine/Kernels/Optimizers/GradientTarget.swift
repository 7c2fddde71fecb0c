/// Where a finished gradient goes: into a buffer of its own, or straight into the parameters. Both give the
/// same bits once the kept gradient is applied (`TrainingPlanPropertyTests`).
package enum GradientTarget: BitwiseCopyable {
  /// Keeps the gradient.
  case keep(UnsafeMutablePointer<Float>)
  /// Updates the parameters.
  case update(OptimizerUpdate, ParameterPointers)
}

/// Takes eight finished values of a gradient at a time, while they are in registers.
protocol GradientSink: BitwiseCopyable {
  /// Takes the gradient of the parameters at `offset` of the tensor.
  func take(_ gradient: SIMD8<Float>, at offset: Int)
}

/// What computes a gradient and hands it to a sink.
protocol GradientSource {
  /// Computes the whole gradient, each value once.
  func compute(into sink: some GradientSink)
}

extension GradientTarget {
  /// Has `source` computed into this target.
  ///
  /// Which one it is, is asked once for the whole gradient: each case is a loop of its own, compiled for its
  /// rule.
  @inline(__always)
  func receive(_ source: some GradientSource) {
    switch self {
    case .keep(let gradients):
      source.compute(into: KeepingSink(gradients: gradients))
    case .update(let update, let tensor):
      let adjustment = update.adjustment
      switch (update.rule, adjustment.isNone) {
      case (.adam(let rule), true):
        source.compute(into: UpdatingSink(rule: rule, tensor: tensor))
      case (.adam(let rule), false):
        source.compute(
          into: AdjustingSink(update: .init(base: rule, adjustment: adjustment), tensor: tensor))
      case (.momentum(let rule), true):
        source.compute(into: UpdatingSink(rule: rule, tensor: tensor))
      case (.momentum(let rule), false):
        source.compute(
          into: AdjustingSink(update: .init(base: rule, adjustment: adjustment), tensor: tensor))
      case (.descent(let rule), true):
        source.compute(into: UpdatingSink(rule: rule, tensor: tensor))
      case (.descent(let rule), false):
        source.compute(
          into: AdjustingSink(update: .init(base: rule, adjustment: adjustment), tensor: tensor))
      }
    }
  }
}

extension GradientTarget {
  /// Takes eight values by themselves; for tensors of few values, where asking each time costs nothing.
  func take(_ gradient: SIMD8<Float>, at offset: Int) {
    receive(SingleGradient(gradient: gradient, offset: offset))
  }
}

/// Eight values of a gradient.
private struct SingleGradient: GradientSource {
  let gradient: SIMD8<Float>
  let offset: Int

  @inline(__always)
  func compute(into sink: some GradientSink) { sink.take(gradient, at: offset) }
}

/// Keeps a gradient.
private struct KeepingSink: GradientSink {
  let gradients: UnsafeMutablePointer<Float>

  @inline(__always)
  func take(_ gradient: SIMD8<Float>, at offset: Int) { store8(gradient, to: gradients + offset) }
}

/// Updates parameters by a rule alone.
private struct UpdatingSink<Rule: ParameterUpdate>: GradientSink {
  let rule: Rule
  let tensor: ParameterPointers

  @inline(__always)
  func take(_ gradient: SIMD8<Float>, at offset: Int) { rule.apply(gradient, at: offset, of: tensor) }
}

/// Updates parameters by a rule, clipping and decay around it.
private struct AdjustingSink<Rule: ParameterUpdate>: GradientSink {
  let update: AdjustedUpdate<Rule>
  let tensor: ParameterPointers

  @inline(__always)
  func take(_ gradient: SIMD8<Float>, at offset: Int) { update.apply(gradient, at: offset, of: tensor) }
}

/// Hands a tile of a gradient to a sink: panel rows of 16 at `offset`.
struct GradientTileSink<Sink: GradientSink>: TileSink {
  let sink: Sink
  let offset: Int

  @inline(__always)
  func store<let rowCount: Int>(_ tile: borrowing RegisterTile<rowCount>, row: Int) {
    for index in 0..<rowCount {
      let start = offset &+ (row &+ index) &* 16
      sink.take(tile.low[unchecked: index], at: start)
      sink.take(tile.high[unchecked: index], at: start + 8)
    }
  }
}
