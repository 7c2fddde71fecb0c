import AudioFrontEnd
import Datasets
import Foundation
import TestSupport
import Testing

/// The corpus is frozen: fingerprints from `Tests/ReferenceImplementations/synthesis.py`.
@Suite("Synthetic clips: golden", .tags(.golden))
struct SyntheticClipGoldenTests {
  private struct Golden: Decodable {
    struct Fingerprint: Decodable {
      var clip: String
      var rootMeanSquare: Double
      var centroid: Double
      var samples: [Float]
    }

    var sampleIndices: [Int]
    var clips: [Fingerprint]
  }

  private func clip(_ className: String, source: Int, take: Int, seed: UInt64 = 1) throws -> SyntheticClip {
    SyntheticClip(
      classIndex: try #require(SyntheticCorpus.classNames.firstIndex(of: className)), source: source,
      take: take, seed: seed)
  }

  private func rootMeanSquare(_ samples: [Float]) -> Double {
    (samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count)).squareRoot()
  }

  /// The samples as a 16-bit file holds them, which is what was measured: in quiet clips the rounding itself
  /// moves the centroid.
  private func written(_ waveform: Waveform) -> Waveform {
    Waveform(
      samples: waveform.samples.map { ($0 * 32_767).rounded(.toNearestOrEven) / 32_768 },
      sampleRate: waveform.sampleRate)
  }

  /// The mean magnitude spectrum of 257 bins that the measures below are taken from.
  private func spectrum(_ waveform: Waveform) throws -> [Double] {
    let settings = FrontEnd.Settings(
      sampleRate: 22_050, features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256))
    let extractor = try FrontEnd(settings).makeExtractor()
    return try extractor.features(of: waveform).map(Double.init)
  }

  private func centroid(_ spectrum: [Double]) -> Double {
    let moments = spectrum.indices.reduce(0) { $0 + Double($1) * 22_050 / 512 * spectrum[$1] }
    return moments / spectrum.reduce(0, +)
  }

  @Test func `clips are those that were frozen`() throws {
    let file = try #require(Bundle.module.url(forResource: "Golden/synthetic-clips", withExtension: "json"))
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    #expect(golden.clips.count >= 12)
    #expect(SyntheticClip.generatorVersion == 1, "freeze the new generator's clips: synthesis.py")
    for fingerprint in golden.clips {
      let parts = fingerprint.clip.split(separator: "-")
      let clip = try clip(
        String(parts[0]), source: try #require(Int(parts[1])), take: parts[2] == "A" ? 0 : 1)
      let waveform = written(clip.render())
      let samples = waveform.samples
      let name = Comment(rawValue: fingerprint.clip)
      #expect(abs(rootMeanSquare(samples) - fingerprint.rootMeanSquare) < 1e-4, name)
      #expect(abs(centroid(try spectrum(waveform)) / fingerprint.centroid - 1) < 1e-4, name)
      for (index, sample) in zip(golden.sampleIndices, fingerprint.samples) {
        #expect(abs(samples[index] - sample) < 1e-4, name)
      }
    }
  }

  @Test func `seed, class, source and take each make another clip; the same make the same bits`() throws {
    let base = try clip("Dog", source: 3, take: 0)
    let samples = base.render().samples
    #expect(base.render().samples == samples)
    let others = [
      try clip("Dog", source: 3, take: 1), try clip("Dog", source: 4, take: 0),
      try clip("Hen", source: 3, take: 0), try clip("Dog", source: 3, take: 0, seed: 2),
    ]
    var seen: Set<[Float]> = [samples]
    for other in others {
      #expect(seen.insert(other.render().samples).inserted)
    }
  }

  @Test(arguments: SyntheticCorpus.classNames)
  func `every class is audible and finite, with its peak between -20 and 0 dB`(className: String) throws {
    for seed in [1, 2] as [UInt64] {
      for source in [0, 7, 19] {
        let waveform = try clip(className, source: source, take: source % 2, seed: seed).render()
        #expect(waveform.sampleRate == 22_050)
        #expect(waveform.samples.count == 5 * 22_050)
        #expect(waveform.samples.allSatisfy { $0.isFinite })
        let peak = waveform.samples.reduce(0) { max($0, $1.magnitude) }
        #expect(peak <= 1 && peak >= 0.0999)
        #expect(rootMeanSquare(waveform.samples) > 1e-3, "silent")
      }
    }
  }

  /// Distance of two clips: the mean difference of their spectra in dB, levels taken out.
  private func distance(_ left: [Double], _ right: [Double]) -> Double {
    func shape(_ spectrum: [Double]) -> [Double] {
      let decibels = spectrum.map { 20 * log10($0 + 1e-6) }
      let mean = decibels.reduce(0, +) / Double(decibels.count)
      return decibels.map { $0 - mean }
    }
    return zip(shape(left), shape(right)).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(left.count)
  }

  @Test func `takes of one source are more alike than clips of other classes`() throws {
    let pairs = try SyntheticCorpus.classNames.map { className in
      (
        try spectrum(clip(className, source: 5, take: 0).render()),
        try spectrum(clip(className, source: 5, take: 1).render())
      )
    }
    var closer = 0
    for (index, pair) in pairs.enumerated() {
      let own = distance(pair.0, pair.1)
      let others = pairs.indices.filter { $0 != index }.map { distance(pair.0, pairs[$0].1) }.sorted()
      if own < others[others.count / 2] { closer += 1 }
    }
    #expect(closer >= 30, "of 32 sources, \(closer) are closer to their own take than to half of the classes")
  }
}
