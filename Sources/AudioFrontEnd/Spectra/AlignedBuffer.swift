/// Zeroed memory for floats on a 64-byte boundary, as vectors and FFTW want it.
package struct AlignedBuffer: ~Copyable {
  package private(set) var floats: UnsafeMutablePointer<Float>
  private(set) var count: Int

  package init(count: Int) {
    self.count = count
    floats = Self.allocate(count)
  }

  deinit { UnsafeMutableRawPointer(floats).deallocate() }

  /// Makes room for `count` floats; where that takes new memory, all of it is zero again.
  mutating func grow(to count: Int) {
    guard count > self.count else { return }
    UnsafeMutableRawPointer(floats).deallocate()
    floats = Self.allocate(count)
    self.count = count
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * 4, alignment: 64)
      .bindMemory(to: Float.self, capacity: max(1, count))
    memory.initialize(repeating: 0, count: max(1, count))
    return memory
  }
}

/// Vector access to plain memory; offsets count floats.
extension UnsafeMutablePointer<Float> {
  func vector(at offset: Int) -> SIMD8<Float> {
    UnsafeRawPointer(self).loadUnaligned(fromByteOffset: offset * 4, as: SIMD8<Float>.self)
  }

  func store(_ vector: SIMD8<Float>, at offset: Int) {
    UnsafeMutableRawPointer(self).storeBytes(of: vector, toByteOffset: offset * 4, as: SIMD8<Float>.self)
  }

  /// The squared magnitudes of the eight complex numbers that start at float `offset`.
  @inline(__always) func powers(at offset: Int) -> SIMD8<Float> {
    let pairs = UnsafeRawPointer(self).loadUnaligned(
      fromByteOffset: offset * 4, as: SIMD16<Float>.self)
    return pairs.evenHalf * pairs.evenHalf + pairs.oddHalf * pairs.oddHalf
  }
}
