import CPNG
public import Foundation

extension Raster {
  /// The picture as a PNG file: 8 bits of red, green, blue each, without loss.
  ///
  /// - Throws: ``PictureEncodingError`` with the reason that libpng gives.
  public func png() throws(PictureEncodingError) -> Data {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(width)
    image.height = png_uint_32(height)
    image.format = png_uint_32(PNG_FORMAT_RGB)
    defer { png_image_free(&image) }
    // Asked without memory first, it tells how much is wanted.
    var byteCount: png_alloc_size_t = 0
    guard png_image_write_to_memory(&image, nil, &byteCount, 0, bytes, 0, nil) != 0 else {
      throw PictureEncodingError(reason: Self.message(of: image))
    }
    var data = Data(count: Int(byteCount))
    let isWritten = data.withUnsafeMutableBytes {
      png_image_write_to_memory(&image, $0.baseAddress, &byteCount, 0, bytes, 0, nil) != 0
    }
    guard isWritten else { throw PictureEncodingError(reason: Self.message(of: image)) }
    return data.prefix(Int(byteCount))
  }

  private static func message(of image: png_image) -> String {
    withUnsafeBytes(of: image.message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

/// A picture could not be encoded.
public struct PictureEncodingError: Error, CustomStringConvertible {
  /// The library's words.
  public let reason: String

  public var description: String { "The picture cannot be encoded: \(reason)." }
}
