import AudioFrontEnd
import ClipPictures
package import Foundation
import Rasters
import Reporting

/// The waveform and the spectrogram of a recording, each over the whole width of what they stand in, so that
/// all that shares their scale of time stands in line with them.
///
/// Checked in `HeardViewTests`.
package struct RecordingPicture {
  /// Drawings, each with its name.
  let panels: [(title: String, drawing: MarkupElement)]

  /// Samples that a picture is made of at most, so that ten minutes take no more memory than a few.
  private static let greatestCount = 5_000_000

  /// Draws the recording in `file`, `duration` seconds long.
  ///
  /// - Throws: What reading it throws.
  package init(of file: URL, duration: Double) throws {
    let rate = duration * 22_050 <= Double(Self.greatestCount) ? 22_050 : 8_000
    let recording = try RecordingStream(file, sampleRate: rate)
    var samples: [Float] = []
    while let block = try recording.next() { samples += block }
    let frontEnd = try FrontEnd(
      FrontEnd.Settings(sampleRate: rate, features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256)))
    let picture = try ClipPicture(
      of: Waveform(samples: samples, sampleRate: rate), subject: "recording", frontEnd: frontEnd)
    // Behind these two comes the plane of mel bands, which tells a listener nothing more.
    panels = try picture.panels.prefix(2).map { panel in
      switch panel.content {
      case .waveform(let envelopes): ("Waveform", Self.drawing(of: envelopes))
      case .plane(let plane): ("Spectrogram", try Self.drawing(of: plane))
      }
    }
  }

  private static func drawing(of envelopes: [ClipPanel.Envelope]) -> MarkupElement {
    let height = 100.0
    let paths = envelopes.map { envelope in
      let marks = envelope.enumerated().map { column, range in
        guard let range else { return "" }
        let top = (1 - Double(range.upperBound)) / 2 * height
        let bottom = max(top + 1, (1 - Double(range.lowerBound)) / 2 * height)
        return "M\(column) \(Int(top.rounded()))h1V\(Int(bottom.rounded()))h-1z"
      }
      return MarkupElement("path", ["class": "wave", "d": marks.joined()])
    }
    return svg(width: envelopes.first?.count ?? 1, height: 100, title: "Waveform", paths)
  }

  private static func drawing(of plane: ClipPanel.Plane) throws -> MarkupElement {
    let picture = plane.picture
    let image = MarkupElement(
      "image",
      [
        "width": "\(picture.width)", "height": "\(picture.height)", "preserveAspectRatio": "none",
        "href": "data:image/png;base64,\(try picture.png().base64EncodedString())",
      ])
    return svg(width: picture.width, height: picture.height, title: "Spectrogram", [image])
  }

  private static func svg(
    width: Int, height: Int, title: String, _ content: [MarkupElement]
  ) -> MarkupElement {
    MarkupElement(
      "svg",
      [
        "class": "track-drawing", "role": "img", "aria-label": title, "viewBox": "0 0 \(width) \(height)",
        "preserveAspectRatio": "none",
      ], content)
  }
}
