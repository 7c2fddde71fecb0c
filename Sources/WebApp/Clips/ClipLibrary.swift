package import ContentDigest
package import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation
import Glibc
import Synchronization

/// The recordings that runs were trained on and held against, found where the runs say they are, or where the server
/// was told to look.
///
/// What is found is a run's corpus only where it has the digest that the run was stored with: the same clips, of the
/// same bytes, in the same classes and folds. Corpora are opened when they are first asked for; a few are kept. Checked
/// in `ClipLibraryTests`.
package final class ClipLibrary: Sendable {
  /// Why a run's recordings cannot be had.
  package enum Absence: Error, Sendable, Hashable {
    /// They are nowhere, or cannot be read.
    case gone
    /// What is where they were are other ones.
    case changed
  }

  /// What must be the same for what was found to hold.
  private struct Stamp: Sendable, Hashable {
    /// What tells folder or file from another and tells when it was changed; empty where nothing is there.
    var place: [Int]
    /// Of what could not be opened, the turn of time until which that is believed; else 0.
    var turn: Int64
  }

  private struct Entry: Sendable {
    var selection: CorpusSelection
    var stamp: Stamp
    /// Nil where it could not be opened, for the reason `problem`.
    var corpus: Corpus?
    var problem: String?
  }

  /// Corpora kept.
  private static let keptCount = 8

  private let settings: WebSettings
  private let retrySeconds: Int64
  private let say: @Sendable (String) -> Void
  private let entries = Mutex<[Entry]>([])
  /// Held while a corpus is opened, so that it is opened once.
  private let opening = Mutex(())

  /// A library of corpora.
  ///
  /// - Parameters:
  ///   - settings: Where runs, class lists and recordings are.
  ///   - retrySeconds: How long one that cannot be opened is not tried again.
  ///   - say: Told once of each that cannot be opened, and why.
  package init(settings: WebSettings, retrySeconds: Int = 5, say: @escaping @Sendable (String) -> Void) {
    self.settings = settings
    self.retrySeconds = Int64(max(1, retrySeconds))
    self.say = say
  }

  /// Returns the corpus of run `id`, as the run saw it.
  ///
  /// - Parameters:
  ///   - id: The whole id.
  ///   - digest: The digest that the run's corpus was stored with.
  /// - Throws: ``Absence`` where it cannot be had.
  package func corpus(ofRun id: String, digest: ContentDigest) throws(Absence) -> Corpus {
    let file = RunFolder(id: id, in: settings.runsFolder).experimentFile
    let declared = (try? ExperimentDecoder.experiment(at: file))?.corpus
    let others = settings.corpora.map {
      CorpusSelection(
        name: $0, classes: declared?.classes ?? CorpusSelection.allClasses, windows: declared?.windows)
    }
    var absence = Absence.gone
    for selection in (declared.map { [$0] } ?? []) + others {
      guard let corpus = opened(selection) else { continue }
      if corpus.digest == digest { return corpus }
      if selection == declared { absence = .changed }
    }
    throw absence
  }

  /// What changes whenever ``corpus(ofRun:digest:)`` may answer otherwise than before: pages that tell of it are kept as long as
  /// this is the same.
  package var mark: String {
    entries.withLock { $0 }.map { entry in
      "\(entry.selection.name) \(stamp(of: entry.selection, isOpened: entry.corpus != nil))"
    }.joined(separator: "\n")
  }

  private func opened(_ selection: CorpusSelection) -> Corpus? {
    if let entry = known(selection) { return entry.corpus }
    return opening.withLock { _ in
      if let entry = known(selection) { return entry.corpus }
      // Before it is looked at: what changes meanwhile shows later.
      let stamps = [false, true].map { stamp(of: selection, isOpened: $0) }
      var library = CorpusLibrary(
        classFolder: settings.experimentsFolder.appending(path: "classes"), cacheFolder: settings.cacheFolder)
      let entry: Entry
      do {
        entry = Entry(selection: selection, stamp: stamps[1], corpus: try library.corpus(selection))
      } catch {
        entry = Entry(selection: selection, stamp: stamps[0], problem: "\(error)")
      }
      keep(entry)
      return entry.corpus
    }
  }

  private func known(_ selection: CorpusSelection) -> Entry? {
    guard let entry = entries.withLock({ $0.first { $0.selection == selection } }),
      entry.stamp == stamp(of: selection, isOpened: entry.corpus != nil)
    else { return nil }
    return entry
  }

  private func keep(_ entry: Entry) {
    let before = entries.withLock { entries in
      let before = entries.first { $0.selection == entry.selection }
      entries.removeAll { $0.selection == entry.selection }
      entries.append(entry)
      if entries.count > Self.keptCount { entries.removeFirst() }
      return before
    }
    if let problem = entry.problem, problem != before?.problem {
      say("earshot: clips of \(entry.selection.name) cannot be heard: \(problem)")
    }
  }

  private func stamp(of selection: CorpusSelection, isOpened: Bool) -> Stamp {
    var status = stat()
    let isThere = stat(selection.name, &status) == 0
    let place =
      isThere
      ? [Int(status.st_dev), Int(status.st_ino), status.st_mtim.tv_sec, status.st_mtim.tv_nsec] : []
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Stamp(place: place, turn: isOpened ? 0 : 1 + Int64(now.tv_sec) / retrySeconds)
  }
}
