import JSONText

/// The forms of what a recording is heard by.
enum RecognitionForms {
  /// A file of settings.
  static var settings: Form<RecognitionSettings> {
    .object(ignoring: ["$schema"]) { file in
      RecognitionSettings(
        window: file.required("window", window, "the parts of a recording that the model judges"),
        fittedTo: file.optional(
          "fittedTo", Form<String>.text(atMost: 64).orNull(), default: nil,
          "weightsDigest of the model that temperature and reject were fitted to; others go without"),
        temperature: file.optional(
          "temperature", .number(in: 0.01...100), default: 1,
          "what logits are divided by before they become probabilities"),
        reject: file.optional(
          "reject", reject.orNull(), default: nil, "when a window is like none of the classes"),
        floor: file.optional(
          "floor", floor.orNull(), default: nil, "what is nothing but the recording's own noise"),
        median: file.optional(
          "median", .integer(in: 1...1_001, unit: "frames"), default: 1,
          "frames of the median that posteriors are smoothed by, a frame for each hop; odd"),
        thresholds: file.required(
          "thresholds", thresholds,
          "the posterior from which on an event is certain: one for all classes, or by class and as default"),
        lowerShare: file.optional(
          "lowerShare", .number(in: 0...1), default: 0.5,
          "the posterior at which an event ends, as a share of its threshold"),
        minimumDuration: file.optional(
          "minimumDuration", .number(in: 0...600, unit: "s"), default: 0, "events shorter than this are none"),
        minimumPause: file.optional(
          "minimumPause", .number(in: 0...600, unit: "s"), default: 0, "pauses shorter than this are none"),
        suitability: file.optional(
          "suitability", suitability.orNull(), default: nil, "the bounds of the verdict on suitability"))
    }
  }

  private static var window: Form<RecognitionSettings.Window> {
    .object { window in
      RecognitionSettings.Window(
        duration: window.required(
          "duration", .number(in: 0.05...60, unit: "s"), "seconds of a window"),
        hop: window.required(
          "hop", .number(in: 0.01...60, unit: "s"), "seconds from one window's start to the next"))
    }
  }

  private static var reject: Form<RecognitionSettings.Reject> {
    .object { reject in
      RecognitionSettings.Reject(
        leastProbability: reject.required(
          "leastProbability", .number(in: 0...1), "windows whose likeliest class is less likely are of none"),
        greatestDistance: reject.required(
          "greatestDistance", .number(in: 0...1_000_000),
          "windows whose scaled features have a greater root mean square are of none"),
        margin: reject.required(
          "margin", .number(in: 0...200, unit: "dB"),
          "how far above the floor such a window is heard as something unknown"))
    }
  }

  private static var floor: Form<RecognitionSettings.Floor> {
    .object { floor in
      RecognitionSettings.Floor(
        quietShare: floor.required(
          "quietShare", .number(in: 0...1), "the share of a recording that is no louder than its floor"),
        greatestLevel: floor.required(
          "greatestLevel", .number(in: -200...0, unit: "dB below full scale"),
          "what is louder is no floor but a sound, however long it lasts"),
        margin: floor.required(
          "margin", .number(in: 0...200, unit: "dB"), "how far above the floor something may be heard"))
    }
  }

  /// A number, or an object of numbers by class, in which `default` stands for all other classes.
  private static var thresholds: Form<RecognitionSettings.Thresholds> {
    let threshold = Form<Double>.number(in: 0...1, isLowerExcluded: true)
    let byClass = threshold.members(atMost: 10_000)
    return Form(
      schema: .object(["anyOf": .array([threshold.schema, byClass.schema.requiring("default")])]),
      placeholder: .same(1)
    ) { node, path, problems in
      guard node.members != nil else { return .same(threshold.read(node, path, &problems)) }
      let members = byClass.read(node, path, &problems)
      guard let otherwise = members.first(where: { $0.keyPath == "default" })?.domain else {
        problems.note(
          node, path.appending(key: "default"), found: "nothing",
          expected: "the threshold of all other classes",
          remedy: "Add the key.")
        return .same(1)
      }
      let named = members.filter { $0.keyPath != "default" }.map { ($0.keyPath, $0.domain) }
      return .byClass(Dictionary(named) { first, _ in first }, otherwise: otherwise)
    }
  }

  private static var suitability: Form<RecognitionSettings.Suitability> {
    .object { bounds in
      RecognitionSettings.Suitability(
        disturbingProbability: bounds.required(
          "disturbingProbability", .number(in: 0...1),
          "from this probability of a disturbing class on a sound is disturbing"),
        suitableProbability: bounds.required(
          "suitableProbability", .number(in: 0...1),
          "below this probability of a disturbing class a sound is suitable; in between an adult decides"),
        abruptRise: bounds.required(
          "abruptRise", .number(in: 0...200, unit: "dB"),
          "the rise within 20 ms over the half second before that is a fright"),
        greatestLoudness: bounds.required(
          "greatestLoudness", .number(in: -100...100, unit: "LUFS"), "what is louder as played is too loud"))
    }
  }
}

extension JSONNode {
  /// An object's schema with a member that must be there.
  fileprivate func requiring(_ name: String) -> JSONNode {
    .object((members ?? []).map { ($0.name, $0.node) } + [("required", .array([.string(name)]))])
  }
}
