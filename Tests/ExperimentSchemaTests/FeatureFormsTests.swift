import ExperimentSchema
import TestSupport
import Testing

@Suite("Forms of features")
struct FeatureFormsTests {
  private let files = try! ExperimentFiles()

  private static func text(_ features: String, training: String = "") -> String {
    experimentText(
      frontEnd: #"{ "sampleRate": 44100, "features": \#(features) }"#,
      training: #"{ "loss": "meanSquaredError", "epochs": 3\#(training) }"#)
  }

  @Test(arguments: [
    (#"{ "type": "textureStatistics" }"#, 690), (#"{ "type": "fineStatistics", "duration": 2.5 }"#, 254),
    (#"{ "type": "joined", "parts": [{ "type": "textureStatistics" }, { "type": "fineStatistics" }] }"#, 944),
  ])
  func `statistics are vectors and read back from their resolved text`(features: String, count: Int) throws {
    let experiment = try ExperimentDecoder.experiment(text: Self.text(features))
    #expect(experiment.frontEnd.featureShape == [count])
    #expect(try ExperimentDecoder.experiment(text: experiment.resolvedText) == experiment)
  }

  @Test(arguments: [
    (
      #"{ "type": "textureStatistics", "duration": 3 }"#, "",
      "frontEnd.features.duration: found 150 frames, 882 samples apart; expected at least 180 frames. Lengthen duration, or raise sampleRate."
    ),
    (
      #"{ "type": "fineStatistics", "duration": 1 }"#, "",
      "frontEnd.features.duration: found 690 frames, 64 samples apart; expected at least 1024 frames. Lengthen duration, or raise sampleRate."
    ),
    (
      #"{ "type": "joined", "parts": [{ "type": "textureStatistics", "highestFrequency": 23000 }] }"#, "",
      "frontEnd.features.parts[0].highestFrequency: found 23000.0; expected at most half the sample rate, 22050.0 Hz."
    ),
    (
      #"{ "type": "fineStatistics" }"#, #", "regularization": { "gain": { "decibels": 3 } }"#,
      "training.regularization.gain: found statistics as features; expected features that are levels, of type meanMagnitudeSpectrum or logMelSpectrogram. Leave it out."
    ),
  ])
  func `what cannot be computed is told`(features: String, training: String, message: String) throws {
    let problems = try files.problems(in: Self.text(features, training: training))
    #expect(problems.map { String($0.split(separator: ": ", maxSplits: 1)[1]) } == [message])
  }

  @Test func `joined features join neither images nor what is joined`() throws {
    for type in ["logMelSpectrogram", "joined"] {
      let problems = try files.problems(
        in: Self.text(#"{ "type": "joined", "parts": [{ "type": "\#(type)" }] }"#))
      #expect(problems.count == 1)
      #expect(problems.first?.contains("frontEnd.features.parts[0].type: found \"\(type)\"") == true)
    }
  }
}
