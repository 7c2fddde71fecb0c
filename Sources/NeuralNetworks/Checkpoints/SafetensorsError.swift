public import Foundation

/// Why bytes are not tensors in the safetensors format, or not such as Earshot writes.
public struct SafetensorsError: Error, Hashable, Sendable {
  /// What is wrong with the bytes.
  public enum Fault: Hashable, Sendable {
    /// The file cannot be read; with the system's reason.
    case unreadable(reason: String)
    /// Fewer bytes than the header's length needs.
    case truncated(byteCount: Int)
    /// The header claims a length beyond the file or beyond the limit.
    case headerLength(found: UInt64, greatest: Int)
    /// The header is not the JSON that the format prescribes.
    case header(line: Int, keyPath: String, found: String, expected: String)
    /// Two entries, or two keys of an entry, of one name; with the keys that lead to it.
    case duplicateName(String)
    /// A tensor of another type than F32.
    case type(tensor: String, found: String)
    /// A shape whose product does not fit, or does not match the tensor's bytes.
    case shape(tensor: String, shape: [Int], byteCount: Int)
    /// Tensors that leave a hole, overlap or end before or after the data.
    case offsets(tensor: String, found: Int, expected: Int)
    /// Bytes after the last tensor, or too few of them.
    case dataLength(found: Int, expected: Int)
  }

  /// The file, where the bytes came from one.
  public var file: URL?
  /// What is wrong.
  public var fault: Fault

  /// The fault of a file.
  public init(file: URL? = nil, fault: Fault) {
    self.file = file
    self.fault = fault
  }
}

extension SafetensorsError: CustomStringConvertible {
  public var description: String {
    "\(file?.path ?? "safetensors"): \(wording) Save the weights again, or take an undamaged copy."
  }

  private var wording: String {
    switch fault {
    case .unreadable(let reason):
      "cannot read the file: \(reason)."
    case .truncated(let byteCount):
      "found \(byteCount) bytes; expected at least 8, the length of the header."
    case .headerLength(let found, let greatest):
      "header: found a length of \(found) bytes; expected at most \(greatest)."
    case .header(let line, let keyPath, let found, let expected):
      "header, line \(line)\(keyPath.isEmpty ? "" : ", \(keyPath.prefix(200))"): found \(found); expected \(expected)."
    case .duplicateName(let name):
      "header: found two entries named \"\(name.prefix(200))\"; expected one."
    case .type(let tensor, let found):
      "tensor \(tensor): found type \(found); expected F32."
    case .shape(let tensor, let shape, let byteCount):
      "tensor \(tensor): found \(byteCount) bytes for shape \(shape); expected 4 for each value."
    case .offsets(let tensor, let found, let expected):
      "tensor \(tensor): found its data at offset \(found); expected \(expected), right behind the one before."
    case .dataLength(let found, let expected):
      "data: found \(found) bytes; expected \(expected), as the header says."
    }
  }
}
