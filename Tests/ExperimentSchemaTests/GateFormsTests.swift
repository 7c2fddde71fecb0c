import ExperimentSchema
import TestSupport
import Testing

@Suite("Forms of the gate")
struct GateFormsTests {
  private let files = try! ExperimentFiles()

  private static func text(_ gate: String) -> String {
    experimentText(
      frontEnd: #"{ "spectralGate": \#(gate), "features": { "type": "meanMagnitudeSpectrum" } }"#)
  }

  @Test(arguments: [
    "{}", #"{ "type": "stationary" }"#, #"{ "noise": "profile", "noiseSamples": 9 }"#,
    #"{ "noise": "quietestFrames", "quietestShare": 0.25, "amount": 0.5 }"#, #"{ "noise": "wholeClip" }"#,
    #"{ "type": "nonStationary" }"#, #"{ "type": "nonStationary", "amount": 0.3, "timeConstant": 0.5 }"#,
  ])
  func `gates read back from their resolved text`(gate: String) throws {
    let experiment = try ExperimentDecoder.experiment(text: Self.text(gate))
    #expect(try ExperimentDecoder.experiment(text: experiment.resolvedText) == experiment)
  }

  @Test func `defaults that are written out change nothing, and every other choice does`() throws {
    func canonical(_ gate: String) throws -> String {
      try ExperimentDecoder.experiment(text: Self.text(gate)).frontEnd.canonicalText
    }
    let plain = try canonical("{}")
    #expect(
      plain.contains(
        #""spectralGate":{"fftLength":2048,"hopLength":512,"noiseSamples":25000,"thresholdDeviations":1.5}"#))
    #expect(try canonical(#"{ "type": "stationary", "noise": "profile", "amount": 1 }"#) == plain)
    let others = try [
      #"{ "noise": "wholeClip" }"#, #"{ "noise": "quietestFrames" }"#, #"{ "amount": 0.5 }"#,
      #"{ "noise": "quietestFrames", "quietestShare": 0.2 }"#, #"{ "type": "nonStationary" }"#,
      #"{ "type": "nonStationary", "slope": 5 }"#,
    ].map { try canonical($0) }
    #expect(Set(others + [plain]).count == others.count + 1)
  }

  @Test func `a gate of another type replaces the one it extends`() throws {
    try files.write("base.json", Self.text(#"{ "noiseSamples": 100 }"#))
    let child = try files.write(
      "child.json",
      #"{ "name": "child", "extends": "base.json", "frontEnd": { "spectralGate": { "type": "nonStationary" } } }"#
    )
    guard case .nonStationary(let gate) = try ExperimentDecoder.experiment(at: child).frontEnd.spectralGate
    else {
      Issue.record("the gate is that of the base")
      return
    }
    #expect(gate.fftLength == 1024)
  }

  @Test(arguments: [
    (
      #"{ "type": "nonStationary", "noiseSamples": 3 }"#,
      "frontEnd.spectralGate.noiseSamples: found an unknown key; expected one of timeConstant, threshold, slope, frequencySmoothing, timeSmoothing, amount, fftLength, hopLength. Delete it."
    ),
    (
      #"{ "type": "nonStationary", "frequencySmoothing": 30 }"#,
      "frontEnd.spectralGate.frequencySmoothing: found 30.0; expected two frequency bins, 43.06640625 Hz, to half the sample rate. Try 500.0."
    ),
    (
      #"{ "type": "nonStationary", "hopLength": 512, "timeSmoothing": 0.02 }"#,
      "frontEnd.spectralGate.timeSmoothing: found 0.02; expected at least a hop, 0.023219954648526078 s. Try 0.05."
    ),
    (
      #"{ "type": "stationery" }"#,
      #"frontEnd.spectralGate.type: found "stationery"; expected one of stationary, nonStationary. Did you mean "stationary"?"#
    ),
    (
      #"{ "noise": "start" }"#,
      #"frontEnd.spectralGate.noise: found "start"; expected one of profile, quietestFrames, wholeClip."#
    ),
  ])
  func `what cannot be done is told`(gate: String, message: String) throws {
    let problems = try files.problems(in: Self.text(gate))
    #expect(problems.map { String($0.split(separator: ": ", maxSplits: 1)[1]) } == [message])
  }
}
