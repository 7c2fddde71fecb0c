import Hummingbird

/// What goes with a request: only what the framework itself needs.
struct WebContext: RequestContext {
  var coreContext: CoreRequestContextStorage

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
  }
}
