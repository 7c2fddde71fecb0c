public import ContentDigest
import GRDB

extension RunStore {
  /// The configurations that runs of the experiments called `name` were made with on a corpus, each as the resolved
  /// file that was recorded for it.
  ///
  /// - Returns: By digest; empty where there is no such experiment on the corpus.
  public func configurations(
    of name: String, corpus: String, corpusDigest: ContentDigest
  ) throws(RunStoreError) -> [ContentDigest: String] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT experiment.configurationDigest, experiment.configuration
          FROM experiment JOIN corpus USING (corpusID)
          WHERE experiment.name = ? AND corpus.name = ? AND corpus.digest = ?
          """, arguments: [name, corpus, corpusDigest.hexadecimal])
      var configurations: [ContentDigest: String] = [:]
      while let row = try rows.next() {
        if let digest = ContentDigest(hexadecimal: row[0]) { configurations[digest] = row[1] }
      }
      return configurations
    }
  }
}
