public import Foundation

/// Why a task of a job cannot do its work.
public enum ArrayTaskError: Error {
  /// The file that says what it is.
  case unreadable(file: URL, found: String)
  /// It was not started by Slurm.
  case noTask(variable: String, found: String?)
  /// The job's file says nothing of a task of this number.
  case unknownTask(file: URL, index: Int, count: Int)
}

extension ArrayTaskError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let file, let found):
      "\(file.path): found \(found); expected what the sweep's controller wrote for this job. Go on with "
        + "earshot sweep resume, which submits anew."
    case .noTask(let variable, let found):
      "\(variable): found \(found.map { "\"\($0)\"" } ?? "nothing"); expected a number, as Slurm sets it for a task of "
        + "an array. earshot sweep run --launcher slurm starts such tasks."
    case .unknownTask(let file, let index, let count):
      "\(file.path): found \(count) tasks; expected one of number \(index). Go on with earshot sweep resume."
    }
  }
}
