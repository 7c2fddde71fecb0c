import ExperimentSchema
import Foundation
import JSONText
import Testing
import TestSupport

@Suite("Decoding: properties")
struct DecodingPropertyTests {
  @Test("mutated files never crash, and each refusal has a place", .tags(.property))
  func mutations() throws {
    let shipped = try Data(contentsOf: shippedExperiments.appending(path: "gen1.json"))
    let base = try String(
      contentsOf: shippedExperiments.appending(path: "base/documented.json"), encoding: .utf8)
    let whole = [UInt8](shipped) + [UInt8](base.utf8)
    var random = SplitMix64(seed: 7)
    var refusals = 0
    for _ in 0..<2000 {
      var bytes = Bool.random(using: &random) ? [UInt8](shipped) : whole
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(Array("{}[]\":,0-e.\\n".utf8).randomElement(using: &random)!, at: index)
        default: bytes.removeSubrange(index..<min(bytes.count, index + 40))
        }
        if bytes.isEmpty { bytes = [0x7B] }
      }
      do throws(ExperimentError) {
        _ = try ExperimentDecoder.experiment(text: String(decoding: bytes, as: UTF8.self), source: "mutated")
      } catch {
        refusals += 1
        #expect(!error.problems.isEmpty)
        #expect(error.problems.allSatisfy { $0.place.source == "mutated" && !$0.found.isEmpty })
      }
    }
    #expect(refusals > 1900, "a mutation rarely leaves a whole experiment: without its base none is")
  }

  @Test("damaged histories are refused with a place, or read", .tags(.property))
  func damagedHistories() throws {
    let shipped = try Data(contentsOf: shippedExperiments.appending(path: "history.json"))
    let files = try ExperimentFiles()
    let file = files.folder.appending(path: "history.json")
    var refusals = 0
    for bytes in DamagedText([UInt8](shipped), count: 2000, seed: 11) {
      try Data(bytes).write(to: file)
      do throws(ExperimentError) {
        _ = try ExperimentDecoder.history(at: file)
      } catch {
        refusals += 1
        #expect(!error.problems.isEmpty)
        #expect(error.problems.allSatisfy { $0.place.source.hasSuffix("history.json") && !$0.found.isEmpty })
      }
    }
    #expect(refusals > 1500, "of so long a file few damages leave a whole one: \(refusals)")
  }

  @Test("damaged sweeps are refused with a place, or read", .tags(.property))
  func damagedSweeps() throws {
    let shipped = shippedExperiments.appending(path: "sweeps")
    let sweep = try ExperimentDecoder.sweep(at: shipped.appending(path: "front-end.json"))
    let files = try ExperimentFiles()
    let file = files.folder.appending(path: "sweeps/sweep.json")
    for name in ["gen6.json", "gen4.json", "gen3.json", "base"] {
      let place = shippedExperiments.appending(path: name)
      try FileManager.default.copyItem(at: place, to: files.folder.appending(path: name))
    }
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    var refusals = 0
    func decode(_ body: () throws(ExperimentError) -> DeclaredSweep) {
      do throws(ExperimentError) {
        let decoded = try body()
        #expect((try? DeclaredSweep(resolvedText: decoded.resolvedText)) == decoded)
      } catch {
        refusals += 1
        #expect(!error.problems.isEmpty)
        #expect(error.problems.allSatisfy { !$0.place.source.isEmpty && !$0.found.isEmpty })
      }
    }
    for name in ["gen6-dropout", "architecture", "front-end"] {
      let text = [UInt8](try Data(contentsOf: shipped.appending(path: name + ".json")))
      for bytes in DamagedText(text, count: 500, seed: 13) {
        try Data(bytes).write(to: file)
        decode { () throws(ExperimentError) in try ExperimentDecoder.sweep(at: file) }
      }
    }
    for bytes in DamagedText([UInt8](sweep.resolvedText.utf8), count: 500, seed: 14) {
      decode { () throws(ExperimentError) in
        try DeclaredSweep(resolvedText: String(decoding: bytes, as: UTF8.self))
      }
    }
    #expect((1500..<2000).contains(refusals), "\(refusals)")
  }

  @Test("damaged model documents are refused with a place, or read", .tags(.property))
  func damagedModelDocuments() throws {
    let experiment = try ExperimentDecoder.experiment(at: shippedExperiments.appending(path: "gen6.json"))
    let document = ModelDocument(
      experiment: experiment.name, corpus: "esc10", classNames: ["Cat", "Dog"], frontEnd: experiment.frontEnd,
      model: experiment.model, validationFolds: [5], validationAccuracy: 0.5,
      weightsDigest: String(repeating: "0", count: 64))
    #expect(try ModelDocument(text: document.text, source: "model.json") == document)
    var refusals = 0
    for bytes in DamagedText([UInt8](document.text.utf8), count: 2000, seed: 12) {
      do throws(ExperimentError) {
        _ = try ModelDocument(text: String(decoding: bytes, as: UTF8.self), source: "model.json")
      } catch {
        refusals += 1
        #expect(!error.problems.isEmpty)
        #expect(error.problems.allSatisfy { $0.place.source == "model.json" && !$0.found.isEmpty })
      }
    }
    #expect(refusals > 1500, "\(refusals)")
  }

  @Test("strings come back as they were written, whatever is in them", .tags(.property))
  func strings() throws {
    let titles = [
      "plain", "quote \" backslash \\ slash /", "tab\tnewline\n", "control \u{1}", "ümläut 🦉 日本", "\u{2028}",
    ]
    for title in titles {
      var experiment = try ExperimentDecoder.experiment(text: experimentText())
      experiment.title = title
      #expect(try ExperimentDecoder.experiment(text: experiment.resolvedText).title == title)
    }
  }

  @Test("a random experiment reads back from its resolved text", .tags(.property), arguments: 0..<200)
  func roundTrip(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let experiment = Experiment.random(using: &random)
    #expect(try ExperimentDecoder.experiment(text: experiment.resolvedText) == experiment)
  }
}

