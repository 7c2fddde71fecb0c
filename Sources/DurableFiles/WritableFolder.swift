public import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Asking, before long work, whether its results can be written.
public enum WritableFolder {
  /// Returns why nothing could be written into `folder`, in the system's words; nil where it could.
  ///
  /// A folder that is not there is asked for at the nearest one above it that is. Nothing is made.
  public static func refusal(of folder: URL) -> String? {
    var folder = folder.absoluteURL.standardizedFileURL
    // A name that is there, as a folder or not, ends the search.
    while access(folder.path, F_OK) != 0, errno == ENOENT, folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    // The trailing slash asks for a folder: of a file the system says that it is none.
    guard access(folder.path + "/", W_OK | X_OK) != 0 else { return nil }
    return String(cString: strerror(errno))
  }
}
