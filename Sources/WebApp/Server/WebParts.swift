import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Reporting
import RunStore

/// What routes are made of: the store, the recordings, the frame of pages, and what was made already.
struct WebParts: Sendable {
  let settings: WebSettings
  let frame: PageFrame
  let source: StoreSource
  let clips: ClipLibrary
  let cache = PageCache()

  init(settings: WebSettings, frame: PageFrame, say: @escaping @Sendable (String) -> Void) {
    self.settings = settings
    self.frame = frame
    source = StoreSource(settings.storeFile)
    clips = ClipLibrary(settings: settings, say: say)
  }

  /// A page or a document made of the store, kept as long as that is the same, and what else it is made of.
  ///
  /// It is made where it may take its time: not on the threads that requests come in by.
  ///
  /// - Parameter other: Tells what else it is made of from what that was before.
  func made(
    for request: Request, type: ContentType, besides other: String = "",
    _ make: @escaping @Sendable (RunStore, Query) throws -> String
  ) async throws -> Response {
    let target = request.head.path ?? "/"
    let key = target + "\n" + other
    let mark = source.mark
    if let page = cache.page(key, at: mark) { return Answer.bytes(page, type: type.rawValue) }
    let query = try Query(of: target)
    let text = try await NIOThreadPool.singleton.runIfActive { try make(source.store(), query) }
    let page = ByteBuffer(string: text)
    cache.keep(page, as: key, at: mark)
    return Answer.bytes(page, type: type.rawValue)
  }

  /// What is made of the store.
  enum ContentType: String {
    case html = "text/html; charset=utf-8"
    case json = "application/json; charset=utf-8"
  }
}

extension WebContext {
  /// The name in the path that stands for `parameter`.
  ///
  /// - Throws: ``Refusal`` where it is none that anything has.
  func name(_ parameter: String) throws(Refusal) -> String {
    guard let name = parameters.get(parameter), ResourceName.isName(name) else { throw .notFound }
    return name
  }
}
