import HTTPTypes
import Hummingbird
import JSONText
import Listening
import NIOPosix
import PassingFiles
import Reporting

/// The page to hear with, what it asks for, and the same for programs.
struct HearRoutes: Sendable {
  let frame: PageFrame
  let hearing: UploadHearing

  func add(to router: Router<WebContext>) {
    router.get("/") { [self] _, _ in
      let page = try await NIOThreadPool.singleton.runIfActive {
        HearPage(
          choices: hearing.models.choices(), limits: hearing.settings.limits,
          isReadOnly: hearing.settings.isReadOnly, isKept: hearing.settings.keptUploads != nil)
      }
      return Answer.html(frame.page("Hear a recording", place: .hear, main: page.elements))
    }
    router.post("/listen") { [self] request, _ in
      let heard = try await hearing.hear(request)
      let text = try await NIOThreadPool.singleton.runIfActive {
        let picture = try RecordingPicture(of: heard.audio.url, duration: heard.recording.duration)
        return HeardView(recording: heard.recording, picture: picture).elements.map(\.html).joined()
      }
      return Answer.html(text)
    }
    router.post("/api/listen") { [self] request, _ in
      Answer.json(try await hearing.hear(request).recording.json)
    }
    router.get("/api/models") { [self] _, _ in
      let choices = try await NIOThreadPool.singleton.runIfActive { hearing.models.choices() }
      return Answer.json(.object(["models": .array(choices.map(\.node))]))
    }
  }
}
