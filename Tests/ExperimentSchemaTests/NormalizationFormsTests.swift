import ContentDigest
import ExperimentSchema
import Testing

@Suite("Forms of normalisation")
struct NormalizationFormsTests {
  private let files = try! ExperimentFiles()

  private static func text(_ normalization: String, training: String = "") -> String {
    experimentText(
      frontEnd:
        #"{ "features": { "type": "meanMagnitudeSpectrum" }, "normalization": \#(normalization) }"#,
      training: #"{ "loss": "meanSquaredError", "epochs": 3\#(training) }"#)
  }

  @Test(
    arguments: [
      (#"{ "type": "corpus", "clip": 6 }"#, .corpus(clip: 6)), (#"{ "type": "corpus" }"#, .corpus(clip: nil)),
      (#"{ "type": "clip" }"#, .clip), ("null", nil),
    ] as [(String, FrontEndSpecification.Normalization?)])
  func `each is read, and reads back from the resolved text`(
    text: String, expected: FrontEndSpecification.Normalization?
  ) throws {
    let experiment = try ExperimentDecoder.experiment(text: Self.text(text))
    #expect(experiment.frontEnd.normalization == expected)
    #expect(try ExperimentDecoder.experiment(text: experiment.resolvedText) == experiment)
    let document = ModelDocument(
      experiment: "tiny", corpus: "esc10", classNames: ["Cat", "Dog"], frontEnd: experiment.frontEnd,
      model: experiment.model, validationFolds: [5], validationAccuracy: 0.5, weightsDigest: "0")
    #expect(try ModelDocument(text: document.text, source: "model.json") == document)
    // Files of older runs do not say of how many clips their accuracy is.
    #expect(!document.text.contains("validationClips"))
    var counted = document
    counted.validationClips = 80
    #expect(try ModelDocument(text: counted.text, source: "model.json").validationClips == 80)
    // Nor do they say that sounds are synthesized.
    #expect(!document.isSynthetic && !document.text.contains("isSynthetic"))
    counted.isSynthetic = true
    #expect(try ModelDocument(text: counted.text, source: "model.json") == counted)
  }

  @Test(arguments: [
    (
      #"{ "type": "korpus" }"#,
      #"frontEnd.normalization.type: found "korpus"; expected one of corpus, clip. Did you mean "corpus"?"#
    ),
    (
      #"{ "type": "corpus", "clip": 0 }"#,
      "frontEnd.normalization.clip: found 0; expected a number above 0 to 1000000 deviations."
    ),
    (
      #"{ "type": "clip", "clip": 6 }"#,
      "frontEnd.normalization.clip: found an unknown key; expected no key. Delete it."
    ),
  ])
  func `what is none is told`(text: String, message: String) throws {
    let problems = try files.problems(in: Self.text(text))
    #expect(problems.map { String($0.split(separator: ": ", maxSplits: 1)[1]) } == [message])
  }

  @Test func `a gain of features on a scale of their own is refused`() throws {
    let problems = try files.problems(
      in: Self.text(
        #"{ "type": "corpus" }"#, training: #", "regularization": { "gain": { "decibels": 3 } }"#))
    #expect(
      problems.map { String($0.split(separator: ": ", maxSplits: 1)[1]) } == [
        "training.regularization.gain: found features that frontEnd.normalization brings to a scale of their own; "
          + "expected features that are levels. Use training.augmentation.copies.gain, which changes the "
          + "recordings."
      ])
  }

  // MARK: Identity

  @Test func `it is part of a configuration's identity only where it is given`() throws {
    func digest(_ text: String) throws -> String {
      try ExperimentDecoder.experiment(text: text).configurationDigest(classNames: ["a"]).hexadecimal
    }
    let plain = try digest(experimentText(training: #"{ "loss": "meanSquaredError", "epochs": 3 }"#))
    #expect(try digest(Self.text("null")) == plain)
    let others = try [
      #"{ "type": "corpus" }"#, #"{ "type": "corpus", "clip": 6 }"#, #"{ "type": "corpus", "clip": 5 }"#,
      #"{ "type": "clip" }"#,
    ].map { try digest(Self.text($0)) }
    #expect(Set(others + [plain]).count == 5)
  }

  @Test func `features of every type have the identity that they always had`() throws {
    // As they were before front ends could normalise: of runs in stores, which reports look up.
    let expected = [
      (
        #"{ "type": "logMelSpectrogram", "frameCount": 20 }"#,
        "6687ff7162193303971bdcf29ada3adc98ed2ccd7376b6e2d14fd94262761bcd"
      ),
      (
        #"{ "type": "textureStatistics" }"#,
        "5a3eed3e7b5703c362f97518fbb95cf2694c415a412930af787f959cc06f2231"
      ),
      (#"{ "type": "fineStatistics" }"#, "28e413db2afc589cc8f87e6dc537d5a1a6db66859de368f3d2dfe4c367edd6f0"),
      (
        #"{ "type": "joined", "parts": [{ "type": "textureStatistics" }, { "type": "fineStatistics" }] }"#,
        "1cadcc673a0b4c7525424604c69dcec0cdb7b41dc81e3d75f6cf977c9a2ce0de"
      ),
    ]
    for (features, digest) in expected {
      let experiment = try ExperimentDecoder.experiment(
        text: experimentText(
          frontEnd: #"{ "sampleRate": 44100, "features": \#(features) }"#,
          layers: """
            [{ "type": "flatten", "name": "flatten" },
             { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }]
            """))
      #expect(experiment.configurationDigest(classNames: ["a", "b"]).hexadecimal == digest, "\(features)")
    }
  }
}
