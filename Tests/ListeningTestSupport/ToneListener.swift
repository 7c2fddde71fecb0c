package import AudioFrontEnd
import ContentDigest
package import ExperimentRunner
package import ExperimentSchema
import Foundation
package import Listening
import NeuralNetworks

/// A model whose every answer can be told by hand: it hears tones of 1 kHz as `low`, of 3 kHz as `high`, and what is half a
/// tone and half silence as neither more nor less than nothing.
package final class ToneListener {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "earshot-listening-\(UUID().uuidString)")
  package let run: RunFolder

  package static let sampleRate = 8_000
  package static let taxonomy = Taxonomy(
    scenes: [.init(name: "cellar", title: "a cellar"), .init(name: "attic", title: "an attic")],
    classes: [
      .init(name: "low", scenes: ["cellar"], suitability: .suitable),
      .init(name: "high", scenes: ["cellar", "attic"], suitability: .disturbing),
    ])
  package static let settings = RecognitionSettings(
    window: .init(duration: 1, hop: 0.5), thresholds: .same(0.6), lowerShare: 1,
    suitability: .init(
      disturbingProbability: 0.5, suitableProbability: 0.05, abruptRise: 60, greatestLoudness: -10))

  /// A run of a softmax over both tones and silence, or of a sigmoid for each.
  ///
  /// - Parameters:
  ///   - isSynthetic: Whether its corpus' sounds are synthesized.
  ///   - windows: The windows it was trained on; nil for whole clips.
  ///   - isScaled: Whether features have a scale, on which they are what they were.
  package init(
    _ activation: Activation = .softmax, corpus: String = "tones", isSynthetic: Bool = false,
    windows: SoundWindows? = nil, isScaled: Bool = false
  ) throws {
    run = RunFolder(id: "tones-s1-f5-00000000", in: folder)
    try FileManager.default.createDirectory(at: run.url, withIntermediateDirectories: true)
    let classNames = ["background", "high", "low"]
    // A tone of amplitude 0.5 has 8 in its bin: Hann's window sums to 32, and half of it is the tone's.
    var weight = [Float](repeating: 0, count: 3 * 33)
    weight[33 + 24] = 2
    weight[66 + 8] = 2
    let bias: [Float] = activation == .softmax ? [8, 0, 0] : [-8, -8, -8]
    var tensors = [
      NamedTensor(name: "output.weight", shape: [3, 33], values: weight),
      NamedTensor(name: "output.bias", shape: [3], values: bias),
    ]
    if isScaled {
      for (name, value) in [("mean", Float(0)), ("deviation", 1)] {
        tensors.append(
          NamedTensor(
            name: "frontEnd.normalization.\(name)", shape: [33], values: [Float](repeating: value, count: 33))
        )
      }
    }
    let document = ModelDocument(
      experiment: "tones", corpus: corpus, isSynthetic: isSynthetic, classNames: classNames,
      windows: windows,
      frontEnd: FrontEndSpecification(
        sampleRate: Self.sampleRate, spectralGate: nil, trim: nil,
        features: .meanMagnitudeSpectrum(fftLength: 64, hopLength: 32),
        normalization: isScaled ? .corpus(clip: nil) : nil),
      model: ModelSpecification(layers: [
        LayerSpecification(name: "output", operation: .dense(units: .classes, activation: activation))
      ]), validationFolds: [5], validationAccuracy: 0.9625,
      weightsDigest: weightsDigest(of: tensors).hexadecimal)
    try Safetensors.write(
      tensors, metadata: ["run": run.id], to: run.url.appending(path: "model.safetensors"))
    try Data(document.text.utf8).write(to: run.url.appending(path: "model.json"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  package func recognizer(_ settings: RecognitionSettings = settings) throws -> Recognizer {
    try Recognizer(of: run, settings: settings, taxonomy: Self.taxonomy)
  }

  /// Writes such a recording and opens it.
  package func recording(
    _ tones: [(frequency: Double, from: Double, to: Double)], duration: Double
  ) throws -> RecordingStream {
    let file = folder.appending(path: "\(UUID().uuidString).wav")
    try AudioFile.write(Self.waveform(tones, duration: duration), to: file)
    return try RecordingStream(file, sampleRate: Self.sampleRate)
  }

  /// A recording of `duration` seconds in which tones of these frequencies are heard at these times.
  package static func waveform(
    _ tones: [(frequency: Double, from: Double, to: Double)], duration: Double
  ) -> Waveform {
    var samples = [Float](repeating: 0, count: Int((duration * Double(sampleRate)).rounded()))
    for tone in tones {
      for sample in Int(tone.from * Double(sampleRate))..<Int(tone.to * Double(sampleRate)) {
        let time = Double(sample) / Double(sampleRate)
        samples[sample] += Float(0.5 * sin(2 * .pi * tone.frequency * time))
      }
    }
    return Waveform(samples: samples, sampleRate: sampleRate)
  }
}
