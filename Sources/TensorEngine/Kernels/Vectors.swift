/// Returns the eight values at `start`.
@inline(__always)
func load8(_ start: UnsafePointer<Float>) -> SIMD8<Float> {
  UnsafeRawPointer(start).loadUnaligned(as: SIMD8<Float>.self)
}

/// Writes eight values to `start`.
@inline(__always)
func store8(_ values: SIMD8<Float>, to start: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(start).storeBytes(of: values, as: SIMD8<Float>.self)
}

/// Returns `max(0, x)`; NaN stays NaN.
@inline(__always)
func rectified(_ values: SIMD8<Float>) -> SIMD8<Float> {
  values.replacing(with: 0, where: values .< 0)
}

/// Returns `gradient` where `activation` is above zero, and zero elsewhere: the derivative of relu, taken
/// from its result.
@inline(__always)
func rectifiedGradient(_ gradient: SIMD8<Float>, activation: SIMD8<Float>) -> SIMD8<Float> {
  gradient.replacing(with: 0, where: activation .<= 0)
}

/// The signs of `values`, as bits.
@inline(__always)
func signBits(_ values: SIMD8<Float>) -> SIMD8<UInt32> {
  unsafeBitCast(values, to: SIMD8<UInt32>.self) & 0x8000_0000
}

/// `|values|`; NaN stays NaN.
@inline(__always)
func magnitudes(_ values: SIMD8<Float>) -> SIMD8<Float> {
  unsafeBitCast(unsafeBitCast(values, to: SIMD8<UInt32>.self) & 0x7FFF_FFFF, to: SIMD8<Float>.self)
}

/// `values`, whose signs are plus, with `signs` instead.
@inline(__always)
func withSigns(_ signs: SIMD8<UInt32>, _ values: SIMD8<Float>) -> SIMD8<Float> {
  unsafeBitCast(unsafeBitCast(values, to: SIMD8<UInt32>.self) | signs, to: SIMD8<Float>.self)
}

/// Eight rows of eight values.
typealias Square8 = (
  SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>,
  SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>
)

/// Returns the transpose of `rows`.
///
/// Three rounds; each joins two neighbouring rows, parts every joined row into its even and its odd places and
/// puts the even parts first: that moves the lowest bit of the row's number to the top of the column's, and the
/// lowest of the column's to the top of the row's.
@inline(__always)
func transposed(_ rows: Square8) -> Square8 {
  @inline(__always)
  func round(_ r: Square8) -> Square8 {
    let (a, b) = (SIMD16(lowHalf: r.0, highHalf: r.1), SIMD16(lowHalf: r.2, highHalf: r.3))
    let (c, d) = (SIMD16(lowHalf: r.4, highHalf: r.5), SIMD16(lowHalf: r.6, highHalf: r.7))
    return (a.evenHalf, b.evenHalf, c.evenHalf, d.evenHalf, a.oddHalf, b.oddHalf, c.oddHalf, d.oddHalf)
  }
  return round(round(round(rows)))
}

/// Returns eight rows of eight values, `stride` apart.
@inline(__always)
func loadSquare(_ start: UnsafePointer<Float>, stride: Int) -> Square8 {
  (
    load8(start), load8(start + stride), load8(start + 2 &* stride), load8(start + 3 &* stride),
    load8(start + 4 &* stride), load8(start + 5 &* stride), load8(start + 6 &* stride),
    load8(start + 7 &* stride)
  )
}

/// Writes eight rows of eight values, `stride` apart.
@inline(__always)
func storeSquare(_ square: Square8, to start: UnsafeMutablePointer<Float>, stride: Int) {
  store8(square.0, to: start)
  store8(square.1, to: start + stride)
  store8(square.2, to: start + 2 &* stride)
  store8(square.3, to: start + 3 &* stride)
  store8(square.4, to: start + 4 &* stride)
  store8(square.5, to: start + 5 &* stride)
  store8(square.6, to: start + 6 &* stride)
  store8(square.7, to: start + 7 &* stride)
}
