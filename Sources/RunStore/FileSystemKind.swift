package import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Whether a file is on this machine's own disk.
///
/// Processes share a store by locks and by a file in memory, which a network file system does not carry from one
/// machine to another: two machines that write one store damage it.
package enum FileSystemKind: Hashable, Sendable {
  /// A disk of this machine, or memory.
  case local
  /// Another machine's disk, by this protocol.
  case network(String)

  /// The kind of what holds `file`, or would hold it: of the nearest folder above it that exists.
  ///
  /// - Parameter mounts: What is mounted where, as `/proc/self/mountinfo` tells it.
  package init(
    holding file: URL, mounts: String? = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
  ) {
    var place = file.absoluteURL.standardizedFileURL
    while access(place.path, F_OK) != 0, place.path != "/" { place.deleteLastPathComponent() }
    var status = stat()
    guard let mounts, stat(place.path, &status) == 0 else {
      self = .local
      return
    }
    self.init(device: status.st_dev, mounts: mounts)
  }

  /// The kind of the file system on `device`.
  ///
  /// Source: proc(5); a line reads `36 35 0:42 / /mnt rw - nfs4 server:/share rw`, with more words before the dash.
  package init(device: dev_t, mounts: String) {
    // The halves of a device's number, as glibc's `major` and `minor` take them apart.
    let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
    let minor = device & 0xFF | (device >> 12) & ~0xFF
    for line in mounts.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 3, words[2] == "\(major):\(minor)",
        let dash = words.firstIndex(of: "-"), dash + 1 < words.count
      else { continue }
      let type = String(words[dash + 1])
      self = Self.networkTypes.contains(type) ? .network(type) : .local
      return
    }
    self = .local
  }

  private static let networkTypes: Set<String> = [
    "nfs", "nfs3", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "lustre", "gpfs",
    "beegfs", "panfs",
    "glusterfs", "fuse.glusterfs", "fuse.sshfs", "fuse.ceph", "fuse.rclone", "fuse.s3fs", "orangefs", "pvfs2",
    "davfs",
    "fuse.davfs",
  ]
}

extension RunStore {
  /// Checks that a store may be in `file`: on a disk of this machine.
  ///
  /// - Parameter kind: Tells where files are; given by tests.
  /// - Throws: ``RunStoreError/onNetwork(file:type:)``.
  package static func requireLocal(
    _ file: URL, kind: (URL) -> FileSystemKind = { FileSystemKind(holding: $0) }
  ) throws(RunStoreError) {
    guard case .network(let type) = kind(file) else { return }
    throw .onNetwork(file: file, type: type)
  }
}
