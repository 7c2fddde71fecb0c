/// Adding 1.5 · 2²³ to a number rounds it to the nearest integer, which is left in the low bits of the sum;
/// taking it away again leaves that integer as a number. |x| < 2²².
///
/// Conversions between `SIMD8<Float>` and `SIMD8<Int32>` would go lane by lane.
enum RoundingMagic {
  static var value: Float {
    @inline(__always) get { 12_582_912 }
  }
  static var bits: Int32 {
    @inline(__always) get { 0x4B40_0000 }
  }
}
