import Downloads
import Foundation
import TestSupport
import Testing

/// The archives are written by `Tests/ReferenceImplementations/archives.py`.
@Suite("Archive unpacking")
struct ArchiveUnpackingTests {
  private static func archive(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: "Archives/\(name)", withExtension: nil))
  }

  private func unpack(
    _ archive: URL, in folder: TemporaryFolder, limits: ArchiveUnpacking.Limits = ArchiveUnpacking.Limits(),
    isHiddenLeftOut: Bool = true
  ) throws(ArchiveError) -> Int {
    try ArchiveUnpacking.unpack(
      archive, to: folder.url.appending(path: "unpacked"), limits: limits, isHiddenLeftOut: isHiddenLeftOut)
  }

  /// Why an archive is refused; checks that nothing of it is left.
  private func reason(
    _ archive: URL, limits: ArchiveUnpacking.Limits = ArchiveUnpacking.Limits()
  ) throws -> ArchiveError.Reason? {
    let folder = try TemporaryFolder()
    do throws(ArchiveError) {
      _ = try unpack(archive, in: folder, limits: limits)
      return nil
    } catch {
      #expect(folder.names.isEmpty, "\(folder.names)")
      #expect("\(error)".hasPrefix(archive.path) && "\(error)".contains("expected"), "\(error)")
      return error.reason
    }
  }

  @Test func `files and folders come out as they went in, hidden ones are left out`() throws {
    let folder = try TemporaryFolder()
    var sizes: [Int64] = []
    let count = try ArchiveUnpacking.unpack(
      Self.archive("plain.zip"), to: folder.url.appending(path: "unpacked"), progress: { sizes.append($0) })
    #expect(count == 3)
    let files = try FileManager.default.subpathsOfDirectory(
      atPath: folder.url.appending(path: "unpacked").path)
    #expect(
      files.sorted() == [
        "top", "top/deep", "top/deep/er", "top/deep/er/file.txt", "top/empty.txt", "top/hello.txt",
      ])
    let text = try String(contentsOf: folder.url.appending(path: "unpacked/top/hello.txt"), encoding: .utf8)
    #expect(text == "hello\n" && sizes == [6, 11])
    let other = try TemporaryFolder()
    #expect(throws: ArchiveError.self) {
      try unpack(Self.archive("plain.zip"), in: other, isHiddenLeftOut: false)
    }
  }

  @Test(arguments: ["upwards.zip", "absolute.zip", "backslash.zip", "control.zip"])
  func `a path that leads out is refused`(name: String) throws {
    let outside = URL(filePath: "/tmp/outside.txt")
    #expect(try reason(Self.archive(name)) == .path)
    #expect(!FileManager.default.fileExists(atPath: outside.path))
  }

  @Test func `links, devices and paths that come twice are refused`() throws {
    #expect(try reason(Self.archive("link.zip")) == .kind)
    #expect(try reason(Self.archive("device.zip")) == .kind)
    #expect(try reason(Self.archive("twice.zip")) == .twice)
    #expect(try reason(Self.archive("file-as-folder.zip")) == .twice)
  }

  @Test func `an archive that asks for too much is refused`() throws {
    #expect(
      try reason(Self.archive("zeros.zip"), limits: ArchiveUnpacking.Limits(size: 1_000_000))
        == .size(greatest: 1_000_000))
    #expect(
      try reason(Self.archive("plain.zip"), limits: ArchiveUnpacking.Limits(entryCount: 2))
        == .entryCount(greatest: 2))
    #expect(try reason(Self.archive("zeros.zip")) == nil)
  }

  @Test func `a folder that is there is left alone`() throws {
    let folder = try TemporaryFolder()
    let there = folder.url.appending(path: "unpacked")
    try FileManager.default.createDirectory(at: there, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: there.appending(path: "mine.txt"))
    #expect(throws: ArchiveError.self) { try unpack(Self.archive("plain.zip"), in: folder) }
    #expect(try String(contentsOf: there.appending(path: "mine.txt"), encoding: .utf8) == "mine")
  }

  @Test(.tags(.property), arguments: ["plain.zip", "corpus.zip", "link.zip"])
  func `damaged archives end in files inside the folder, or in an error`(name: String) throws {
    let whole = [UInt8](try Data(contentsOf: Self.archive(name)))
    var refusals = 0
    for bytes in DamagedText(whole, count: 300, seed: 21) {
      let folder = try TemporaryFolder()
      let file = folder.url.appending(path: "damaged.zip")
      try Data(bytes).write(to: file)
      do throws(ArchiveError) {
        _ = try unpack(file, in: folder)
      } catch {
        refusals += 1
        #expect(folder.names == ["damaged.zip"])
      }
      #expect(folder.names.allSatisfy { $0 == "damaged.zip" || $0 == "unpacked" })
    }
    #expect(refusals > 50, "\(refusals)")
  }
}
