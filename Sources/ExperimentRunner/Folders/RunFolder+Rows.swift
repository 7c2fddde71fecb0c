public import Foundation
import RunStore

extension RunFolder {
  /// A store that holds this run alone: what `earshot doctor --rebuild` makes the store of all runs from.
  public var rowsFile: URL { url.appending(path: RunStore.rowsFileName) }
}
