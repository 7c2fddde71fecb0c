import AudioFrontEnd
import ContentDigest
import Datasets
import Foundation
import Hummingbird
import Testing
import WebApp

@Suite("The sound of clips")
struct ClipSoundsTests {
  private let folder: TemporaryFolder
  private let sounds: ClipSounds

  init() throws {
    folder = try TemporaryFolder()
    sounds = ClipSounds(folder: folder.url)
  }

  private func example(_ audio: AudioReference, _ content: Data = Data()) -> Example {
    Example(
      id: "x", label: 0, fold: 1, source: "x", audio: audio,
      contentDigest: audio.contentDigest(inFile: ContentDigest(of: content)))
  }

  @Test(
    "A clip is sent as it lies in its corpus",
    arguments: [("wav", "audio/wav"), ("OGG", "audio/ogg"), ("x", "application/octet-stream")])
  func files(ending: String, type: String) async throws {
    let file = try folder.writeTone(440, to: "x.\(ending)")
    let content = try Data(contentsOf: file)
    let answer = try #require(try sounds.answer(for: example(.file(file), content)))
    let response = try answer.response(to: Request())
    #expect(response.headers[.contentType] == type)
    #expect(try await response.content == content)
  }

  @Test("Of a window the whole recording is sent")
  func windows() async throws {
    let file = try folder.writeTone(440, to: "x.wav")
    let content = try Data(contentsOf: file)
    let answer = try sounds.answer(for: example(.window(of: file, start: 0.1, duration: 0.1), content))
    #expect(try await answer?.response(to: Request()).content == content)
  }

  @Test("What is no longer what it was is not sent, however often it is asked for")
  func changes() throws {
    let file = try folder.writeTone(440, to: "x.wav")
    let clip = example(.file(file), try Data(contentsOf: file))
    #expect(try sounds.answer(for: clip) != nil)
    try folder.writeTone(441, to: "x.wav")
    for _ in 0..<2 { #expect(try sounds.answer(for: clip) == nil) }
    try folder.writeTone(440, to: "x.wav")
    #expect(try sounds.answer(for: clip) != nil)
    try FileManager.default.removeItem(at: file)
    #expect(try sounds.answer(for: clip) == nil)
  }

  @Test("A link in a clip's place leads to nothing that is not the clip")
  func links() throws {
    let file = try folder.writeTone(440, to: "x.wav")
    let clip = example(.file(file), try Data(contentsOf: file))
    let secret = try folder.write("secret", to: "secret")
    try FileManager.default.removeItem(at: file)
    try FileManager.default.createSymbolicLink(at: file, withDestinationURL: secret)
    #expect(try sounds.answer(for: clip) == nil)
    // A corpus may be made of links.
    let other = try folder.writeTone(440, to: "other.wav")
    try FileManager.default.removeItem(at: file)
    try FileManager.default.createSymbolicLink(at: file, withDestinationURL: other)
    #expect(try sounds.answer(for: clip) != nil)
  }

  @Test("A clip of the synthetic corpus is rendered as it is written to files, and leaves nothing behind")
  func synthetic() async throws {
    let corpus = SyntheticCorpus.corpus(seed: 1, sourcesPerClass: 5, takesPerSource: 1)
    let clip = corpus.examples[7]
    let response = try #require(try sounds.answer(for: clip)).response(to: Request())
    #expect(response.headers[.contentType] == "audio/wav")
    let content = try await response.content
    let written = folder.url.appending(path: "written.wav")
    try AudioFile.write(corpus.waveform(of: clip), to: written)
    #expect(try content == Data(contentsOf: written) && content.count > 200_000)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["written.wav"])
  }
}
