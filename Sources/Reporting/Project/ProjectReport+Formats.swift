import ContentDigest
import Evaluation
import ExperimentSchema
package import JSONText
import RunStore

extension ProjectReport: Report {
  /// The story, a section for each chapter.
  package func document(for medium: ReportMedium) -> ReportDocument {
    var document = ReportDocument(title: history.title)
    document.blocks += question + data + pipeline + generations(medium)
    for (table, gaps) in zip(history.tables, gaps) {
      document.blocks += results(table, gaps, medium)
    }
    for (index, study) in studies.enumerated() {
      for table in study.tables {
        let name = index == 0 ? "Why: what each change does" : study.title
        document.blocks += reasons(table, heading: "\(name) on \(table.corpus.name)")
      }
    }
    document.blocks += again
    return document
  }

  // MARK: What was asked

  private var question: [ReportDocument.Block] {
    let claims = experiments.flatMap(\.claims).count + (history.tables.first?.spanningClaims.count ?? 0)
    var blocks: [ReportDocument.Block] = [
      .heading("The question", .section),
      .paragraph(
        "A project's history names \(experiments.count) generations of models that recognise environmental sounds, "
          + "and what each is said to have reached: \(claims) claims. Each generation is declared in a file and "
          + "trained again, over several seeds and folds. Which claims does the measurement bear out?"),
    ]
    for (table, gaps) in zip(history.tables, gaps) {
      blocks.append(.paragraph(ProjectFindings(table: table, gaps: gaps).summary))
    }
    if let remedy = history.remedy { blocks.append(.paragraph(remedy)) }
    return blocks
  }

  private var data: [ReportDocument.Block] {
    var table = TextTable([
      .init("corpus"), .init("clips", .right), .init("classes", .right), .init("folds"),
      .init("runs counted", .right), .init("digest"),
    ])
    for corpus in history.tables {
      let counted = Set(corpus.rows.flatMap { ($0.documented?.runs ?? []) + ($0.allFolds?.runs ?? []) })
      table.append([
        corpus.corpus.name, Figures.grouped(corpus.corpus.clipCount), "\(corpus.corpus.classNames.count)",
        Figures.list(corpus.corpus.folds), Figures.grouped(counted.count),
        String(corpus.corpus.digest.hexadecimal.prefix(12)),
      ])
    }
    if history.tables.isEmpty { return [] }
    return [
      .heading("The data", .section), .table(table),
      .paragraph(
        "Folds are the data set's own: clips cut from one recording share a fold, so that no recording is both "
          + "trained on and judged by. Seeds and folds are never taken as independent of each other."),
    ]
  }

  // MARK: How it is done

  private var pipeline: [ReportDocument.Block] {
    var frontEnds: [(frontEnd: FrontEndSpecification, names: [String])] = []
    for experiment in experiments {
      if let index = frontEnds.firstIndex(where: { $0.frontEnd == experiment.frontEnd }) {
        frontEnds[index].names.append(experiment.name)
      } else {
        frontEnds.append((experiment.frontEnd, [experiment.name]))
      }
    }
    var blocks: [ReportDocument.Block] = [.heading("The pipeline", .section)]
    for entry in frontEnds {
      if frontEnds.count > 1 {
        blocks.append(.heading(entry.names.joined(separator: ", "), .subsection))
      }
      blocks.append(.list(entry.frontEnd.stagesInWords.map { .init($0) }))
    }
    return blocks + illustrated
  }

  private var illustrated: [ReportDocument.Block] {
    guard let illustration else { return [] }
    var table = TextTable([
      .init("after"), .init("seconds", .right), .init("energy left in %", .right),
    ])
    for stage in illustration.stages {
      table.append([
        stage.name, Figures.decimals(stage.seconds, 2), Figures.percent(stage.energyShare),
      ])
    }
    return [
      .heading("What it does to a clip: \(illustration.subject)", .subsection),
      .chart(
        "The recording, and what each stage leaves of it: frequency over time, the darker the louder, in steps of 10 dB.",
        SpectrogramChart(illustration)),
      .table(table),
    ]
  }

  private func generations(_ medium: ReportMedium) -> [ReportDocument.Block] {
    if case .terminal = medium {
      return [
        .heading("The generations", .section),
        .list(
          experiments.map { experiment in
            .init(
              "\(experiment.name): \(experiment.layersInWords)",
              detail: "\(experiment.training.loss.rawValue), \(experiment.training.epochs) epochs"
                + (experiment.model.architecture == .reconstructed ? "; our reading of the source" : ""))
          }),
      ]
    }
    var table = TextTable([
      .init("generation"), .init("layers"), .init("loss"), .init("epochs", .right), .init("architecture"),
    ])
    for experiment in experiments {
      table.append([
        experiment.name, experiment.layersInWords, experiment.training.loss.rawValue,
        "\(experiment.training.epochs)", experiment.model.architecture.rawValue,
      ])
    }
    return [.heading("The generations", .section), .table(table)]
  }

  // MARK: What came out

