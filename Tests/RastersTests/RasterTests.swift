import CPNG
import Foundation
import Rasters
import Testing

@Suite struct RasterTests {
  @Test func `a picture comes back from PNG pixel by pixel`() throws {
    var picture = Raster(width: 5, height: 3, color: Color(0x102030))
    picture[4, 2] = Color(0xFF8001)
    picture.fill(x: -1, y: 1, width: 3, height: 9, .black)
    #expect(try decoded(picture.png()) == picture.bytes)
  }

  @Test func `what lies beyond the edges is cut off`() {
    var picture = Raster(width: 4, height: 4)
    picture.fill(x: 9, y: 9, width: 3, height: 3, .black)
    picture.fill(x: -9, y: -9, width: 3, height: 3, .black)
    picture.draw(Raster(width: 2, height: 2, color: .black), x: 4, y: -2)
    picture.write("W", x: 50, baseline: -20, .black)
    #expect(picture.bytes == Raster(width: 4, height: 4).bytes)
    picture.draw(Raster(width: 3, height: 3, color: .black), x: -2, y: 3)
    #expect(picture[0, 3] == .black)
    #expect(picture[1, 3] == .white)
    #expect(picture[0, 2] == .white)
  }

  @Test func `a letter has the pixels of the font`() {
    var picture = Raster(width: FixedFont.width(of: "1"), height: FixedFont.height)
    picture.write("1", x: 0, baseline: FixedFont.ascent, .black)
    let rows = (0..<picture.height).map { y in
      String((0..<picture.width).map { picture[$0, y] == .black ? "#" : "." })
    }
    #expect(
      rows == [
        ".......", ".......", "...#...", "..##...", ".#.#...", "...#...", "...#...", "...#...", "...#...",
        "...#...", ".#####.", ".......", ".......",
      ])
  }

  @Test func `characters without a glyph show as a frame, each as wide as a letter`() {
    var picture = Raster(width: 2 * FixedFont.advance, height: FixedFont.height)
    picture.write("\u{4E2D}é", x: 0, baseline: FixedFont.ascent, .black)
    #expect(picture[1, 2] == .black || picture[2, 2] == .black)
    #expect((7..<14).contains { x in (0..<13).contains { picture[x, $0] == .black } })
  }

  @Test(
    arguments: [
      (0, 0x000004), (1, 0xFCFDBF), (-3, 0x000004), (7, 0xFCFDBF), (.nan, 0x000004),
    ] as [(Float, UInt32)])
  func `magma begins and ends with its colours`(share: Float, digits: UInt32) {
    #expect(ColorMap.magma[share] == Color(digits))
  }

  @Test func `magma grows lighter step by step`() {
    let lightness = (0..<256).map { step in
      let color = ColorMap.magma[Float(step) / 255]
      return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
    }
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 <= $1 + 1e-3 })
  }

  @Test func `colours are written as HTML has them`() {
    #expect(Color(0x00A0FF).hexadecimal == "#00a0ff")
    #expect(Color.black.hexadecimal == "#000000")
  }

  private func linear(_ part: UInt8) -> Double { pow(Double(part) / 255, 2.2) }

  private func decoded(_ data: Data) throws -> [UInt8] {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    try data.withUnsafeBytes { data in
      try #require(png_image_begin_read_from_memory(&image, data.baseAddress, data.count) != 0)
    }
    image.format = png_uint_32(PNG_FORMAT_RGB)
    var bytes = [UInt8](repeating: 0, count: Int(image.width * image.height) * 3)
    try #require(png_image_finish_read(&image, nil, &bytes, 0, nil) != 0)
    return bytes
  }
}
