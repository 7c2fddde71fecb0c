import ExperimentSchema
import Foundation
import Testing

@Suite("Inheritance")
struct InheritanceTests {
  let files: ExperimentFiles

  init() throws { files = try ExperimentFiles() }

  @Test func `objects merge by key at any depth, and arrays are replaced`() throws {
    try files.write(
      "base.json",
      experimentText(
        frontEnd: """
          { "spectralGate": { "thresholdDeviations": 2 }, "features": { "type": "meanMagnitudeSpectrum" } }
          """,
        training: #"{ "loss": "meanSquaredError", "epochs": 3, "seeds": [1, 2, 3] }"#,
        more:
          #""title": "Base", "claims": [{ "id": "a", "metric": "validation.accuracy", "relation": "equals", "value": 1, "corpus": "c", "source": "s" }]"#
      ))
    let child = try files.write(
      "child.json",
      """
      { "name": "child", "extends": "base.json", "frontEnd": { "spectralGate": { "hopLength": 256 } },
        "training": { "epochs": 7, "seeds": [9] } }
      """)
    let experiment = try ExperimentDecoder.experiment(at: child)
    #expect(experiment.name == "child")
    #expect(experiment.title == "child", "a title is never inherited")
    #expect(experiment.claims.isEmpty, "claims are never inherited")
    guard case .stationary(let gate) = experiment.frontEnd.spectralGate else {
      Issue.record("the gate is \(String(describing: experiment.frontEnd.spectralGate))")
      return
    }
    #expect(gate.thresholdDeviations == 2)
    #expect(gate.hopLength == 256)
    #expect(experiment.training.epochs == 7)
    #expect(experiment.training.loss == .meanSquaredError)
    #expect(experiment.training.seeds == [9])
  }

  @Test func `null removes a stage, and an object of another type replaces the whole`() throws {
    try files.write(
      "base.json",
      experimentText(
        frontEnd: """
          { "trim": { "topDecibels": 30 },
            "features": { "type": "meanMagnitudeSpectrum", "fftLength": 1024, "hopLength": 99 } }
          """))
    let child = try files.write(
      "child.json",
      """
      { "name": "child", "extends": "base.json",
        "frontEnd": { "trim": null, "features": { "type": "logMelSpectrogram", "frameCount": 5 } },
        "model": { "layers": [
          { "type": "flatten", "name": "flatten" },
          { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" } ] } }
      """)
    let frontEnd = try ExperimentDecoder.experiment(at: child).frontEnd
    #expect(frontEnd.trim == nil)
    guard case .frames(let frames, frameCount: 5) = frontEnd.features,
      case .logMelSpectrogram(let settings) = frames.kind
    else {
      Issue.record("features are \(frontEnd.features)")
      return
    }
    #expect(settings.hopLength == 512, "the default, not what the other type had")
  }

  @Test func `a problem in a base is told with the file it stands in`() throws {
    try files.write("base.json", experimentText(training: #"{ "loss": "meanSquaredError", "epoch": 3 }"#))
    let problems = try files.problems(in: #"{ "name": "child", "extends": "base.json" }"#)
    #expect(
      problems.contains {
        $0.hasPrefix("base.json:4: training.epoch: found an unknown key")
          && $0.hasSuffix(#"Did you mean "epochs"?"#)
      })
  }

  @Test func `circles, chains without end and missing bases are told`() throws {
    try files.write("a.json", #"{ "name": "a", "extends": "b.json" }"#)
    try files.write("b.json", #"{ "extends": "a.json" }"#)
    let circle = try files.problems(in: #"{ "name": "c", "extends": "a.json" }"#)
    #expect(circle.count == 1)
    #expect(circle[0].contains("found \"a.json\", which in turn extends this file"))
    let missing = try files.problems(in: #"{ "name": "c", "extends": "absent.json" }"#)
    #expect(missing[0].contains("extends: found \"absent.json\", which is not there or cannot be read"))
    for index in 0..<20 {
      try files.write("chain\(index).json", #"{ "extends": "chain\#(index + 1).json" }"#)
    }
    let chain = try files.problems(in: #"{ "name": "c", "extends": "chain0.json" }"#)
    #expect(chain[0].contains("more than 16 files extending one another"))
  }
}
