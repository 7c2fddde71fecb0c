import Foundation
import NeuralNetworks
import SeededRandom
import TestSupport
import Testing

@Suite("Safetensors: a file of the reference implementation", .tags(.golden))
struct SafetensorsGoldenTests {
  /// `reference.safetensors` was written by `Tests/ReferenceImplementations/safetensors_file.py` (safetensors
  /// 0.8.0, named in its metadata).
  @Test func `is read, and written again byte for byte`() throws {
    let folder = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
    let file = folder.appending(path: "reference.safetensors")
    let (tensors, metadata) = try Safetensors.read(from: file)
    #expect(
      tensors == [
        NamedTensor(name: "hidden1.bias", shape: [2], values: [.leastNonzeroMagnitude, -0.0]),
        NamedTensor(name: "hidden1.weight", shape: [2, 3], values: [-0.5, -0.25, 0, 0.25, 0.5, 0.75]),
        NamedTensor(name: "scalar", shape: [], values: [3.5]),
      ])
    #expect(tensors[0].values[1].sign == .minus)
    #expect(metadata["note"] == "ä \"quoted\"\n")
    let again = try Safetensors.decode(Safetensors.encode(tensors, metadata: metadata))
    #expect(again.tensors == tensors && again.metadata == metadata)
    // The package leaves the order of metadata open; ours is sorted.
    #expect(Safetensors.encode(tensors, metadata: metadata).count == (try Data(contentsOf: file)).count)
  }
}

@Suite("Safetensors: laws", .tags(.property))
struct SafetensorsPropertyTests {
  static let tensors = [
    NamedTensor(
      name: "z.weight", shape: [2, 3], values: [1, -2, .nan, .infinity, -0.0, .leastNonzeroMagnitude]),
    NamedTensor(name: "a \"quoted\" \\ \u{1} ü 🔊", shape: [1], values: [7]),
    NamedTensor(name: "empty", shape: [0, 5], values: []),
    NamedTensor(name: "b", shape: [], values: [.greatestFiniteMagnitude]),
  ]
  static let metadata = ["seed": "1", "note": "tab\tnew line\n", "": "empty key"]

  @Test func `what was written is read, bit for bit, and written again the same`() throws {
    let data = Safetensors.encode(Self.tensors, metadata: Self.metadata)
    #expect(data.count % 4 == 0 && data == Safetensors.encode(Self.tensors, metadata: Self.metadata))
    let (tensors, metadata) = try Safetensors.decode(data)
    #expect(
      weightsDigest(of: tensors.sorted { $0.name < $1.name })
        == weightsDigest(of: Self.tensors.sorted { $0.name < $1.name }))
    #expect(metadata == Self.metadata)
    let none = try Safetensors.decode(Safetensors.encode([]))
    #expect(none.tensors.isEmpty && none.metadata.isEmpty)
  }

  @Test func `a file is replaced as a whole, and an unreadable one is named`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "safetensors-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "model.safetensors")
    #expect(throws: SafetensorsError.self) { try Safetensors.read(from: file) }
    try Safetensors.write([Self.tensors[1]], to: file)
    try Safetensors.write([Self.tensors[3]], metadata: Self.metadata, to: file)
    #expect(try Safetensors.read(from: file).tensors == [Self.tensors[3]])
    try Data([1, 2, 3]).write(to: file)
    do {
      _ = try Safetensors.read(from: file)
      Issue.record("three bytes were read as tensors")
    } catch {
      #expect("\(error)".hasPrefix(file.path) && "\(error)".contains("found 3 bytes"))
    }
  }

  /// Headers that an attacker or a broken disk may make, and a word that the message must hold.
  static let hostile: [(header: String, data: Int, word: String)] = [
    ("", 0, "found the end"),
    ("[]", 0, "found \"[\""),
    ("{", 0, "found the end"),
    ("{}x", 0, "expected the end"),
    ("{\"a\":1}", 0, "expected {"),
    ("{\"a\":{}}", 0, "0 keys"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "2 keys"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}", 4, "the key \"x\""),
    ("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "a.dtype"),
    ("{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8, "found type F64"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "4 bytes for shape [2]"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,5]}}", 5, "5 bytes for shape [1]"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "expected a whole number"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4, "found \".\""),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}", 4, "for shape"),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}", 4,
      "a number beyond"
    ),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "offset 4"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}", 4, "3 numbers"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 0, "found 0 bytes; expected 4"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8, "found 8 bytes; expected 4"),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000],\"data_offsets\":[0,4000000000]}}", 4,
      "found 4 bytes; expected 4000000000"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,9223372036854775807]}}", 4,
      "9223372036854775807"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}",
      12, "tensor b: found its data at offset 8; expected 4"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
      8, "offset 4; expected 8"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
      0, "two entries"
    ),
    ("{\"__metadata__\":{\"k\":1}}", 0, "found \"1\""),
    ("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0, "two entries"),
    ("{\"\\ud800\":{}}", 0, "half a surrogate"),
    ("{\"\\q\":{}}", 0, "escape"),
    ("{\"a\u{1}\":{}}", 0, "control character 1"),
    (String(repeating: "{\"a\":", count: 20_000), 0, "the key"),
    ("{\"a\":{\"shape\":" + String(repeating: "[", count: 20_000), 0, "expected a whole number"),
  ]

  @Test("hostile headers are refused in words", arguments: hostile.indices)
  func hostileHeader(index: Int) {
    let (header, count, word) = Self.hostile[index]
    var data = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(contentsOf: Array(header.utf8))
    data.append(Data(count: count))
    do {
      _ = try Safetensors.decode(data)
      Issue.record("accepted \(header.prefix(200))")
    } catch {
      #expect("\(error)".contains(word), "\(header.prefix(200)): \(error)")
    }
  }

  @Test(
    "a header's length beyond the file or the limit is refused",
    arguments: [1 as UInt64, 1 << 20, 1 << 63, .max])
  func headerLength(length: UInt64) {
    var data = Data()
    withUnsafeBytes(of: length.littleEndian) { data.append(contentsOf: $0) }
    #expect(throws: SafetensorsError.self) { try Safetensors.decode(data) }
    data.append(Data(repeating: 0x20, count: 2_000_000))
    #expect(throws: SafetensorsError.self) { try Safetensors.decode(data) }
  }

  @Test("mutated files are refused or read, and never stop the program", arguments: 0..<20 as Range<UInt64>)
  func mutated(seed: UInt64) {
    let original = Safetensors.encode(Self.tensors, metadata: Self.metadata)
    var random = RandomStream(seed: seed, purpose: .synthesis)
    for _ in 0..<300 {
      var data = original
      for _ in 0...random.integer(below: 4) {
        let place = random.integer(below: data.count)
        switch random.integer(below: 4) {
        case 0: data[place] = UInt8(random.integer(below: 256))
        case 1: data[place] ^= 1 << UInt8(random.integer(below: 8))
        case 2: data.remove(at: place)
        default: data.insert(UInt8(random.integer(below: 256)), at: place)
        }
      }
      if let (tensors, _) = try? Safetensors.decode(data) {
        #expect(tensors.allSatisfy { $0.values.count == $0.shape.reduce(1, *) })
      }
    }
  }
}
