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
    (#"{ "type": "mfcc", "frameCount": 40 }"#, [1, 20, 40]),
    (
      #"{ "type": "mfcc", "coefficientCount": 13, "lifter": 22, "deltas": [1, 2], "frameCount": 40 }"#,
      [3, 13, 40]
    ),
    (#"{ "type": "spectrogram", "fftLength": 512, "scale": "power", "frameCount": 7 }"#, [1, 257, 7]),
    (
      #"{ "type": "spectralDescriptors", "descriptors": ["rms", "centroid"], "deltas": [2], "frameCount": 9 }"#,
      [2, 2, 9]
    ),
    (
      #"{ "type": "logMelSpectrogram", "decibels": { "floor": 1e-6, "dynamicRange": null }, "frameCount": 5 }"#,
      [1, 64, 5]
    ),
    (
      #"{ "type": "summary", "of": { "type": "mfcc", "deltas": [1] }, "statistics": ["mean", "percentile90"] }"#,
      [80]
    ),
    (
      #"{ "type": "joined", "parts": [{ "type": "summary", "of": { "type": "spectralDescriptors" }, "statistics": ["median"] }, { "type": "meanMagnitudeSpectrum" }] }"#,
      [263]
    ),
  ])
  func `features of frames and their summaries have shapes and read back`(features: String, shape: [Int])
    throws
  {
    let layers =
      #"[{ "type": "flatten", "name": "flatten" }, { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }]"#
    let text = experimentText(
      frontEnd: #"{ "sampleRate": 44100, "features": \#(features) }"#, layers: layers)
    let experiment = try ExperimentDecoder.experiment(text: text)
    #expect(experiment.frontEnd.featureShape == shape)
    #expect(try ExperimentDecoder.experiment(text: experiment.resolvedText) == experiment)
  }

  @Test func `stages beside the features read back, and are not written where they are left out`() throws {
    let stages = #""preEmphasis": {}, "length": { "seconds": 2.5, "mode": "repeat", "keep": "loudest" }"#
    let features = #""features": { "type": "meanMagnitudeSpectrum" }"#
    let experiment = try ExperimentDecoder.experiment(
      text: experimentText(frontEnd: "{ \(stages), \(features) }"))
    #expect(experiment.frontEnd.preEmphasis?.coefficient == 0.97)
    let length = try #require(experiment.frontEnd.length)
    #expect(length.seconds == 2.5 && length.mode == .repeat && length.keep == .loudest)
    #expect(try ExperimentDecoder.experiment(text: experiment.resolvedText) == experiment)
    let plain = try ExperimentDecoder.experiment(text: experimentText(frontEnd: "{ \(features) }"))
    let without = try ExperimentDecoder.experiment(
      text: experimentText(frontEnd: #"{ "preEmphasis": null, "length": null, \#(features) }"#))
    #expect(plain.frontEnd.canonicalText == without.frontEnd.canonicalText)
    #expect(!plain.frontEnd.canonicalText.contains("preEmphasis"))
    #expect(!plain.frontEnd.canonicalText.contains("length\""))
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
      #"{ "type": "summary", "of": { "type": "mfcc", "coefficientCount": 30, "melBandCount": 20 }, "statistics": ["mean"] }"#,
      "",
      "frontEnd.features.of.coefficientCount: found 30; expected at most melBandCount, 20. There are no more coefficients than bands."
    ),
    (
      #"{ "type": "summary", "of": { "type": "mfcc", "frameCount": 20 }, "statistics": ["mean"] }"#, "",
      "frontEnd.features.of.frameCount: found an unknown key; expected one of coefficientCount, lifter, fftLength, hopLength, melBandCount, lowestFrequency, highestFrequency, melScale, decibels, deltas. Delete it."
    ),
    (
      #"{ "type": "summary", "of": { "type": "mfcc" }, "statistics": ["percentile101"] }"#, "",
      #"frontEnd.features.statistics[0]: found "percentile101"; expected one of mean, standardDeviation, minimum, maximum, median, skewness, kurtosis, percentile0 to percentile100."#
    ),
    (
      #"{ "type": "fineStatistics" }"#, #", "regularization": { "gain": { "decibels": 3 } }"#,
      "training.regularization.gain: found features that are no levels; expected features that are levels: meanMagnitudeSpectrum, or logMelSpectrogram or spectrogram without deltas. Leave it out."
    ),
  ])
  func `what cannot be computed is told`(features: String, training: String, message: String) throws {
    let problems = try files.problems(in: Self.text(features, training: training))
    #expect(problems.map { String($0.split(separator: ": ", maxSplits: 1)[1]) } == [message])
  }

  @Test func `changes over time need nine frames`() throws {
    let problems = try files.problems(
      in: experimentText(
        frontEnd:
          #"{ "features": { "type": "spectralDescriptors", "deltas": [1], "frameCount": 8 } }"#,
        layers:
          #"[{ "type": "flatten", "name": "flatten" }, { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }]"#
      ))
    #expect(
      problems == [
        ":2: frontEnd.features.frameCount: found 8; expected at least 9, over which deltas are taken. Leave deltas out, or lengthen the result."
      ])
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
