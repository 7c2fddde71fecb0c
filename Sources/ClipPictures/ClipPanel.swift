package import Rasters

/// One drawing of a clip over time.
package struct ClipPanel {
  /// What it shows.
  package var title: String
  /// What is to be noticed, in a few words; empty where that is all.
  package var note = ""
  package var content: Content

  package enum Content {
    /// The course of amplitudes, least and greatest of each column, in -1...1; the second is drawn over the first.
    case waveform([Envelope])
    /// Values by colour, with frequency upwards.
    case plane(Plane)
  }

  /// Least and greatest amplitude of each column; nil where there is no sound.
  package typealias Envelope = [ClosedRange<Float>?]

  package struct Plane {
    package var grid: PixelGrid
    /// The value of the darkest and of the lightest colour.
    package var domain: ClosedRange<Float>
    /// What the ends of the domain are called, the lesser first.
    var endNames: (String, String)
    /// Labels at the left, each with its height as a share of the panel's.
    var ticks: [(share: Double, label: String)]

    /// The values as pixels.
    package var picture: Raster {
      var picture = Raster(width: grid.columnCount, height: grid.rowCount, color: PictureStyle.absent)
      let width = domain.upperBound - domain.lowerBound
      for row in 0..<grid.rowCount {
        for column in 0..<grid.columnCount {
          let value = grid.values[row * grid.columnCount + column]
          if !value.isNaN { picture[column, row] = ColorMap.magma[(value - domain.lowerBound) / width] }
        }
      }
      return picture
    }
  }

  /// Pixels from above to below, without title and axis.
  var height: Int {
    switch content {
    case .waveform: 100
    case .plane(let plane): plane.grid.rowCount
    }
  }
}

/// The looks of a picture of a clip.
enum PictureStyle {
  static let text = Color(0x222222)
  static let faint = Color(0x6B6B6B)
  static let line = Color(0xB0B0B0)
  /// Where there is no sound to show.
  static let absent = Color(0xEDEDED)
  /// The recording's amplitudes, and those of what is left of it.
  static let envelopes = [Color(0xB9B4C7), Color(0x6A2C91)]
}
