import Foundation

/// The orthonormal cosine transform (type 2) of the levels of bands: cepstral coefficients.
///
/// Source: `scipy.fft.dct(type=2, norm="ortho")`. Checked in `FrameFeaturesGoldenTests`.
struct CosineTransform {
  /// `[coefficient, band]`.
  let weights: [Double]

  /// The first `coefficientCount` of the coefficients of `bandCount` bands.
  init(coefficientCount: Int, bandCount: Int) {
    let bands = Double(bandCount)
    var weights: [Double] = []
    for coefficient in 0..<coefficientCount {
      let scale = ((coefficient == 0 ? 1 : 2) / bands).squareRoot()
      let frequency = Double.pi * Double(coefficient) / bands
      for band in 0..<bandCount { weights.append(scale * cos(frequency * (Double(band) + 0.5))) }
    }
    self.weights = weights
  }
}
