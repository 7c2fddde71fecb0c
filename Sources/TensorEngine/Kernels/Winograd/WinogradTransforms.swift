// The one-dimensional transforms of F(4, 3): four outputs of a correlation with three taps out of six products.
//
//     y = Aᵀ [(G g) ⊙ (Bᵀ d)]
//
// for six inputs d, three taps g and four outputs y; applied to columns and then to rows they give F(4x4, 3x3).
// The interpolation points are 0, ±p, ±q and infinity with p = √½ and q = √2, whose matrices are far better
// conditioned than those of 0, ±1, ±2. With p²q² = 1 two products fall away.
//
// The gradients need the transposed matrices: with respect to the taps, dg = Gᵀ [(Bᵀ d) ⊙ (A dy)].
//
// Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016 (algorithm);
// Barabasz et al., "Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural
// Networks", ACM TOMS 2020 (points). Each works on eight channels. Checked in `WinogradGoldenTests`.

/// Three, four or six rows of eight values.
typealias Triple8 = (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>)
typealias Quadruple8 = (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>)
typealias Sextuple8 = (
  SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>
)

/// The matrices of F(4, 3).
enum WinogradTransforms {
  /// The points p and q; p² = 1/2 and q² = 2.
  private static var p: Float {
    @inline(__always) get { 0.707_106_78 }
  }
  private static var q: Float {
    @inline(__always) get { 1.414_213_56 }
  }

  /// `Bᵀ d`: inputs.
  @inline(__always)
  static func input(_ d: Sextuple8) -> Sextuple8 {
    let even = d.4.addingProduct(d.2, SIMD8(repeating: -2))
    let odd = d.3.addingProduct(d.1, SIMD8(repeating: -2))
    let evenHalf = d.4.addingProduct(d.2, SIMD8(repeating: -0.5))
    let oddHalf = d.3.addingProduct(d.1, SIMD8(repeating: -0.5))
    return (
      (d.4 + d.0).addingProduct(d.2, SIMD8(repeating: -2.5)),
      even.addingProduct(odd, SIMD8(repeating: p)), even.addingProduct(-odd, SIMD8(repeating: p)),
      evenHalf.addingProduct(oddHalf, SIMD8(repeating: q)),
      evenHalf.addingProduct(-oddHalf, SIMD8(repeating: q)),
      (d.5 + d.1).addingProduct(d.3, SIMD8(repeating: -2.5))
    )
  }

  /// `Aᵀ m`: outputs from products.
  @inline(__always)
  static func output(_ m: Sextuple8) -> Quadruple8 {
    let (sum1, difference1) = (m.1 + m.2, m.1 - m.2)
    let (sum2, difference2) = (m.3 + m.4, m.3 - m.4)
    return (
      m.0 + sum1 + sum2,
      (difference1 * p).addingProduct(difference2, SIMD8(repeating: q)),
      (sum1 * 0.5).addingProduct(sum2, SIMD8(repeating: 2)),
      m.5.addingProduct(difference1, SIMD8(repeating: 0.5 * p)).addingProduct(
        difference2, SIMD8(repeating: 2 * q))
    )
  }

  /// `A dy`: gradients of the outputs.
  @inline(__always)
  static func outputGradient(_ dy: Quadruple8) -> Sextuple8 {
    let even1 = dy.0.addingProduct(dy.2, SIMD8(repeating: 0.5))
    let odd1 = dy.1.addingProduct(dy.3, SIMD8(repeating: 0.5))
    let even2 = dy.0.addingProduct(dy.2, SIMD8(repeating: 2))
    let odd2 = dy.1.addingProduct(dy.3, SIMD8(repeating: 2))
    return (
      dy.0, even1.addingProduct(odd1, SIMD8(repeating: p)), even1.addingProduct(-odd1, SIMD8(repeating: p)),
      even2.addingProduct(odd2, SIMD8(repeating: q)), even2.addingProduct(-odd2, SIMD8(repeating: q)), dy.3
    )
  }

