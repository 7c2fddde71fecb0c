import Hummingbird
import JSONText

/// Whether the server answers.
struct HealthRoute {
  func add(to router: Router<WebContext>) {
    router.get("/api/health") { _, _ in Answer.json(.object(["status": .string("ok")])) }
  }
}
