/// A picture of pixels, counted from 0 at its upper left corner.
///
/// Whatever is drawn beyond its edges is cut off. Checked in `RasterTests`.
public struct Raster: Sendable {
  /// Pixels from left to right; 1...16 384.
  public let width: Int
  /// Pixels from above to below; 1...16 384.
  public let height: Int
  /// Red, green and blue of each pixel, `[y, x, 3]`, row-major.
  public private(set) var bytes: [UInt8]

  /// A picture of one colour.
  ///
  /// - Precondition: `width` and `height` are 1...16 384.
  public init(width: Int, height: Int, color: Color = .white) {
    precondition(1...16_384 ~= width && 1...16_384 ~= height, "a picture has 1...16384 pixels a side")
    self.width = width
    self.height = height
    bytes = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { bytes, count in
      for pixel in 0..<width * height {
        bytes[3 * pixel] = color.red
        bytes[3 * pixel + 1] = color.green
        bytes[3 * pixel + 2] = color.blue
      }
      count = bytes.count
    }
  }

  /// The pixel at `x`, `y`.
  ///
  /// - Precondition: It lies within the picture.
  public subscript(x: Int, y: Int) -> Color {
    get {
      precondition(0..<width ~= x && 0..<height ~= y, "a pixel lies within its picture")
      let place = 3 * (y * width + x)
      return Color(red: bytes[place], green: bytes[place + 1], blue: bytes[place + 2])
    }
    set {
      precondition(0..<width ~= x && 0..<height ~= y, "a pixel lies within its picture")
      let place = 3 * (y * width + x)
      bytes[place] = newValue.red
      bytes[place + 1] = newValue.green
      bytes[place + 2] = newValue.blue
    }
  }

  /// Fills a rectangle.
  public mutating func fill(x: Int, y: Int, width: Int, height: Int, _ color: Color) {
    for row in max(0, y)..<max(0, y, min(self.height, y + height)) {
      for column in max(0, x)..<max(0, x, min(self.width, x + width)) { self[column, row] = color }
    }
  }

  /// Draws `picture` with its upper left corner at `x`, `y`.
  public mutating func draw(_ picture: Raster, x: Int, y: Int) {
    for row in max(0, -y)..<max(0, -y, min(picture.height, height - y)) {
      for column in max(0, -x)..<max(0, -x, min(picture.width, width - x)) {
        self[x + column, y + row] = picture[column, row]
      }
    }
  }

  /// Writes `text` in ``FixedFont`` from `x`, on the baseline `y`.
  public mutating func write(_ text: String, x: Int, baseline y: Int, _ color: Color) {
    for (index, scalar) in text.unicodeScalars.enumerated() {
      let left = x + index * FixedFont.advance
      for (row, bits) in FixedFont.rows(of: scalar).enumerated() {
        for column in 0..<FixedFont.advance where bits & (0x40 >> column) != 0 {
          fill(x: left + column, y: y - FixedFont.ascent + row, width: 1, height: 1, color)
        }
      }
    }
  }
}
