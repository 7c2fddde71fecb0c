import ContentDigest
import ExperimentSchema
import Testing

@Suite("Forms of augmentation")
struct AugmentationFormsTests {
  private let files = try! ExperimentFiles()

  private static func text(_ augmentation: String) -> String {
    experimentText(
      training: #"{ "loss": "meanSquaredError", "epochs": 3, "augmentation": \#(augmentation) }"#)
  }

  private static func augmentation(_ text: String) throws -> TrainingSpecification.Augmentation {
    try ExperimentDecoder.experiment(text: self.text(text)).training.augmentation
  }

  private static let whole = """
    { "playbackSpeeds": [1, 0.9, 1.11],
      "copies": {
        "count": 2, "seed": 5, "roll": { "seconds": 5 }, "gain": { "decibels": 6 },
        "background": { "type": "noise", "exponent": 2, "lowestRatio": 10, "highestRatio": 30 }
      } }
    """

  @Test func `every setting is read, defaults filled in, and reads back from the resolved text`() throws {
    #expect(try Self.augmentation("{}").isEmpty)
    #expect(try Self.augmentation(#"{ "playbackSpeeds": [1], "copies": null }"#).isEmpty)
    let whole = try Self.augmentation(Self.whole)
    #expect(
      whole
        == .init(
          playbackSpeeds: [1, 0.9, 1.11],
          copies: .init(
            count: 2, seed: 5, roll: .init(seconds: 5),
            background: .init(sound: .noise(exponent: 2), lowestRatio: 10, highestRatio: 30),
            gain: .init(decibels: 6))))
    #expect(whole.rowsPerClip == 5)
    let clips = try Self.augmentation(
      #"{ "copies": { "count": 1, "background": { "type": "clips", "lowestRatio": 0, "highestRatio": 0 } } }"#
    )
    #expect(clips.copies?.background?.sound == .clips && clips.copies?.seed == 1)
    for text in ["{}", Self.whole] {
      let experiment = try ExperimentDecoder.experiment(text: Self.text(text))
      #expect(try ExperimentDecoder.experiment(text: experiment.resolvedText) == experiment)
    }
  }

  @Test(arguments: [
    (
      #"{ "playbackSpeeds": [0.9, 1.1] }"#,
      "playbackSpeeds: found no speed 1; expected 1 among them: the clip as it is. Add it."
    ),
    (
      #"{ "playbackSpeeds": [1, 0.9, 1.0] }"#,
      "playbackSpeeds[2]: found 1.0 a second time; expected each value once. Delete one of the two."
    ),
    (
      #"{ "playbackSpeeds": [1, 0.1] }"#,
      "playbackSpeeds[1]: found 0.1; expected a number from 0.25 to 4."
    ),
    (
      #"{ "copies": { "count": 1 } }"#,
      "copies: found copies that nothing is changed of; expected roll, background or gain. Add one of them, or leave copies out."
    ),
    (
      #"{ "copies": { "count": 1, "background": { "type": "clips", "lowestRatio": 9, "highestRatio": 8 } } }"#,
      "copies.background.lowestRatio: found 9.0; expected at most highestRatio, 8.0 dB. Exchange the two."
    ),
    (
      #"{ "speeds": [1] }"#,
      "speeds: found an unknown key; expected one of playbackSpeeds, copies. Delete it."
    ),
  ])
  func `what cannot be done is told`(text: String, message: String) throws {
    let problems = try files.problems(in: Self.text(text))
    #expect(
      problems.map { String($0.split(separator: ": ", maxSplits: 1)[1]) } == [
        "training.augmentation." + message
      ]
    )
  }

  @Test func `it is part of a configuration's identity only where it is given`() throws {
    func digest(_ text: String) throws -> String {
      try ExperimentDecoder.experiment(text: text).configurationDigest(classNames: ["a"]).hexadecimal
    }
    let plain = try digest(experimentText())
    #expect(try digest(Self.text("{}")) == plain)
    #expect(try digest(Self.text(#"{ "playbackSpeeds": [1], "copies": null }"#)) == plain)
    let others = try [
      Self.whole, Self.whole.replacing("1.11", with: "1.12"),
      Self.whole.replacing("\"seed\": 5", with: "\"seed\": 6"),
      Self.whole.replacing("\"count\": 2", with: "\"count\": 3"),
      Self.whole.replacing("\"exponent\": 2", with: "\"exponent\": 1"),
      Self.whole.replacing("\"seconds\": 5", with: "\"seconds\": 4"),
      Self.whole.replacing("\"decibels\": 6", with: "\"decibels\": 5"),
    ].map { try digest(Self.text($0)) }
    #expect(Set(others + [plain]).count == 8)
  }
}
