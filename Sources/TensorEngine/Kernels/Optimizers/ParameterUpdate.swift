/// A rule by which parameters follow their gradients: its coefficients at one update.
///
/// Rules differ in what they keep of earlier gradients and in the way they take; clipping and weight decay are
/// laid around any of them by ``AdjustedUpdate``. Eight parameters at a time, so that a rule can be applied
/// where a product's tile is stored.
package protocol ParameterUpdate: BitwiseCopyable, Sendable {
  /// Takes `gradient` into the state at `offset`, and returns by how much the parameters there shrink.
  func way(for gradient: SIMD8<Float>, at offset: Int, of tensor: ParameterPointers) -> SIMD8<Float>
}

extension ParameterUpdate {
  /// Updates the eight parameters at `offset` by `gradient`.
  @inline(__always)
  func apply(_ gradient: SIMD8<Float>, at offset: Int, of tensor: ParameterPointers) {
    let way = way(for: gradient, at: offset, of: tensor)
    let parameter = tensor.parameters + offset
    store8(load8(parameter) - way, to: parameter)
  }
}

/// A parameter tensor in a plan: its values and what its rule keeps for each of them, laid out alike.
package struct ParameterPointers: BitwiseCopyable, @unchecked Sendable {
  let parameters: UnsafeMutablePointer<Float>
  /// Adam's first moments, or the momentum; not touched by rules that keep nothing.
  let firstState: UnsafeMutablePointer<Float>
  /// Adam's second moments; not touched by rules that keep less.
  let secondState: UnsafeMutablePointer<Float>

  /// Three buffers of the same layout.
  package init(
    parameters: UnsafeMutablePointer<Float>, firstState: UnsafeMutablePointer<Float>,
    secondState: UnsafeMutablePointer<Float>
  ) {
    self.parameters = parameters
    self.firstState = firstState
    self.secondState = secondState
  }

  /// The tensor from `offset` on.
  @inline(__always)
  package func advanced(by offset: Int) -> ParameterPointers {
    ParameterPointers(
      parameters: parameters + offset, firstState: firstState + offset, secondState: secondState + offset)
  }
}
