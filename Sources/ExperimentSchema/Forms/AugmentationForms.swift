/// The forms of what training hears of each clip beside the clip itself.
enum AugmentationForms {
  private typealias Training = TrainingSpecification

  static var augmentation: Form<TrainingSpecification.Augmentation> {
    .object { augmentation in
      Training.Augmentation(
        playbackSpeeds: augmentation.optional(
          "playbackSpeeds", Form.number(in: 0.25...4).distinctList(atLeast: 1, atMost: 16), default: [1],
          "the speeds that each clip is played at, 1 among them"),
        copies: augmentation.optional(
          "copies", copies.orNull(), default: nil, "copies changed by chance; null makes none"))
    }
  }

  private static var copies: Form<Training.Copies> {
    .object { copies in
      Training.Copies(
        count: copies.required("count", .integer(in: 1...100, unit: "copies"), "copies of each clip"),
        seed: copies.optional("seed", .seed, default: 1, "what the draws begin with"),
        roll: copies.optional("roll", roll.orNull(), default: nil, "moves clips round; null leaves them"),
        background: copies.optional(
          "background", background.orNull(), default: nil, "mixes another sound in; null mixes none"),
        gain: copies.optional(
          "gain", RegularizationForms.gain.orNull(), default: nil,
          "makes clips louder or softer; null leaves them"))
    }
  }

  private static var roll: Form<Training.WaveformRoll> {
    .object { roll in
      Training.WaveformRoll(
        seconds: roll.required(
          "seconds", .number(in: 0...3600, isLowerExcluded: true, unit: "s"),
          "the farthest that a clip moves, in seconds"))
    }
  }

  private static var background: Form<Training.Background> {
    .tagged([
      ("clips", { background(.clips, &$0) }),
      (
        "noise",
        { noise in
          let exponent = noise.optional(
            "exponent", .number(in: 0...4), default: 1,
            "how its power falls with frequency: 0 white, 1 pink, 2 brown")
          return background(.noise(exponent: exponent), &noise)
        }
      ),
    ])
  }

  private static func background(
    _ sound: Training.Background.Sound, _ background: inout ObjectReader
  ) -> Training.Background {
    let ratio = Form.number(in: -60...120, unit: "dB")
    return Training.Background(
      sound: sound,
      lowestRatio: background.required(
        "lowestRatio", ratio, "the least ratio of the clip's mean power to the background's, in dB"),
      highestRatio: background.required("highestRatio", ratio, "the greatest such ratio, in dB"))
  }
}