extension Experiment {
  /// An experiment of random settings and fitting layers.
  fileprivate static func random(using random: inout SplitMix64) -> Experiment {
    var layers: [LayerSpecification] = []
    for index in 0..<Int.random(in: 0...4, using: &random) {
      let operation: LayerSpecification.Operation =
        switch Int.random(in: 0..<3, using: &random) {
        case 0: .dense(units: .count(Int.random(in: 1...99, using: &random)), activation: .relu)
        case 1: .dropout(rate: Double.random(in: 0..<1, using: &random))
        default: .relu
        }
      layers.append(LayerSpecification(name: "layer\(index)", operation: operation))
    }
    let loss = TrainingSpecification.Loss.allCases.randomElement(using: &random)!
    let end = loss.outputActivations.randomElement(using: &random)!
    layers.append(LayerSpecification(name: "output", operation: .dense(units: .classes, activation: end)))
    return Experiment(
      name: "random", title: "Random", corpus: CorpusSelection(name: "synthetic", classes: "all"),
      split: Split(train: [1, 2], validation: [3], test: Bool.random(using: &random) ? [4, 5] : []),
      frontEnd: FrontEndSpecification(
        sampleRate: Int.random(in: 4000...192_000, using: &random), spectralGate: nil, trim: nil,
        features: .meanMagnitudeSpectrum(
          fftLength: 2 * Int.random(in: 8...1024, using: &random), hopLength: 16)),
      model: ModelSpecification(architecture: .reconstructed, layers: layers),
      training: TrainingSpecification(
        loss: loss, labelSmoothing: Bool.random(using: &random) ? 0 : 0.125,
        optimizer: .random(using: &random),
        gradientClipping: [nil, .norm(threshold: 1.5), .value(threshold: 0.1)].randomElement(using: &random)!,
        schedule: [
          .constant(), .step(epochs: 3, factor: 0.5, warmUpEpochs: 0.25), .cosine(finalFraction: 0.1),
          .oneCycle(.init(warmUpFraction: 0.2)),
        ].randomElement(using: &random)!,
        averaging: [nil, .ema(decay: 0.99)].randomElement(using: &random)!,
        regularization: .random(using: &random),
        epochs: Int.random(in: 1...1000, using: &random), batchSize: Int.random(in: 1...64, using: &random),
        seeds: [UInt64.random(in: 0...UInt64(Int64.max), using: &random)]), claims: [])
  }
}

extension TrainingSpecification.Optimizer {
  fileprivate static func random(using random: inout SplitMix64) -> Self {
    let learningRate = Double.random(in: 1e-9...1, using: &random)
    let decay = Bool.random(using: &random) ? 0 : Double.random(in: 0...1, using: &random)
    let decaysBiases = Bool.random(using: &random)
    switch Int.random(in: 0..<3, using: &random) {
    case 0:
      return .adam(.init(learningRate: learningRate, weightDecay: decay, decaysBiases: decaysBiases))
    case 1:
      return .adamW(.init(learningRate: learningRate, weightDecay: decay, decaysBiases: decaysBiases))
    default:
      return .sgd(
        .init(
          learningRate: learningRate, momentum: 0.5, nesterov: Bool.random(using: &random),
          weightDecay: decay, decaysBiases: decaysBiases))
    }
  }
}

extension TrainingSpecification.Regularization {
  /// Of the kinds that any features take.
  fileprivate static func random(using random: inout SplitMix64) -> Self {
    var regularization = Self()
    if Bool.random(using: &random) { regularization.gain = .init(decibels: 3) }
    if Bool.random(using: &random) { regularization.inputNoise = .init(deviation: 0.01) }
    if Bool.random(using: &random) { regularization.mixup = .init(alpha: 0.2) }
    return regularization
  }
}

/// A small generator for tests. Source: Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
