import ContentDigest
import Testing

@Suite("Content digest")
struct ContentDigestTests {
  @Test(
    "agrees with the examples of FIPS 180-4",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func publishedExamples(text: String, hexadecimal: String) {
    #expect(ContentDigest(of: text).hexadecimal == hexadecimal)
  }

  @Test func `pieces give the digest of the whole`() {
    var hasher = ContentHasher()
    hasher.update(Array("ab".utf8))
    hasher.update("c".utf8)
    #expect(hasher.finalize() == ContentDigest(of: "abc"))
  }

  @Test(arguments: ["", "abc", String(repeating: "G", count: 64), String(repeating: "A", count: 64)])
  func `text that is no digest is refused`(text: String) {
    #expect(ContentDigest(hexadecimal: text) == nil)
  }
}
