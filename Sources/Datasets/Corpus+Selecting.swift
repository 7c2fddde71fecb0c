import NearNames

extension Corpus {
  /// Returns the clips whose labels `list` names, under the list's class names.
  ///
  /// A label belongs to a class when it equals the class' name or one of its labels. A selection that
  /// keeps every class under its own name keeps the corpus' name, any other is `<corpus>-<list>`.
  ///
  /// - Precondition: Every example has one class: they are selected before recordings are cut into windows.
  /// - Throws: ``CorpusError`` naming every listed class without clips, and labels of the corpus near it.
  public func selecting(_ list: ClassList) throws(CorpusError) -> Corpus {
    precondition(!isMultiLabel, "classes are selected before recordings are cut into windows")
    var classOfLabel: [String: String] = [:]
    for entry in list.classes {
      for label in [entry.name] + entry.labels { classOfLabel[label] = entry.name }
    }
    let labelsWithClips = Set(examples.map { classNames[$0.label] })
    let problems = list.classes.compactMap { entry -> CorpusError.Problem? in
      let labels = [entry.name] + entry.labels
      guard !labels.contains(where: labelsWithClips.contains) else { return nil }
      let near = labels.flatMap { NearNames.candidates(for: $0, among: labelsWithClips.sorted()) }
      return CorpusError.Problem(
        found: "no clips of class \(entry.name) of the list \(list.name)",
        expected: "clips labelled \(Set(labels).sorted().joined(separator: " or "))",
        remedy: near.isEmpty
          ? "Use a list of classes that this corpus has, or leave out --classes."
          : "This corpus has \(Set(near).sorted().joined(separator: ", ")): add it to the class' labels.")
    }
    guard problems.isEmpty else { throw CorpusError(location: "corpus \(name)", problems: problems) }

    let names = list.classes.map(\.name).sorted()
    let index = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let selected = examples.compactMap { example -> Example? in
      guard let label = classOfLabel[classNames[example.label]].flatMap({ index[$0] }) else { return nil }
      var example = example
      example.label = label
      return example
    }
    let isWhole = selected.count == examples.count && names == classNames
    return Corpus(
      name: isWhole ? name : "\(name)-\(list.name)", classNames: names, examples: selected, reading: reading,
      isSynthetic: isSynthetic)
  }
}
