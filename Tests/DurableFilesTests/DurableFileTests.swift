import DurableFiles
import Foundation
import Glibc
import Testing

@Suite("Durable files")
struct DurableFileTests {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "earshot-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  @Test(arguments: [true, false])
  func `content is replaced as a whole, and nothing else is left`(isSynchronized: Bool) throws {
    let file = folder.appending(path: "weights")
    try DurableFile.write(Data("old".utf8), to: file, isSynchronized: isSynchronized)
    let content = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
    try DurableFile.write(content, to: file, isSynchronized: isSynchronized)
    #expect(try Data(contentsOf: file) == content)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["weights"])
  }

  @Test func `a folder that is not there is told, with the remedy`() {
    let file = folder.appending(path: "absent/weights")
    #expect {
      try DurableFile.write(Data(), to: file)
    } throws: { error in
      let error = error as? DurableFileError
      return error?.step == .open && error?.code == ENOENT
        && error?.description.hasSuffix(
          "cannot open the file: No such file or directory. Create its folder first.")
          == true
    }
  }

  @Test func `where the name is taken by a folder the old state is intact and no temporary file is left`()
    throws
  {
    let file = folder.appending(path: "weights")
    try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
    try Data("inside".utf8).write(to: file.appending(path: "inside"))
    #expect {
      try DurableFile.write(Data("new".utf8), to: file)
    } throws: { error in
      (error as? DurableFileError)?.step == .rename
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["weights"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: file.path) == ["inside"])
  }

  @Test func `a link goes on leading where it led`() throws {
    let file = folder.appending(path: "weights")
    let link = folder.appending(path: "latest")
    try Data("old".utf8).write(to: file)
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
    try DurableFile.write(Data("new".utf8), to: link)
    #expect(try Data(contentsOf: file) == Data("new".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == file.path)
  }

  @Test func `a pipe is written to and stays a pipe`() throws {
    let pipe = folder.appending(path: "pipe")
    try #require(mkfifo(pipe.path, 0o600) == 0)
    // A reader that is there already, so that opening for writing does not wait for one.
    let reader = open(pipe.path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try DurableFile.write(Data("report".utf8), to: pipe)
    var bytes = [UInt8](repeating: 0, count: 16)
    #expect(read(reader, &bytes, 16) == 6)
    #expect(String(decoding: bytes.prefix(6), as: UTF8.self) == "report")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["pipe"])
  }
}
