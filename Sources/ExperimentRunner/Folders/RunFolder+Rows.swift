public import Foundation
import RunStore

extension RunFolder {
  /// A store that holds this run alone: what `earshot doctor --rebuild` makes the store of all runs from.
  public var rowsFile: URL { url.appending(path: RunStore.rowsFileName) }

  /// Brings ``rowsFile`` up to date with `store`; where it cannot be written, the run goes on without.
  func keepRows(of store: RunStore) {
    do throws(RunStoreError) {
      try store.export(run: id, to: rowsFile)
    } catch {
      RunLog(self).note("rows not kept", ["reason": "\(error)"], at: Date())
    }
  }
}
