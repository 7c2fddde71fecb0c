import JSONText

/// The forms of what soundscapes are composed by, and of what their classes mean.
enum SoundscapeForms {
  /// A profile's file.
  static var profile: Form<SoundscapeProfile> {
    .object(ignoring: ["$schema"]) { file in
      SoundscapeProfile(
        name: file.required("name", .name(), "what the profile is called"),
        title: file.required("title", .text(atMost: 200), "one line for reports"),
        duration: file.required(
          "duration", .number(in: 0.5...600, unit: "s"), "seconds of a soundscape"),
        sampleRate: file.required(
          "sampleRate", .integer(in: 8_000...192_000, unit: "Hz"), "sampling rate of a soundscape"),
        eventCount: file.required(
          "eventCount", Form<Int>.integer(in: 1...100, unit: "events").range(),
          "fewest and most events of a soundscape"),
        eventDuration: file.required(
          "eventDuration", Form<Double>.number(in: 0.05...600, unit: "s").range(),
          "shortest and longest event, in seconds"),
        maximumOverlap: file.optional(
          "maximumOverlap", .integer(in: 1...100, unit: "events"), default: 2,
          "how many events may be heard at once"),
        signalToNoise: file.required(
          "signalToNoise", Form<Double>.number(in: -60...120, unit: "dB").range(),
          "least and greatest level of an event above the background, in dB"),
        background: file.required("background", background, "what is heard where no event is"),
        strangerShare: file.optional(
          "strangerShare", .number(in: 0...1), default: 0,
          "how likely an event is of a class that need not belong to the scene"),
        silenceDecibels: file.optional(
          "silenceDecibels", .number(in: 1...200, unit: "dB"), default: 30,
          "how far below its loudest frame a clip is silent; events are taken from between"),
        soundscapesPerFold: file.required(
          "soundscapesPerFold", .integer(in: 1...100_000, unit: "soundscapes"),
          "how many are composed for each fold"),
        seed: file.optional("seed", .seed, default: 1, "what all of them follow from"))
    }
  }

  private static var background: Form<SoundscapeProfile.Background> {
    .object { background in
      SoundscapeProfile.Background(
        level: background.required(
          "level", .number(in: -120...0, unit: "dB below full scale"),
          "root mean square, in dB below full scale"),
        color: background.required(
          "color", Form<Double>.number(in: -2...4).range(),
          "least and greatest exponent of noise whose power falls as f^-color: 0 white, 1 pink, 2 brown"))
    }
  }

  /// A taxonomy's file.
  static var taxonomy: Form<Taxonomy> {
    .object(ignoring: ["$schema"]) { file in
      Taxonomy(
        scenes: file.required(
          "scenes", scene.list(atLeast: 1, atMost: 100), "kinds of places and situations"),
        classes: file.required("classes", soundClass.list(atLeast: 1, atMost: 10_000), "classes of sounds"))
    }
  }

  private static var scene: Form<Taxonomy.Scene> {
    .object { scene in
      Taxonomy.Scene(
        name: scene.required("name", .name(), "unique among scenes"),
        title: scene.required("title", .text(atMost: 200), "what it is, for people"))
    }
  }

  private static var soundClass: Form<Taxonomy.SoundClass> {
    .object { entry in
      Taxonomy.SoundClass(
        name: entry.required("name", .text(atMost: 200), "the class, as ESC-50 calls it"),
        aliases: entry.optional(
          "aliases", Form<String>.text(atMost: 200).distinctList(atMost: 20), default: [],
          "what other corpora and class lists call it"),
        scenes: entry.required(
          "scenes", Form<String>.text(atMost: 200).distinctList(atLeast: 1, atMost: 100),
          "the scenes it is heard in"),
        suitability: entry.required(
          "suitability", .choice, "what it means to children, apart from how it sounds"))
    }
  }
}

extension Form where Value: Comparable {
  /// Two values of this form, the lesser first, as `[1, 4]`.
  func range() -> Form<ClosedRange<Value>> {
    let list = list(atLeast: 2, atMost: 2)
    let absent = placeholder...placeholder
    return Form<ClosedRange<Value>>(schema: list.schema, placeholder: absent) { node, path, problems in
      let problemCount = problems.count
      let ends = list.read(node, path, &problems)
      guard problems.count == problemCount, ends.count == 2 else { return absent }
      guard ends[0] <= ends[1] else {
        problems.note(node, path, expected: "the lesser of two values first")
        return absent
      }
      return ends[0]...ends[1]
    }
  }
}
