import DurableFiles
import Foundation
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
}
