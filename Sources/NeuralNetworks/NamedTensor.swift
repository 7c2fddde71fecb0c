public import ContentDigest

/// A tensor as it leaves a plan: named, in row-major order of its logical axes, without any padding.
///
/// Weights have PyTorch's layouts: dense `[output, input]`, conv1D `[output, input, kernel]`, conv2D
/// `[output, input, kernelHeight, kernelWidth]`; after a flatten, inputs run over `[channel, melBand, frame]`.
public struct NamedTensor: Sendable, Equatable {
  /// The layer's name and what it is of it: `hidden1.weight`, `hidden1.bias`, `hidden1.weight.firstMoment`.
  public var name: String
  /// The extents of the axes.
  public var shape: [Int]
  /// The values; as many as the product of `shape`.
  public var values: [Float]

  /// A tensor of `values`.
  public init(name: String, shape: [Int], values: [Float]) {
    self.name = name
    self.shape = shape
    self.values = values
  }
}

/// Returns the digest of tensors: equal exactly where order, names, shapes and the bits of all values are.
///
/// - Complexity: O(n), about 1 GB/s.
public func weightsDigest(of tensors: [NamedTensor]) -> ContentDigest {
  var hasher = ContentHasher()
  for tensor in tensors {
    // Lengths come before what they measure, so that no two lists of tensors share their bytes.
    let name = Array(tensor.name.utf8)
    let numbers = [name.count] + [tensor.shape.count] + tensor.shape + [tensor.values.count]
    for number in numbers { withUnsafeBytes(of: Int64(number).littleEndian) { hasher.update($0) } }
    hasher.update(name)
    tensor.values.withUnsafeBytes { hasher.update($0) }
  }
  return hasher.finalize()
}
