import CCrypto

/// A SHA-256 digest: the name of some bytes, equal exactly where the bytes are.
///
/// Source: FIPS 180-4, computed by libcrypto. Checked in `ContentDigestTests` against the standard's
/// examples.
public struct ContentDigest: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The digest as 64 lower-case hexadecimal digits.
  public let hexadecimal: String

  /// The digest of `bytes`.
  ///
  /// - Complexity: O(n), about 1 GB/s on a processor with SHA instructions.
  public init(of bytes: some Sequence<UInt8>) {
    var hasher = ContentHasher()
    hasher.update(bytes)
    self = hasher.finalize()
  }

  /// The digest of the UTF-8 of `text`.
  public init(of text: String) {
    self.init(of: text.utf8)
  }

  /// The digest written as `hexadecimal`, or nil where that is not 64 lower-case hexadecimal digits.
  public init?(hexadecimal: String) {
    guard hexadecimal.utf8.count == 64,
      hexadecimal.utf8.allSatisfy({ ("0"..."9").contains($0) || ("a"..."f").contains($0) })
    else { return nil }
    self.hexadecimal = hexadecimal
  }

  fileprivate init(bytes: [UInt8]) {
    func digit(_ value: UInt8) -> UInt8 { value + UInt8(ascii: value < 10 ? "0" : "W") }
    hexadecimal = String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
      for (index, byte) in bytes.enumerated() {
        text[2 * index] = digit(byte >> 4)
        text[2 * index + 1] = digit(byte & 15)
      }
      return 2 * bytes.count
    }
  }

  public var description: String { hexadecimal }

  public static func < (left: Self, right: Self) -> Bool { left.hexadecimal < right.hexadecimal }
}

/// Digests bytes that arrive piece by piece.
public struct ContentHasher: ~Copyable {
  private let context: OpaquePointer

  /// Looked up once: libcrypto would look it up for every digest, which costs more than a short one. Never changed.
  nonisolated(unsafe) private static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

  /// A hasher that has seen no bytes.
  public init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, Self.algorithm, nil) == 1 else {
      fatalError("libcrypto offers no SHA-256")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Appends `bytes` to what is digested.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    EVP_DigestUpdate(context, start, bytes.count)
  }

  /// Appends `bytes` to what is digested.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let contiguous: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
    if contiguous == nil { Array(bytes).withUnsafeBytes { update($0) } }
  }

  /// Returns the digest of all bytes seen.
  public consuming func finalize() -> ContentDigest {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    return ContentDigest(bytes: digest)
  }
}

extension ClosedRange<Unicode.Scalar> {
  fileprivate func contains(_ byte: UInt8) -> Bool { contains(Unicode.Scalar(byte)) }
}
