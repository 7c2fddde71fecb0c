import Foundation
import Glibc
import Synchronization

/// A server on this machine that has one file, and answers as it is told to: for tests of what fetches.
public final class LoopbackServer: Sendable {
  /// How requests are answered.
  public struct Behavior: Sendable {
    /// The file.
    public var content: [UInt8]
    /// Bytes after which each of the first answers breaks off; the others are whole.
    public var breaks: [Int] = []
    /// Whether a range is answered with that range; otherwise with all of the file.
    public var knowsRanges = true
    /// Whether it is said how long the file is.
    public var tellsLength = true
    /// The status of all answers, where not that of the file.
    public var status: Int?
    /// Where to look instead, where there is such a place.
    public var redirection: String?

    /// A server that has `content`.
    public init(content: [UInt8]) { self.content = content }
  }

  /// The port it listens at.
  public let port: Int
  private let listener: Int32
  private let behavior: Behavior
  private let seen = Mutex([String?]())

  /// Starts a server, which answers one request after the other until it is no longer held.
  public init(_ behavior: Behavior) {
    self.behavior = behavior
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    precondition(isListening, "no port of this machine can be listened at")
    self.listener = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    let (seen, answer) = (Seen(self), behavior)
    Thread.detachNewThread { Self.serve(listener, answer, note: { seen.server?.note($0) ?? 0 }) }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// The file's address.
  public var address: String { "http://127.0.0.1:\(port)/file.zip" }

  /// What ranges were asked for, in order; nil for a request of the whole.
  public var ranges: [String?] { seen.withLock { $0 } }

  /// The server, as long as somebody holds it.
  private final class Seen: @unchecked Sendable {
    weak var server: LoopbackServer?
    init(_ server: LoopbackServer) { self.server = server }
  }

  /// Notes a request and returns its number, from 0.
  private func note(_ range: String?) -> Int {
    seen.withLock {
      $0.append(range)
      return $0.count - 1
    }
  }

  private static func serve(_ listener: Int32, _ behavior: Behavior, note: (String?) -> Int) {
    while true {
      let connection = accept(listener, nil, nil)
      if connection < 0 && errno == EINTR { continue }
      guard connection >= 0 else {
        close(listener)
        return
      }
      let request = head(of: connection)
      let range = request.split(separator: "\r\n").first { $0.lowercased().hasPrefix("range: ") }
        .map { String($0.dropFirst(7)) }
      let number = note(range)
      let start = range.flatMap { Int($0.drop { !$0.isNumber }.prefix { $0.isNumber }) } ?? 0
      answer(connection, behavior, number: number, start: behavior.knowsRanges ? start : 0)
      close(connection)
    }
  }

  private static func head(of connection: Int32) -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < 16_384, !bytes.suffix(4).elementsEqual([13, 10, 13, 10]),
      recv(connection, &byte, 1, 0) == 1
    {
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func answer(_ connection: Int32, _ behavior: Behavior, number: Int, start: Int) {
    let content = behavior.content
    let isBeyond = start > 0 && start >= content.count
    let status =
      behavior.redirection != nil ? 302 : behavior.status ?? (isBeyond ? 416 : start > 0 ? 206 : 200)
    let body = status == 200 || status == 206 ? content[start...] : ArraySlice("An error, in words.".utf8)
    var head = "HTTP/1.1 \(status) Words\r\nConnection: close\r\n"
    if behavior.tellsLength { head += "Content-Length: \(body.count)\r\n" }
    if status == 206 { head += "Content-Range: bytes \(start)-\(content.count - 1)/\(content.count)\r\n" }
    if let redirection = behavior.redirection { head += "Location: \(redirection)\r\n" }
    let sent = behavior.breaks.indices.contains(number) ? body.prefix(behavior.breaks[number]) : body
    let bytes = Array((head + "\r\n").utf8) + sent
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(connection, $0.baseAddress! + done, $0.count - done, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      done += count
    }
  }
}
