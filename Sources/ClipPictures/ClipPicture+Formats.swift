public import Rasters
import Foundation
import Reporting

extension ClipPicture {
  /// The picture as pixels, 1000 wide.
  public var raster: Raster {
    let sheet = sheet
    var raster = Raster(width: sheet.width, height: sheet.height)
    for mark in sheet.marks {
      switch mark {
      case .text(let text, let x, let baseline, let color, let anchor):
        let width = FixedFont.width(of: text)
        let left =
          switch anchor {
          case .start: x
          case .middle: x - width / 2
          case .end: x - width
          }
        raster.write(text, x: left, baseline: baseline, color)
      case .box(let x, let y, let width, let height, let color):
        raster.fill(x: x, y: y, width: width, height: height, color)
      case .picture(let picture, let x, let y): raster.draw(picture, x: x, y: y)
      case .columns(let columns, let x, let color):
        for (index, column) in columns.enumerated() {
          guard let column else { continue }
          raster.fill(x: x + index, y: column.lowerBound, width: 1, height: column.count, color)
        }
      }
    }
    return raster
  }

  /// The picture as an SVG file that asks for nothing else: lines and words as such, planes as PNG within.
  ///
  /// - Throws: `PictureEncodingError` where a plane cannot be encoded.
  public func svg() throws(PictureEncodingError) -> String {
    let sheet = sheet
    var content = [
      MarkupElement("title", text: subject), MarkupElement("desc", text: finding),
      MarkupElement(
        "rect", ["width": "\(sheet.width)", "height": "\(sheet.height)", "fill": Color.white.hexadecimal]),
    ]
    for mark in sheet.marks { content.append(try Self.element(of: mark)) }
    return MarkupElement(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "role": "img",
        "viewBox": "0 0 \(sheet.width) \(sheet.height)", "width": "\(sheet.width)",
        "height": "\(sheet.height)", "font-family": "sans-serif", "font-size": "12",
      ], content
    ).html
  }

  private static func element(of mark: PictureMark) throws(PictureEncodingError) -> MarkupElement {
    switch mark {
    case .text(let text, let x, let baseline, let color, let anchor):
      return MarkupElement(
        "text",
        ["x": "\(x)", "y": "\(baseline)", "fill": color.hexadecimal, "text-anchor": anchor.rawValue],
        text: text)
    case .box(let x, let y, let width, let height, let color):
      return MarkupElement(
        "rect",
        [
          "x": "\(x)", "y": "\(y)", "width": "\(width)", "height": "\(height)", "fill": color.hexadecimal,
        ])
    case .picture(let picture, let x, let y):
      let data = try picture.png().base64EncodedString()
      return MarkupElement(
        "image",
        [
          "x": "\(x)", "y": "\(y)", "width": "\(picture.width)", "height": "\(picture.height)",
          "href": "data:image/png;base64,\(data)",
        ])
    case .columns(let columns, let x, let color):
      let path = columns.enumerated().map { index, column in
        column.map { "M\(x + index) \($0.lowerBound)h1v\($0.count)h-1z" } ?? ""
      }.joined()
      return MarkupElement("path", ["d": path, "fill": color.hexadecimal])
    }
  }
}
