import DurableFiles
public import Foundation
import JSONText

/// Tensors as a safetensors file: 8 bytes of header length, a JSON header, the values in little-endian order.
///
/// Written deterministically: equal tensors and metadata give equal bytes. Read strictly: every byte of the data
/// belongs to exactly one tensor, of type F32; anything else is an error that says where.
///
/// Source: Hugging Face, *safetensors* format description (header at most 1 MB here, 100 MB there). Checked in
/// `SafetensorsPropertyTests` and, against the reference implementation's bytes, `SafetensorsGoldenTests`.
public enum Safetensors {
  /// Writes a file, replacing an earlier one only once the new one is whole and on the disk.
  ///
  /// - Parameters:
  ///   - tensors: What is written, in this order; names differ and none is `__metadata__`.
  ///   - metadata: Words that go with them.
  ///   - file: The file; its folder must exist.
  /// - Throws: `DurableFileError` naming the file and the system's reason.
  public static func write(_ tensors: [NamedTensor], metadata: [String: String] = [:], to file: URL) throws {
    try DurableFile.write(encode(tensors, metadata: metadata), to: file)
  }

  /// Reads a file.
  ///
  /// - Returns: The tensors in the order of their data, and the metadata.
  /// - Throws: ``SafetensorsError`` naming the file and what is wrong with it.
  public static func read(
    from file: URL
  ) throws(SafetensorsError) -> (tensors: [NamedTensor], metadata: [String: String]) {
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw SafetensorsError(
        file: file, fault: .unreadable(reason: (error as NSError).localizedDescription))
    }
    do {
      return try decode(data)
    } catch {
      throw SafetensorsError(file: file, fault: error.fault)
    }
  }

  /// Returns the bytes of a file.
  ///
  /// - Precondition: Names differ, none is `__metadata__`, and each tensor has the values of its shape.
  public static func encode(_ tensors: [NamedTensor], metadata: [String: String] = [:]) -> Data {
    precondition(
      Set(tensors.map(\.name) + ["__metadata__"]).count == tensors.count + 1, "tensor names must differ")
    var entries: [(String, JSONNode)] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
      entries.append(("__metadata__", .object(pairs.map { ($0.key, .string($0.value)) })))
    }
    var offset = 0
    for tensor in tensors {
      precondition(
        tensor.shape.reduce(1, *) == tensor.values.count,
        "\(tensor.name): \(tensor.values.count) values for shape \(tensor.shape)")
      let end = offset + tensor.values.count * 4
      let entry: JSONNode = .object([
        "dtype": .string("F32"), "shape": .array(tensor.shape.map { .integer($0) }),
        "data_offsets": .array([.integer(offset), .integer(end)]),
      ])
      entries.append((tensor.name, entry))
      offset = end
    }
    var header = Array(JSONNode.object(entries).compactText().utf8)
    // The data begin at a multiple of 8, as the reference implementation has it.
    while header.count % 8 != 0 { header.append(0x20) }
    var data = Data(capacity: 8 + header.count + offset)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(contentsOf: header)
    for tensor in tensors { tensor.values.withUnsafeBytes { data.append(contentsOf: $0) } }
    return data
  }

  /// Reads the bytes of a file.
  ///
  /// - Returns: The tensors in the order of their data, and the metadata.
  /// - Throws: ``SafetensorsError`` with what is wrong.
  public static func decode(
    _ data: Data
  ) throws(SafetensorsError) -> (tensors: [NamedTensor], metadata: [String: String]) {
    let bytes = [UInt8](data)
    guard bytes.count >= 8 else { throw SafetensorsError(fault: .truncated(byteCount: bytes.count)) }
    let length = bytes[0..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let greatest = min(SafetensorsHeader.bounds.size, bytes.count - 8)
    guard length <= UInt64(greatest) else {
      throw SafetensorsError(fault: .headerLength(found: length, greatest: greatest))
    }
    let start = 8 + Int(length)
    let header = try SafetensorsHeader(bytes[8..<start])
    let available = bytes.count - start
    var tensors: [NamedTensor] = []
    var expected = 0
    let ordered = header.entries.sorted { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }
    for entry in ordered {
      guard entry.type == "F32" else {
        throw SafetensorsError(fault: .type(tensor: entry.name, found: entry.type))
      }
      guard entry.begin == expected, entry.end >= entry.begin else {
        throw SafetensorsError(
          fault: .offsets(tensor: entry.name, found: entry.begin, expected: expected))
      }
      guard entry.end <= available else {
        throw SafetensorsError(fault: .dataLength(found: available, expected: entry.end))
      }
      let byteCount = entry.end - entry.begin
      guard let count = product(of: entry.shape), byteCount % 4 == 0, count == byteCount / 4 else {
        throw SafetensorsError(
          fault: .shape(tensor: entry.name, shape: entry.shape, byteCount: byteCount))
      }
      let values = bytes.withUnsafeBytes { bytes in
        [Float](unsafeUninitializedCapacity: count) { values, initializedCount in
          if count > 0 {
            UnsafeMutableRawBufferPointer(values).copyMemory(
              from: UnsafeRawBufferPointer(rebasing: bytes[start + entry.begin..<start + entry.end]))
          }
          initializedCount = count
        }
      }
      tensors.append(NamedTensor(name: entry.name, shape: entry.shape, values: values))
      expected = entry.end
    }
    guard expected == available else {
      throw SafetensorsError(fault: .dataLength(found: available, expected: expected))
    }
    return (tensors, header.metadata)
  }

  /// The product of extents, or nil where it overflows.
  private static func product(of shape: [Int]) -> Int? {
    var product = 1
    for extent in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      product = next
    }
    return product
  }
}
