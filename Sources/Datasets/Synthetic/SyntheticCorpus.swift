/// The built-in corpus: 32 classes of environmental sound, synthesized from a seed.
public enum SyntheticCorpus {
  /// The seed of the corpus that is meant by its name alone.
  public static let standardSeed: UInt64 = 1

  /// The classes, sorted: the original system's 32.
  public static let classNames = [
    "CanOpening", "CarHorn", "Cat", "ChirpingBirds", "Clapping", "ClockAlarm", "Cow", "CracklingFire",
    "Crow", "CryingBaby", "Dog", "Door_or_WoodCreaks", "Engine", "Fireworks", "GlassBreaking", "HandSaw",
    "Helicopter", "Hen", "Laughing", "Night", "Pig", "Rain", "Rooster", "SeaWaves", "Siren", "Snoring",
    "Thunderstorm", "Train", "TwoWheeler", "VacuumCleaner", "WaterDrops", "Wind",
  ]

  /// Returns the corpus of `seed`; nothing is synthesized before its audio is asked for.
  ///
  /// The sources of a class lie in five folds of equal size, so that no source crosses folds.
  ///
  /// - Parameters:
  ///   - seed: Makes the clips; equal seeds make equal corpora.
  ///   - sourcesPerClass: Simulated recordings of a class; 1...1000.
  ///   - takesPerSource: Clips of a recording; 1...26.
  public static func corpus(
    seed: UInt64, sourcesPerClass: Int = 20, takesPerSource: Int = 2
  ) -> Corpus {
    precondition(1...1_000 ~= sourcesPerClass && 1...26 ~= takesPerSource, "sources or takes out of range")
    var examples: [Example] = []
    for (classIndex, className) in classNames.enumerated() {
      for source in 0..<sourcesPerClass {
        let sourceName = "\(className)-\(source < 10 ? "0" : "")\(source)"
        for (take, letter) in "ABCDEFGHIJKLMNOPQRSTUVWXYZ".prefix(takesPerSource).enumerated() {
          let clip = SyntheticClip(classIndex: classIndex, source: source, take: take, seed: seed)
          examples.append(
            Example(
              id: "\(sourceName)-\(letter)", label: classIndex, fold: source * 5 / sourcesPerClass + 1,
              source: sourceName, audio: .synthetic(clip), contentDigest: clip.contentDigest))
        }
      }
    }
    return Corpus(name: "synthetic", classNames: classNames, examples: examples)
  }
}