  private func results(
    _ table: HistoryReport.CorpusTable, _ gaps: [Gap], _ medium: ReportMedium
  ) -> [ReportDocument.Block] {
    let sections = HistorySections(table: table, style: medium.style)
    let figures = HistoryFigures(table: table)
    let findings = ProjectFindings(table: table, gaps: gaps)
    let name = table.corpus.name
    var blocks: [ReportDocument.Block] = [.heading("Documented and measured on \(name)", .section)]
    for section in sections.sections(isWide: medium.isWide) {
      blocks += [.heading(section.heading, .subsection), .table(section.table)]
    }
    blocks.append(.legend(sections.legend))
    if case .illustrated = medium {
      blocks += [.heading("Claimed and measured on \(name)", .subsection)] + figures.claims + figures.models
    }
    blocks += [.heading("Learning and generalising on \(name)", .section)]
    if let sentence = findings.gapSentence { blocks.append(.paragraph(sentence)) }
    blocks.append(.table(gapTable(gaps)))
    let verdicts: [(Claim.Verdict, String)] = [
      (.replicated, "What replicates on \(name)"), (.notReplicated, "What does not on \(name)"),
      (.inconclusive, "What is open on \(name)"),
    ]
    for (verdict, heading) in verdicts {
      let sentences = findings.sentences(verdict)
      blocks += [
        .heading(heading, .section), sentences.isEmpty ? .paragraph("No claim.") : .list(sentences),
      ]
    }
    return blocks
  }

  private func gapTable(_ gaps: [Gap]) -> TextTable {
    var table = TextTable([
      .init("generation"), .init("documented gap,\npoints", .right), .init("measured gap,\npoints", .right),
      .init("95 % interval", .right), .init("seeds", .right),
    ])
    for gap in gaps {
      let derivation = Derivation(
        .trainLessValidation, of: .metrics([.init(.trainAccuracy), .init(.validationAccuracy)]),
        runs: gap.runs)
      func cell(_ text: String) -> TextTable.Cell { .init(text, text == Figures.absent ? nil : derivation) }
      let interval = gap.measured?.interval().map {
        "[\(Figures.points($0.lower)), \(Figures.points($0.upper))]"
      }
      table.append([
        .init(gap.experiment), .init(Figures.points(gap.documented)),
        cell(Figures.points(gap.measured?.mean)), cell(interval ?? Figures.absent),
        .init("\(gap.measured?.count ?? 0)"),
      ])
    }
    return table
  }

  private func reasons(_ table: AblationReport.CorpusTable, heading: String) -> [ReportDocument.Block] {
    [
      .heading(heading, .section),
      .list(table.effects.map(\.item)),
      .heading("How sure that is", .subsection), .table(table.tests), .legend(AblationReport.legend),
    ]
  }

  private var again: [ReportDocument.Block] {
    var commands = history.tables.map { table in
      let seeds = table.rows.compactMap(\.documented?.seeds.count).max() ?? ClaimJudge.leastSeeds
      return ReportDocument.Item(
        "Train the generations on \(table.corpus.name)",
        command: "earshot run all \(table.corpus.arguments) --seeds 1..\(max(seeds, ClaimJudge.leastSeeds)) "
          + "--folds all --needed")
    }
    for study in studies {
      commands += study.tables.map { table in
        let seeds = table.effects.map(\.seeds.count).max() ?? 0
        return ReportDocument.Item(
          "Train what is compared in \"\(study.title)\" on \(table.corpus.name)",
          command: "earshot run " + study.files.map(\.shellWord).joined(separator: " ")
            + " \(table.corpus.arguments) --seeds 1..\(max(seeds, ClaimJudge.leastSeeds)) --folds all --needed"
        )
      }
    }
    commands += [
      .init("Judge the claims", command: "earshot check"),
      .init("Print this report", command: "earshot report project --format html -o project.html"),
    ]
    return [.heading("Again", .section), .list(commands)]
  }

  package var node: JSONNode {
    .object([
      "history": history.node, "ablations": studies.first?.node ?? .null,
      "furtherStudies": .array(studies.dropFirst().map(\.node)),
      "gaps": .array(
        zip(history.tables, gaps).map { table, gaps in
          .object([
            "corpus": .string(table.corpus.name),
            "summary": .string(ProjectFindings(table: table, gaps: gaps).summary),
            "generations": .array(
              gaps.map { gap in
                .object([
                  "experiment": .string(gap.experiment), "documented": .optional(gap.documented),
                  "measured": .optional(gap.measured?.mean), "seeds": .integer(gap.measured?.count ?? 0),
                  "lower": .optional(gap.measured?.interval()?.lower),
                  "upper": .optional(gap.measured?.interval()?.upper),
                ])
              }),
          ])
        }),
      "illustration": illustration.map { illustration in
        .object([
          "subject": .string(illustration.subject),
          "stages": .array(
            illustration.stages.map { stage in
              .object([
                "name": .string(stage.name), "seconds": .number(stage.seconds),
                "energyShare": .number(stage.energyShare),
              ])
            }),
        ])
      } ?? .null,
    ])
  }
}
