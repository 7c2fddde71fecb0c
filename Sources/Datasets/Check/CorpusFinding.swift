/// Something that a check of a corpus found.
public struct CorpusFinding: Sendable, Equatable {
  /// How much it matters.
  public enum Severity: String, Sendable, Codable, CaseIterable {
    /// The corpus cannot be used, or its results would mislead.
    case error
    /// Results may be affected.
    case warning
    /// Worth knowing.
    case note
  }

  /// What was found.
  public enum Kind: Sendable, Equatable {
    /// The table names a file that is not there.
    case missingFile(id: String)
    /// A file cannot be read at all.
    case unreadableFile(id: String, reason: String)
    /// A file's bytes are not those that the manifest names.
    case changedFile(id: String, found: String, expected: String)
    /// The annotations of soundscapes cannot be used as they are.
    case annotations(line: Int?, found: String, expected: String)
    /// A file cannot be decoded.
    case undecodableFile(id: String, reason: String)
    /// A file ends before what its header promises.
    case truncatedFile(id: String)
    /// A clip in which nothing is louder than -80 decibels below full scale.
    case silentClip(id: String, peak: Float)
    /// A clip is longer or shorter than clips usually are here; seconds.
    case oddLength(id: String, duration: Double, usualDuration: Double)
    /// Clips with the same samples.
    case duplicateAudio(ids: [String], isAcrossClassesOrFolds: Bool)
    /// Clips of one source recording lie in several folds.
    case sourceCrossesFolds(source: String, folds: [Int], ids: [String])
    /// A file in the corpus' folder that its table does not name.
    case unnamedFile(name: String)
    /// The classes differ in clips by half or more.
    case classImbalance(smallest: String, smallestCount: Int, largest: String, largestCount: Int)
    /// A class has no clip in a fold.
    case classMissingFromFold(className: String, fold: Int)
    /// Clips differ in their sampling rate; Hz and the number of clips, ascending.
    case samplingRates([SamplingRate])
    /// Nothing tells from which recordings clips were cut.
    case sourcesNotNamed
    /// Folds are not the dataset's own.
    case foldsDealt(count: Int, seed: UInt64)
  }

  /// How many clips have a sampling rate, in Hz.
  public struct SamplingRate: Sendable, Hashable, Codable {
    public var hertz: Int
    public var clips: Int
  }

  /// What was found.
  public let kind: Kind

  /// How much it matters.
  public var severity: Severity {
    switch kind {
    case .missingFile, .unreadableFile, .changedFile, .undecodableFile, .sourceCrossesFolds,
      .annotations:
      .error
    case .duplicateAudio(_, let isAcross): isAcross ? .error : .warning
    case .truncatedFile, .silentClip, .classMissingFromFold, .classImbalance, .sourcesNotNamed: .warning
    case .oddLength, .unnamedFile, .samplingRates, .foldsDealt: .note
    }
  }
}

/// What a listing or a file of findings needs besides the words.
extension CorpusFinding {
  /// The kind's name: `missingFile`, `oddLength`, ...
  public var name: String {
    switch kind {
    case .missingFile: "missingFile"
    case .unreadableFile: "unreadableFile"
    case .changedFile: "changedFile"
    case .annotations: "annotations"
    case .undecodableFile: "undecodableFile"
    case .truncatedFile: "truncatedFile"
    case .silentClip: "silentClip"
    case .oddLength: "oddLength"
    case .duplicateAudio: "duplicateAudio"
    case .sourceCrossesFolds: "sourceCrossesFolds"
    case .unnamedFile: "unnamedFile"
    case .classImbalance: "classImbalance"
    case .classMissingFromFold: "classMissingFromFold"
    case .samplingRates: "samplingRates"
    case .sourcesNotNamed: "sourcesNotNamed"
    case .foldsDealt: "foldsDealt"
    }
  }

  /// The ids of the examples concerned; empty where it is not about single examples.
  public var ids: [String] {
    switch kind {
    case .missingFile(let id), .unreadableFile(let id, _), .changedFile(let id, _, _),
      .undecodableFile(let id, _), .truncatedFile(let id), .silentClip(let id, _), .oddLength(let id, _, _):
      [id]
    case .duplicateAudio(let ids, _), .sourceCrossesFolds(_, _, let ids): ids
    case .unnamedFile, .classImbalance, .classMissingFromFold, .samplingRates, .sourcesNotNamed, .foldsDealt,
      .annotations:
      []
    }
  }
}

extension CorpusFinding: CustomStringConvertible {
  public var description: String {
    switch kind {
    case .missingFile(let id): "\(id): its file is not there"
    case .unreadableFile(let id, let reason): "\(id): cannot be read: \(reason)"
    case .changedFile(let id, let found, let expected):
      "\(id): has changed: its digest is \(found)…, the manifest names \(expected)…"
    case .annotations(let line, let found, let expected):
      "\(SoundscapeAnnotations.fileName)\(line.map { ":\($0)" } ?? ""): found \(found); expected \(expected)"
    case .undecodableFile(let id, let reason): "\(id): cannot be decoded: \(reason)"
    case .truncatedFile(let id): "\(id): ends before what its header promises"
    case .silentClip(let id, let peak):
      "\(id): is silent: its largest amplitude is \(peak == 0 ? "0" : "\(peak)") of full scale"
    case .oddLength(let id, let duration, let usual):
      "\(id): is \(seconds(duration)) long; clips usually are \(seconds(usual))"
    case .duplicateAudio(let ids, let isAcross):
      "\(ids.joined(separator: ", ")): hold the same audio"
        + (isAcross ? ", in different classes or folds" : "")
    case .sourceCrossesFolds(let source, let folds, let ids):
      "source \(source): its clips \(ids.joined(separator: ", ")) lie in the folds "
        + folds.map(String.init).joined(separator: ", ")
    case .unnamedFile(let name): "\(name): is not in the table"
    case .classImbalance(let smallest, let smallestCount, let largest, let largestCount):
      "classes differ in clips: \(smallest) has \(smallestCount), \(largest) \(largestCount)"
    case .classMissingFromFold(let name, let fold): "class \(name) has no clip in fold \(fold)"
    case .samplingRates(let rates):
      "clips differ in sampling rate: "
        + rates.map { "\($0.hertz) Hz (\($0.clips))" }.joined(separator: ", ")
    case .sourcesNotNamed:
      "nothing tells from which recordings clips were cut: whether one crosses folds cannot be checked"
    case .foldsDealt(let count, let seed):
      "clips are dealt to \(count) folds by recording, seed \(seed)"
    }
  }

  private func seconds(_ duration: Double) -> String {
    let milliseconds = Int((min(duration, 1e9) * 1_000).rounded())
    let fraction = String(milliseconds % 1_000 + 1_000).dropFirst()
    return "\(milliseconds / 1_000).\(fraction) s"
  }
}
