/// A function of each value by itself whose derivative takes more than the sign of its result.
package enum ActivationFunction: BitwiseCopyable, Sendable, Hashable {
  /// `x` above zero, `slope · x` below; slope in 0...1.
  case leakyRelu(slope: Float)
  /// `x · Φ(x)`, Φ being the standard normal distribution function.
  case gelu
  /// `1 / (1 + exp(-x))`.
  case sigmoid
  /// `tanh(x)`.
  case tanh

  /// Whether the derivative is taken from the function's argument; else from its result.
  package var keepsArgument: Bool { self == .gelu }

  /// Whether the function of zero is zero, so that channels that stand for nothing stay so.
  package var keepsZero: Bool { self != .sigmoid }

  @inline(__always)
  fileprivate func callAsFunction(_ x: SIMD8<Float>) -> SIMD8<Float> {
    switch self {
    case .leakyRelu(let slope): x.replacing(with: x * slope, where: x .<= 0)
    case .gelu: x * Self.normalDistribution(x)
    case .sigmoid: TensorEngine.sigmoid(x)
    case .tanh: hyperbolicTangent(x)
    }
  }

  /// The derivative, from the argument where ``keepsArgument``, else from the result.
  @inline(__always)
  fileprivate func derivative(_ kept: SIMD8<Float>) -> SIMD8<Float> {
    switch self {
    case .leakyRelu(let slope):
      SIMD8(repeating: 1).replacing(with: slope, where: kept .<= 0)
    case .gelu:
      // Φ(x) + x φ(x).
      Self.normalDistribution(kept)
        .addingProduct(kept * 0.398_942_28, exponential(kept * kept * -0.5))
    case .sigmoid: kept * (1 - kept)
    case .tanh: 1 - kept * kept
    }
  }

  @inline(__always)
  private static func normalDistribution(_ x: SIMD8<Float>) -> SIMD8<Float> {
    SIMD8(repeating: 0.5).addingProduct(errorFunction(x * 0.707_106_78), SIMD8(repeating: 0.5))
  }
}

extension Elementwise {
  /// Applies `function` to each value.
  ///
  /// - Parameter mask: `[channel]`, what results are multiplied by: 0 where a channel stands for nothing, else 1;
  ///   nil where the function keeps zeros by itself.
  package static func apply(
    _ function: ActivationFunction, _ input: UnsafePointer<Float>, _ inputLayout: ImageLayout,
    mask: UnsafePointer<Float>?, to output: UnsafeMutablePointer<Float>, _ outputLayout: ImageLayout
  ) {
    // The switch stands outside of the loops, one copy of them for each function.
    switch function {
    case .leakyRelu(let slope):
      apply({ ActivationFunction.leakyRelu(slope: slope)($0) }, input, inputLayout, output, outputLayout)
    case .gelu: apply({ ActivationFunction.gelu($0) }, input, inputLayout, output, outputLayout)
    case .tanh: apply({ ActivationFunction.tanh($0) }, input, inputLayout, output, outputLayout)
    case .sigmoid:
      apply({ ActivationFunction.sigmoid($0) }, input, inputLayout, output, outputLayout)
      if let mask { scaleChannels(output, outputLayout, by: mask, to: output, outputLayout) }
    }
  }

  /// Multiplies each gradient by the derivative of `function`, in place.
  ///
  /// - Parameters:
  ///   - kept: Pixel (0, 0) of `keptLayout`: the function's argument where it keeps that, else its result.
  ///   - activation: Pixel (0, 0) of the function's argument, laid out as `activationLayout`, where that comes out
  ///     of a relu whose derivative is then applied as well; else nil.
  package static func multiply(
    _ gradient: UnsafeMutablePointer<Float>, _ layout: ImageLayout,
    byDerivativeOf function: ActivationFunction,
    _ kept: UnsafePointer<Float>, _ keptLayout: ImageLayout, activation: UnsafePointer<Float>?,
    activationLayout: ImageLayout
  ) {
    switch function {
    case .leakyRelu(let slope):
      multiply(gradient, layout, kept, keptLayout) {
        ActivationFunction.leakyRelu(slope: slope).derivative($0)
      }
    case .gelu: multiply(gradient, layout, kept, keptLayout) { ActivationFunction.gelu.derivative($0) }
    case .sigmoid: multiply(gradient, layout, kept, keptLayout) { ActivationFunction.sigmoid.derivative($0) }
    case .tanh: multiply(gradient, layout, kept, keptLayout) { ActivationFunction.tanh.derivative($0) }
    }
    if let activation {
      copy(
        gradient, layout, activation: activation, activationLayout: activationLayout, to: gradient, layout)
    }
  }

  @inline(__always)
  private static func apply(
    _ function: (SIMD8<Float>) -> SIMD8<Float>, _ input: UnsafePointer<Float>, _ inputLayout: ImageLayout,
    _ output: UnsafeMutablePointer<Float>, _ outputLayout: ImageLayout
  ) {
    forEachEight(of: outputLayout, inputLayout) { to, from in
      store8(function(load8(input + from)), to: output + to)
    }
  }

  @inline(__always)
  private static func multiply(
    _ gradient: UnsafeMutablePointer<Float>, _ layout: ImageLayout, _ kept: UnsafePointer<Float>,
    _ keptLayout: ImageLayout, by derivative: (SIMD8<Float>) -> SIMD8<Float>
  ) {
    forEachEight(of: layout, keptLayout) { place, keptPlace in
      store8(load8(gradient + place) * derivative(load8(kept + keptPlace)), to: gradient + place)
    }
  }
}
