import ExperimentSchema
import Glibc

/// Functions of one value and their derivatives, by the definition.
enum NaiveActivation {
  static func value<Scalar: BinaryFloatingPoint>(_ z: Scalar, _ activation: Activation, _ slope: Scalar)
    -> Scalar
  {
    switch activation {
    case .linear: z
    case .relu: max(0, z)
    case .leakyRelu: z > 0 ? z : slope * z
    case .gelu: z * normalDistribution(z)
    case .sigmoid: 1 / (1 + exponential(-z))
    case .tanh: Scalar(tanh(Double(z)))
    case .softmax: preconditionFailure("softmax is no function of one value")
    }
  }

  static func derivative<Scalar: BinaryFloatingPoint>(
    _ z: Scalar, _ activation: Activation, _ slope: Scalar
  ) -> Scalar {
    switch activation {
    case .linear: return 1
    case .relu: return z > 0 ? 1 : 0
    case .leakyRelu: return z > 0 ? 1 : slope
    case .gelu:
      let density = exponential(-z * z / 2) / Scalar((2 * Double.pi).squareRoot())
      return normalDistribution(z) + z * density
    case .sigmoid:
      let y = value(z, .sigmoid, slope)
      return y * (1 - y)
    case .tanh:
      let y = value(z, .tanh, slope)
      return 1 - y * y
    case .softmax: preconditionFailure("softmax is no function of one value")
    }
  }

  private static func normalDistribution<Scalar: BinaryFloatingPoint>(_ z: Scalar) -> Scalar {
    Scalar(erfc(-Double(z) / 2.0.squareRoot()) / 2)
  }
}
