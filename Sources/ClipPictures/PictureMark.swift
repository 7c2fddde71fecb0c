import Foundation
import Rasters
import Reporting

/// What a picture of a clip is drawn of, in pixels from the upper left corner.
enum PictureMark {
  case text(String, x: Int, baseline: Int, color: Color, anchor: Anchor = .start)
  case box(x: Int, y: Int, width: Int, height: Int, color: Color)
  case picture(Raster, x: Int, y: Int)
  /// A column of one pixel's width for each range that is there, from its upper end to its lower.
  case columns([ClosedRange<Int>?], x: Int, color: Color)

  /// Which part of a text stands at its place.
  enum Anchor: String { case start, middle, end }
}

/// A drawing with its size in pixels.
struct PictureSheet {
  var width: Int
  var height: Int
  var marks: [PictureMark]
}

extension ClipPicture {
  private static let left = 64
  private static let right = 76
  private static let barWidth = 12

  /// The picture laid out: panels from above to below, the axis of time under the last.
  var sheet: PictureSheet {
    let width = Self.left + Self.columnCount + Self.right
    var marks: [PictureMark] = [
      .text(subject, x: Self.left, baseline: 20, color: PictureStyle.text),
      .text(finding, x: Self.left, baseline: 37, color: PictureStyle.faint),
    ]
    var top = 44
    for panel in panels {
      top += 20
      marks += Self.marks(of: panel, top: top)
      top += panel.height + 6
    }
    marks += timeAxis(top: top - 6)
    return PictureSheet(width: width, height: top + 36, marks: marks)
  }

  private static func marks(of panel: ClipPanel, top: Int) -> [PictureMark] {
    let edge = left + columnCount
    var marks: [PictureMark] = [
      .text(panel.title, x: left, baseline: top - 5, color: PictureStyle.text),
      .text(panel.note, x: edge, baseline: top - 5, color: PictureStyle.faint, anchor: .end),
    ]
    switch panel.content {
    case .waveform(let envelopes):
      marks.append(
        .box(x: left, y: top, width: columnCount, height: panel.height, color: PictureStyle.absent))
      let middle = Float(panel.height - 1) / 2
      for (envelope, color) in zip(envelopes, PictureStyle.envelopes.suffix(envelopes.count)) {
        let columns = envelope.map { range in
          range.map {
            top + Int((middle - $0.upperBound * middle).rounded())...top
              + Int((middle - $0.lowerBound * middle).rounded())
          }
        }
        marks.append(.columns(columns, x: left, color: color))
      }
      for (share, label) in [(0.0, "1"), (0.5, "0"), (1.0, "-1")] {
        marks.append(tick(label, at: top + Int(share * Double(panel.height - 1))))
      }
    case .plane(let plane):
      marks.append(.picture(plane.picture, x: left, y: top))
      for (share, label) in plane.ticks {
        marks.append(tick(label, at: top + Int((1 - share) * Double(panel.height - 1))))
      }
      marks.append(.text("kHz", x: left - 8, baseline: top - 5, color: PictureStyle.faint, anchor: .end))
      marks += bar(of: plane, top: top, height: panel.height)
    }
    return marks
  }

  private static func tick(_ label: String, at y: Int) -> PictureMark {
    .text(label, x: left - 8, baseline: y + 5, color: PictureStyle.faint, anchor: .end)
  }

  /// What the colours stand for, at the right of the panel.
  private static func bar(of plane: ClipPanel.Plane, top: Int, height: Int) -> [PictureMark] {
    let x = left + columnCount + 10
    var bar = Raster(width: barWidth, height: height)
    for row in 0..<height {
      let color = ColorMap.magma[1 - Float(row) / Float(max(height - 1, 1))]
      bar.fill(x: 0, y: row, width: barWidth, height: 1, color)
    }
    return [
      .picture(bar, x: x, y: top),
      .text(plane.endNames.1, x: x + barWidth + 4, baseline: top + 10, color: PictureStyle.faint),
      .text(plane.endNames.0, x: x + barWidth + 4, baseline: top + height - 1, color: PictureStyle.faint),
    ]
  }

  private func timeAxis(top: Int) -> [PictureMark] {
    let scale = AxisScale(0...duration, to: (Double(Self.left), Double(Self.left + Self.columnCount - 1)))
    var marks: [PictureMark] = [
      .box(x: Self.left, y: top + 2, width: Self.columnCount, height: 1, color: PictureStyle.line)
    ]
    for tick in scale.ticks(atMost: 11) {
      let x = Int(scale.place(tick).rounded())
      marks.append(.box(x: x, y: top + 2, width: 1, height: 5, color: PictureStyle.line))
      marks.append(
        .text(
          String(format: "%g", tick), x: x, baseline: top + 20, color: PictureStyle.faint, anchor: .middle))
    }
    marks.append(
      .text(
        "seconds", x: Self.left + Self.columnCount / 2, baseline: top + 35, color: PictureStyle.faint,
        anchor: .middle))
    return marks
  }
}
