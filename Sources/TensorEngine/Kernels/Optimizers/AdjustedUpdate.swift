/// What is done to gradients and parameters around a rule: clipping, then weight decay.
///
///     g ← clip(s g, ±c) + λ w
///     w ← (1 - αλ') w - way(g)
///
/// `s` clips by the norm of all gradients, `c` by value, `λ` is L2 regularisation, which the rule sees, and
/// `λ'` the decoupled decay of AdamW, which it does not.
package struct GradientAdjustment: BitwiseCopyable, Sendable {
  /// s, in 0...1; 1 leaves gradients as they are.
  package var scale: Float = 1
  /// c; infinity leaves gradients as they are.
  package var bound = Float.infinity
  /// λ, at least 0.
  package var gradientDecay: Float = 0
  /// 1 - αλ'.
  package var retention: Float = 1

  /// No adjustment.
  package init() {}

  /// Whether it changes anything.
  var isNone: Bool { scale == 1 && bound == .infinity && gradientDecay == 0 && retention == 1 }
}

/// A rule with a ``GradientAdjustment`` around it.
///
/// Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2, with
/// PyTorch's λ' that the learning rate multiplies. Checked in `OptimizerGoldenTests` against PyTorch.
struct AdjustedUpdate<Base: ParameterUpdate>: BitwiseCopyable {
  let base: Base
  let adjustment: GradientAdjustment

  /// Updates the eight parameters at `offset` by `gradient`.
  @inline(__always)
  func apply(_ gradient: SIMD8<Float>, at offset: Int, of tensor: ParameterPointers) {
    let place = tensor.parameters + offset
    let parameters = load8(place)
    let bound = adjustment.bound
    var g = gradient * adjustment.scale
    // Comparisons keep NaN: a gradient that is none is not to be taken for a large one.
    g = g.replacing(with: bound, where: g .> bound)
    g = g.replacing(with: -bound, where: g .< -bound)
    g.addProduct(parameters, SIMD8(repeating: adjustment.gradientDecay))
    let way = base.way(for: g, at: offset, of: tensor)
    store8(parameters * adjustment.retention - way, to: place)
  }
}
