import ContentDigest
import DurableFiles
import Foundation
import Glibc

/// SHA-256 of audio files, remembered by path, size, times and inode, so that a second start does not read
/// gigabytes again.
struct AudioDigests {
  private let folder: URL
  private let memory: URL?

  /// Digests of files in `folder`, remembered in `cacheFolder`; nil forgets them.
  init(of folder: URL, cacheFolder: URL?) {
    self.folder = folder
    let name = ContentDigest(of: folder.standardizedFileURL.path).hexadecimal.prefix(32)
    memory = cacheFolder?.appending(path: "digests/\(name)")
  }

  /// Why a file cannot be read.
  struct ReadFailure: Error {
    /// The system's number for it; nil where it is a folder, a pipe or a device.
    var code: Int32?
    /// It in words.
    var words: String { code.map { String(cString: strerror($0)) } ?? "it is no file" }
  }

  /// Returns the digests of `files`, in their order.
  ///
  /// A memory that cannot be read or written costs time and nothing else.
  ///
  /// - Throws: ``CorpusError`` naming every file that cannot be read.
  func digests(
    of files: [URL], progress: @Sendable (Int, Int) -> Void
  ) throws(CorpusError) -> [ContentDigest] {
    let results = results(of: files, progress: progress)
    let problems = zip(files, results).compactMap { file, result -> CorpusError.Problem? in
      guard case .failure(let failure) = result else { return nil }
      return CorpusError.Problem(
        found: "\(file.lastPathComponent), which cannot be read: \(failure.words)",
        expected: "readable clips",
        remedy: "Check its permissions, or copy it again.")
    }
    guard problems.isEmpty else { throw CorpusError(location: folder.path, problems: problems) }
    return results.compactMap { try? $0.get() }
  }

  /// Returns the digest of each of `files`, or why it cannot be read.
  func results(
    of files: [URL], progress: @Sendable (Int, Int) -> Void
  ) -> [Result<ContentDigest, ReadFailure>] {
    let remembered = rememberedDigests()
    let jobs = ProcessInfo.processInfo.activeProcessorCount
    let entries = WorkerThreads.map(count: files.count, jobs: jobs, progress: progress) { index in
      Self.entry(for: files[index], remembered: remembered)
    }
    let found = entries.compactMap { try? $0.get() }
    if found.contains(where: { remembered[$0.identity] != $0.digest }) { remember(found) }
    return entries.map { $0.map(\.digest) }
  }

  private struct Entry {
    var identity: String
    var digest: ContentDigest
  }

  private static func entry(
    for file: URL, remembered: [String: ContentDigest]
  ) -> Result<Entry, ReadFailure> {
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .failure(ReadFailure(code: errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return .failure(ReadFailure(code: errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { return .failure(ReadFailure(code: nil)) }
    let identity =
      "\(file.lastPathComponent) \(status.st_size) \(status.st_dev) \(status.st_ino) "
      + "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
    if let digest = remembered[identity] { return .success(Entry(identity: identity, digest: digest)) }

    var hasher = ContentHasher()
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { block.deallocate() }
    while true {
      let count = Glibc.read(descriptor, block.baseAddress, block.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return .failure(ReadFailure(code: errno)) }
      guard count > 0 else { break }
      hasher.update(UnsafeRawBufferPointer(rebasing: block[..<count]))
    }
    return .success(Entry(identity: identity, digest: hasher.finalize()))
  }

  /// Lines of a digest, a space and what identifies the file; others are passed over.
  private func rememberedDigests() -> [String: ContentDigest] {
    guard let memory, let text = try? String(contentsOf: memory, encoding: .utf8) else { return [:] }
    var digests: [String: ContentDigest] = [:]
    for line in text.split(separator: "\n") {
      guard line.count > 65, let digest = ContentDigest(hexadecimal: String(line.prefix(64))) else {
        continue
      }
      digests[String(line.dropFirst(65))] = digest
    }
    return digests
  }

  private func remember(_ entries: [Entry]) {
    guard let memory else { return }
    let text = entries.map { "\($0.digest) \($0.identity)\n" }.joined()
    try? FileManager.default.createDirectory(
      at: memory.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? DurableFile.write(Data(text.utf8), to: memory, isSynchronized: false)
  }
}
