import AudioFrontEnd
import ClipPictures
import Foundation
import FoundationXML
import Rasters
import SeededRandom
import Testing

@Suite struct ClipPictureTests {
  /// A second of noise, then a tone of 2 kHz far above it for a second.
  private let noiseThenTone: Waveform = {
    let rate = 22_050
    var random = RandomStream(seed: 1, purpose: .synthesis)
    let samples = (0..<2 * rate).map { index in
      let noise = Float(random.normal()) * 0.003
      return index < rate ? noise : noise + 0.4 * sin(2 * .pi * 2_000 * Float(index) / Float(rate))
    }
    return Waveform(samples: samples, sampleRate: rate)
  }()

  private func frontEnd(
    gate: FrontEnd.Gate? = .stationary(.init()), trim: SilenceTrim.Settings? = .init()
  ) throws -> FrontEnd {
    try FrontEnd(
      .init(
        sampleRate: 22_050, spectralGate: gate, trim: trim,
        features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256)))
  }

  private func plane(_ title: String, of picture: ClipPicture) throws -> ClipPanel.Plane {
    let panel = try #require(picture.panels.first { $0.title == title })
    let plane: ClipPanel.Plane? = if case .plane(let plane) = panel.content { plane } else { nil }
    return try #require(plane)
  }

  /// The values of the column at `share` of the width, from above.
  private func column(_ share: Double, of plane: ClipPanel.Plane) -> [Float] {
    let column = Int(share * Double(plane.grid.columnCount))
    return (0..<plane.grid.rowCount).map { plane.grid.values[$0 * plane.grid.columnCount + column] }
  }

  @Test func `a tone is brightest at its frequency and its time`() throws {
    let picture = try ClipPicture(of: noiseThenTone, subject: "tone", frontEnd: frontEnd())
    let spectrogram = try plane("spectrogram of the recording", of: picture)
    let tone = column(0.75, of: spectrogram)
    let peak = try #require(tone.max())
    let row = try #require(tone.firstIndex(of: peak))
    let frequency = (1 - (Double(row) + 0.5) / Double(spectrogram.grid.rowCount)) * 11_025
    #expect(abs(frequency - 2_000) < 11_025 / Double(spectrogram.grid.rowCount))
    #expect(peak > -1)
    #expect(column(0.25, of: spectrogram).allSatisfy { $0 < -30 })
  }

  @Test func `the gate lets the tone pass and takes the noise away`() throws {
    let picture = try ClipPicture(of: noiseThenTone, subject: "tone", frontEnd: frontEnd())
    let gains = try plane("gain of the spectral gate", of: picture)
    #expect(column(0.75, of: gains).contains { $0 > 0.5 })
    let noise = column(0.25, of: gains)
    #expect(noise.reduce(0, +) / Float(noise.count) < 0.35)
    #expect(picture.finding.hasPrefix("the spectral gate leaves 89.5 % of the energy; "))
    #expect(picture.finding.contains("trim leaves 1.0"))
    let trimmed = try plane("spectrogram, after trim", of: picture)
    #expect(column(0.25, of: trimmed).allSatisfy { $0.isNaN })
    #expect(column(0.75, of: trimmed).contains { $0 > -1 })
  }

  @Test func `a front end without stages shows waveform, spectrogram and mel bands`() throws {
    let picture = try ClipPicture(
      of: noiseThenTone, subject: "tone", frontEnd: frontEnd(gate: nil, trim: nil))
    #expect(picture.panels.map(\.title) == ["waveform", "spectrogram of the recording", "mel bands, 64"])
    #expect(picture.finding == "")
  }

  @Test func `the SVG is well-formed, shows names as written and holds its planes as PNG`() throws {
    let name = "<script>alert(1)</script> & \"é\""
    let picture = try ClipPicture(of: noiseThenTone, subject: name, frontEnd: frontEnd())
    let svg = try picture.svg()
    #expect(!svg.contains("<script"))
    let reader = SVGReader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.texts.contains(name + "\n"))
    // A plane and its bar of colours for each panel but the waveform's.
    #expect(reader.images.count == 2 * (picture.panels.count - 1))
    #expect(reader.images.allSatisfy { $0.starts(with: [0x89, 0x50, 0x4E, 0x47]) })
    #expect(reader.links.allSatisfy { $0.hasPrefix("data:image/png;base64,") })
  }

  @Test func `the raster shows what the SVG does`() throws {
    let picture = try ClipPicture(of: noiseThenTone, subject: "tone", frontEnd: frontEnd())
    let raster = picture.raster
    let svg = try picture.svg()
    #expect(raster.width == 1_000)
    #expect(svg.contains("viewBox=\"0 0 1000 \(raster.height)\""))
    // The waveform's panel: the loud half reaches further up than the quiet one.
    let dark = Color(0x6A2C91)
    let rows = { (x: Int) in (64..<164).filter { raster[x, $0] == dark }.count }
    #expect(rows(64 + 645) > 30)
    #expect(rows(64 + 215) == 0)
  }

  @Test(arguments: [1, 2, 700, 22_050 * 40])
  func `clips of any length can be drawn, silence too`(count: Int) throws {
    let silence = Waveform(samples: Array(repeating: 0, count: count), sampleRate: 22_050)
    let picture = try ClipPicture(of: silence, subject: "silence", frontEnd: frontEnd())
    #expect(picture.raster.width == 1_000)
    let svg = try picture.svg()
    #expect(svg.hasPrefix("<svg"))
  }

  @Test func `audio without samples is refused`() throws {
    #expect(throws: FrontEndError.noSamples) {
      try ClipPicture(
        of: Waveform(samples: [], sampleRate: 22_050), subject: "nothing", frontEnd: frontEnd())
    }
  }
}

private final class SVGReader: NSObject, XMLParserDelegate {
  var texts: [String] = []
  var links: [String] = []
  var images: [Data] { links.compactMap { Data(base64Encoded: String($0.dropFirst(22))) } }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    texts.append("")
    if let link = attributes["href"] { links.append(link) }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    texts[texts.count - 1] += string
  }
}
