public import Foundation
public enum Safetensors {
  public static func write(_ tensors: [NamedTensor], metadata: [String: String], to: URL) throws {}
  public static func read(from: URL) throws -> (tensors: [NamedTensor], metadata: [String: String]) {
    ([], [:])
  }
}
