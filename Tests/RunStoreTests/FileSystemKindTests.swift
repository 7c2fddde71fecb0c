import Foundation
import RunStore
import Testing

@Suite("File system kind: a store is on a disk of this machine")
struct FileSystemKindTests {
  static let mounts = """
    22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
    36 22 0:42 / /mnt/share rw,relatime shared:5 master:1 - nfs4 server:/share rw,vers=4.2
    37 22 0:300 / /mnt/far rw - fuse.sshfs far:/ rw
    38 22 0:43 / /tmp rw - tmpfs tmpfs rw
    broken
    39 22 0:44
    """

  @Test func `a device's file system is that of its mount`() {
    func kind(_ major: UInt, _ minor: UInt) -> FileSystemKind {
      FileSystemKind(device: major << 8 | minor & 0xFF | (minor & ~0xFF) << 12, mounts: Self.mounts)
    }
    #expect(kind(254, 0) == .local && kind(0, 43) == .local)
    #expect(kind(0, 42) == .network("nfs4"))
    #expect(kind(0, 300) == .network("fuse.sshfs"))
    #expect(kind(0, 44) == .local && kind(7, 7) == .local)
  }

  @Test func `a store on a network is refused, whatever it is opened for, with what to do`() {
    let file = URL(filePath: "/mnt/share/Runs/earshot.sqlite")
    let error = #expect(throws: RunStoreError.self) {
      try RunStore.requireLocal(file) { $0 == file ? .network("nfs4") : .local }
    }
    #expect(error == .onNetwork(file: file, type: "nfs4") && error?.isMisuse == true)
    #expect(error?.description.contains("--store") == true)
    #expect(throws: Never.self) { try RunStore.requireLocal(file) { _ in .local } }
  }

  @Test func `of a file that is not there, the nearest folder counts`() {
    #expect(FileSystemKind(holding: URL(filePath: "/proc/absent/earshot.sqlite")) == .local)
  }
}