  /// `G g`: taps.
  @inline(__always)
  static func taps(_ g: Triple8) -> Sextuple8 {
    let even1 = (g.0 + g.2 * 0.5) * (-2 / 3)
    let odd1 = g.1 * (-2 / 3 * p)
    let even2 = (g.0 + g.2 * 2) * (1 / 6)
    let odd2 = g.1 * (1 / 6 * q)
    return (g.0, even1 + odd1, even1 - odd1, even2 + odd2, even2 - odd2, g.2)
  }

  /// `Gᵀ m`: gradients of the taps from products.
  @inline(__always)
  static func tapsGradient(_ m: Sextuple8) -> Triple8 {
    let sum1 = (m.1 + m.2) * (-2 / 3)
    let difference1 = (m.1 - m.2) * (-2 / 3 * p)
    let sum2 = (m.3 + m.4) * (1 / 6)
    let difference2 = (m.3 - m.4) * (1 / 6 * q)
    return (m.0 + sum1 + sum2, difference1 + difference2, sum1 * 0.5 + sum2 * 2 + m.5)
  }
}

// Loads and stores of rows `stride` apart.

@inline(__always)
func loadTriple(_ start: UnsafePointer<Float>, stride: Int) -> Triple8 {
  (load8(start), load8(start + stride), load8(start + 2 &* stride))
}

@inline(__always)
func loadQuadruple(_ start: UnsafePointer<Float>, stride: Int) -> Quadruple8 {
  (load8(start), load8(start + stride), load8(start + 2 &* stride), load8(start + 3 &* stride))
}

@inline(__always)
func loadSextuple(_ start: UnsafePointer<Float>, stride: Int) -> Sextuple8 {
  (
    load8(start), load8(start + stride), load8(start + 2 &* stride), load8(start + 3 &* stride),
    load8(start + 4 &* stride), load8(start + 5 &* stride)
  )
}

/// The first `count` rows; zeros for the others.
@inline(__always)
func loadQuadruple(_ start: UnsafePointer<Float>, stride: Int, count: Int) -> Quadruple8 {
  if count >= 4 { return loadQuadruple(start, stride: stride) }
  return (
    count > 0 ? load8(start) : .zero, count > 1 ? load8(start + stride) : .zero,
    count > 2 ? load8(start + 2 &* stride) : .zero, .zero
  )
}

/// The first `count` rows; zeros for the others.
@inline(__always)
func loadSextuple(_ start: UnsafePointer<Float>, stride: Int, count: Int) -> Sextuple8 {
  if count >= 6 { return loadSextuple(start, stride: stride) }
  return (
    count > 0 ? load8(start) : .zero, count > 1 ? load8(start + stride) : .zero,
    count > 2 ? load8(start + 2 &* stride) : .zero, count > 3 ? load8(start + 3 &* stride) : .zero,
    count > 4 ? load8(start + 4 &* stride) : .zero, .zero
  )
}

@inline(__always)
func storeTriple(_ rows: Triple8, to start: UnsafeMutablePointer<Float>, stride: Int) {
  store8(rows.0, to: start)
  store8(rows.1, to: start + stride)
  store8(rows.2, to: start + 2 &* stride)
}

@inline(__always)
func storeQuadruple(_ rows: Quadruple8, to start: UnsafeMutablePointer<Float>, stride: Int) {
  store8(rows.0, to: start)
  store8(rows.1, to: start + stride)
  store8(rows.2, to: start + 2 &* stride)
  store8(rows.3, to: start + 3 &* stride)
}

@inline(__always)
func storeSextuple(_ rows: Sextuple8, to start: UnsafeMutablePointer<Float>, stride: Int) {
  storeQuadruple((rows.0, rows.1, rows.2, rows.3), to: start, stride: stride)
  store8(rows.4, to: start + 4 &* stride)
  store8(rows.5, to: start + 5 &* stride)
}
