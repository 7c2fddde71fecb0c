import Hummingbird
import JSONText

/// What programs ask before anything else: whether the server answers, and what it can be asked.
struct ServiceRoutes {
  func add(to router: Router<WebContext>) {
    router.get("/api/health") { _, _ in Answer.json(.object(["status": .string("ok")])) }
    router.get("/api/openapi.json") { _, _ in
      Answer.json(text: String(decoding: PackageResources.openapi_json, as: UTF8.self))
    }
  }
}
