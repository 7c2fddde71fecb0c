import GRDB

#if canImport(Glibc)
  import Glibc
#endif

extension DatabaseError {
  /// What SQLite reports where the system refuses with the error number `code`.
  init(systemError code: Int32) {
    let result: ResultCode =
      switch code {
      case ENOSPC, EDQUOT: .SQLITE_FULL
      case EROFS, EACCES: .SQLITE_READONLY
      default: .SQLITE_IOERR
      }
    self.init(resultCode: result, message: String(cString: strerror(code)))
  }
}
