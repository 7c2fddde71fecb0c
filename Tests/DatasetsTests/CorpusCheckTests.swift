import Datasets
import Foundation
import Testing

@Suite("Corpus check")
struct CorpusCheckTests {
  @Test func `a corpus in order has no findings`() throws {
    let folder = try CorpusFolder.standard()
    #expect(try CorpusCheck.report(at: folder.url.path).findings.isEmpty)
  }

  @Test func `everything that spoils results is found, errors first`() throws {
    let folder = try CorpusFolder(
      clips: ["1-10-A-0.wav", "1-10-B-0.wav", "2-10-C-0.wav", "2-13-A-1.wav", "stray.wav"],
      table: CorpusFolder.header + """
        1-10-A-0.wav,1,0,dog,True,10,A
        1-10-B-0.wav,1,0,dog,True,10,B
        2-10-C-0.wav,2,0,dog,True,10,C
        2-13-A-1.wav,2,1,rain,True,13,A
        2-14-A-1.wav,2,1,rain,True,14,A
        2-15-A-0.wav,2,0,dog,True,15,A
        2-16-A-0.wav,2,0,dog,True,16,A

        """)
    try folder.addClip("1-10-B-0.wav", frequency: 200)
    try Data("no audio".utf8).write(to: folder.url.appending(path: "audio/2-15-A-0.wav"))
    try folder.addClip("2-16-A-0.wav", frequency: 500, duration: 0.3)
    let findings = try CorpusCheck.report(at: folder.url.path).findings
    #expect(
      findings.map(\.severity)
        == findings.map(\.severity).sorted { left, right in
          let order = CorpusFinding.Severity.allCases
          return order.firstIndex(of: left)! < order.firstIndex(of: right)!
        })
    let kinds = findings.map(\.kind)
    #expect(kinds.contains(.missingFile(id: "2-14-A-1")))
    #expect(kinds.contains(.unnamedFile(name: "audio/stray.wav")))
    #expect(
      kinds.contains(.duplicateAudio(ids: ["1-10-A-0", "1-10-B-0"], isAcrossClassesOrFolds: false)))
    #expect(
      kinds.contains(
        .sourceCrossesFolds(source: "10", folds: [1, 2], ids: ["1-10-A-0", "1-10-B-0", "2-10-C-0"])))
    #expect(kinds.contains(.oddLength(id: "2-16-A-0", duration: 0.3, usualDuration: 0.2)))
    #expect(
      kinds.contains(.classImbalance(smallest: "rain", smallestCount: 1, largest: "dog", largestCount: 5)))
    #expect(kinds.contains(.classMissingFromFold(className: "rain", fold: 1)))
    #expect(findings.contains { $0.description.hasPrefix("2-15-A-0: cannot be decoded: ") })
    #expect(findings.count == 8)
    #expect(findings.first { $0.name == "duplicateAudio" }?.ids == ["1-10-A-0", "1-10-B-0"])
    #expect(findings == (try CorpusCheck.report(at: folder.url.path, jobs: 1).findings))
  }

  @Test func `silence, differing rates, and what a layout leaves open are found`() throws {
    let folder = try SoundFolder(clips: (1...5).flatMap { ["Dog/\($0).wav", "Rain/\($0).wav"] })
    try folder.add(clip: "Dog/1.wav", frequency: 300, gain: 0)
    try folder.add(clip: "Dog/2.wav", frequency: 300, sampleRate: 16_000)
    let report = try CorpusCheck.report(at: folder.path)
    let kinds = report.findings.map(\.kind)
    #expect(kinds.contains(.silentClip(id: "Dog/1", peak: 0)))
    #expect(
      report.samplingRates.map(\.hertz) == [8_000, 16_000] && report.samplingRates.map(\.clips) == [9, 1])
    #expect(kinds.contains(.samplingRates(report.samplingRates)))
    #expect(kinds.contains(.sourcesNotNamed) && kinds.contains(.foldsDealt(count: 5, seed: 1)))
    #expect((report.seconds - 0.95).magnitude < 1e-9)
  }

  @Test func `a summary counts clips, folds, sources and seconds`() throws {
    let folder = try CorpusFolder.standard()
    let corpus = try CorpusLocation.open(folder.url.path)
    #expect(CorpusSummary(of: corpus).classes.map(\.clipsPerFold) == [[1, 1], [1, 1]])
    #expect(CorpusSummary(of: corpus).classes.map(\.duration) == [nil, nil])
  }

  @Test func `a measured summary adds up the seconds`() throws {
    let folder = try CorpusFolder.standard()
    let summary = CorpusSummary(measuring: try CorpusLocation.open(folder.url.path), jobs: 2)
    #expect(summary.classes.allSatisfy { (($0.duration ?? 0) - 0.4).magnitude < 1e-9 })
    #expect(summary.classes.map(\.sourceCount) == [2, 2])
  }

  @Test(.enabled(if: Recordings.areThere, "ESC-10 is not beside the package (../shared/data/esc10)"))
  func `ESC-10 has twenty odd lengths and no source that crosses folds`() throws {
    let findings = try CorpusCheck.report(at: Recordings.folder.path).findings
    let oddLengths = findings.count { if case .oddLength = $0.kind { true } else { false } }
    #expect(oddLengths == 20)
    #expect(findings.count == 20)
  }
}
