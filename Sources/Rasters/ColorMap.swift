/// Colours for values from the least to the greatest.
///
/// Source: *magma* of matplotlib, whose lightness grows evenly, so that it reads the same in grey and to the colour
/// blind. Checked in `RasterTests`.
public struct ColorMap: Sendable {
  private let colors: [Color]

  /// From black by purple and orange to a light yellow, in 256 steps.
  public static let magma = ColorMap(
    colors: HexadecimalDigits.bytes(of: magmaDigits).chunked(by: 3).map {
      Color(red: $0[0], green: $0[1], blue: $0[2])
    })

  /// The colour of `share`, the place of a value between the least, 0, and the greatest, 1.
  ///
  /// What lies beyond has the colour of the end; what is no number has that of the least.
  public subscript(share: Float) -> Color {
    let step = share.isNaN ? 0 : min(max(share, 0), 1) * Float(colors.count - 1)
    return colors[Int(step.rounded())]
  }
}
