import ContentDigest
import Foundation

/// How HTML reports look: the style sheet of their pages.
///
/// Calm and typographic: one column of text beside a table of contents, figures side by side where there is room for
/// them. Text has a contrast of at least 4.5 to 1 on its ground, lines and marks of 3 to 1, light and dark; the series'
/// colours are apart for colour-blind eyes (after Okabe and Ito 2008), and dashes and shapes tell them apart without.
package enum PageStyle {
  /// The style sheet of pages from top to bottom, for whoever shows reports among others.
  package static var pageSheet: String { sheet.description }

  /// How a page is laid out.
  enum Layout {
    /// From top to bottom.
    case page
    /// A slide after the other.
    case slides

    fileprivate var sheets: [StaticString] { self == .page ? [sheet] : [sheet, slideSheet] }
  }

  /// The elements that hold the style sheets.
  static func elements(for layout: Layout) -> [MarkupElement] {
    layout.sheets.map { MarkupElement("style", content: [.verbatim($0)]) }
  }

  /// What a page may do: show itself in its style. Nothing is loaded, run or sent.
  static func securityPolicy(for layout: Layout) -> String {
    let sources = layout.sheets.map { "'sha256-\(digest(of: $0))'" }.joined(separator: " ")
    return "default-src 'none'; style-src \(sources); base-uri 'none'; form-action 'none'"
  }

  /// The sheet's SHA-256 in base64, by which the policy admits it and no other.
  private static func digest(of sheet: StaticString) -> String {
    let digits = Array(ContentDigest(of: sheet.description).hexadecimal)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    return Data(bytes).base64EncodedString()
  }

  private static let sheet: StaticString = """

    :root {
      color-scheme: light dark;
      --paper: #fdfdfc; --raised: #f4f5f4; --ink: #1b1f24; --soft: #565f68; --rule: #d8dbdd; --grid: #e6e8e9;
      --link: #0a57a4; --focus: #0a57a4;
      --good: #00694f; --bad: #b3390a; --open: #7a5a00; --neutral: #5d6670;
      --s1: #0a63ad; --s2: #c2480c; --s3: #00795a; --s4: #a03d7d; --s5: #856300; --s6: #2f6f89;
      --heat: #084a86; --heat-ink: #ffffff; --heat-dark-ink: #000000;
      --q1: #8a8fbf; --q2: #6b77c2; --q3: #2c7fb0; --q4: #00866b; --q5: #b3390a;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --paper: #14171b; --raised: #1d2227; --ink: #e7e9ec; --soft: #a6afb8; --rule: #3a4149; --grid: #2a3037;
        --link: #85bdf5; --focus: #85bdf5;
        --good: #4fcfa3; --bad: #ff9166; --open: #e5bd4a; --neutral: #a6afb8;
        --s1: #6cb4f5; --s2: #f59463; --s3: #4fcfa3; --s4: #e596c8; --s5: #e0bb4d; --s6: #8fd0e6;
        --heat: #7cc4ff; --heat-ink: #000000; --heat-dark-ink: #ffffff;
        --q1: #5d6392; --q2: #7683d6; --q3: #5fb0dc; --q4: #4fcfa3; --q5: #ff9166;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 1rem/1.55 -apple-system, "Segoe UI", "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
      overflow-wrap: anywhere;
    }
    a { color: var(--link); text-underline-offset: .15em; }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
    .skip { position: absolute; left: -100vw; top: 0; padding: .5rem 1rem; background: var(--paper); z-index: 3; }
    .skip:focus { left: 0; }
    .hidden {
      position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap;
    }
    .page { max-width: 86rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
    main, nav { min-width: 0; }
    h1, h2, h3 { line-height: 1.2; text-wrap: balance; font-weight: 650; letter-spacing: -.01em; }
    h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.4rem); margin: .5rem 0 1rem; letter-spacing: -.02em; }
    h2 { font-size: 1.35rem; margin: 3rem 0 1rem; padding-top: 1rem; border-top: 2px solid var(--ink); }
    main > section:first-child h2 { margin-top: 1.25rem; }
    h3 { font-size: 1.05rem; margin: 2.25rem 0 .6rem; }
    p, .items, .legend { max-width: 46rem; }
    nav { font-size: .875rem; line-height: 1.4; margin-bottom: 1.5rem; }
    nav ol { list-style: none; margin: 0; padding: 0; }
    nav ol ol { padding-left: .9rem; margin: .2rem 0 .9rem; border-left: 1px solid var(--rule); }
    nav li { padding: .18rem 0; }
    nav a { text-decoration: none; }
    nav a:hover { text-decoration: underline; }
    nav p { margin: 0 0 .4rem; font-weight: 650; }

    .scroll { overflow-x: auto; max-width: 100%; }
    table { border-collapse: collapse; font-size: .9rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
    caption { text-align: left; }
    th, td { padding: .38rem .6rem; text-align: left; vertical-align: top; overflow-wrap: normal; white-space: nowrap; }
    thead th { vertical-align: bottom; font-weight: 600; color: var(--soft); border-bottom: 1.5px solid var(--soft); }
    tbody th { font-weight: 550; background: var(--paper); }
    tbody tr { border-bottom: 1px solid var(--rule); }
    tbody tr:hover th, tbody tr:hover td { background: var(--raised); }
    .number { text-align: right; }
    .prose { min-width: 14rem; white-space: normal; overflow-wrap: break-word; }
    td a { color: inherit; text-decoration: underline dotted var(--soft); text-underline-offset: .2em; }
    td a:hover { text-decoration: underline solid var(--link); color: var(--link); }
    .verdict { font-weight: 600; }
    .verdict.good { color: var(--good); } .verdict.bad { color: var(--bad); }
    .verdict.open { color: var(--open); } .verdict.neutral { color: var(--neutral); }

    .items { padding-left: 1.1rem; }
    .items li { margin: .5rem 0; }
    .items p { margin: .1rem 0; color: var(--soft); }
    .items code { display: inline-block; margin-top: .2rem; }
    code { font: .85em/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    .items code, pre { background: var(--raised); padding: .1rem .4rem; border-radius: 3px; }
    .legend { font-size: .85rem; color: var(--soft); padding-left: 0; list-style: none; margin-top: 1.75rem; }
    .legend li { margin: .25rem 0; }

    .origin { display: none; }
    .query { display: none; }
    .query:target { display: block; }
    .origin:has(:target) {
      display: block; position: fixed; inset: auto 0 0; z-index: 2; max-height: 55vh; overflow: auto;
      padding: 1rem max(1.25rem, calc(50vw - 36rem)); font-size: .875rem;
      background: var(--paper); border-top: 3px solid var(--link); box-shadow: 0 -.5rem 2rem rgb(0 0 0 / .25);
    }
    @supports not selector(:has(a)) { .origin, .query { display: block; } }
    .origin p, .origin ul { margin: .3rem 0; max-width: none; }
    .origin pre { white-space: pre-wrap; margin: .5rem 0; padding: .4rem .6rem; max-height: 14rem; overflow: auto; }
    .origin .runs { color: var(--soft); }

    figure { margin: 1.25rem 0 2rem; }
    figcaption { font-size: .85rem; color: var(--soft); max-width: 46rem; margin-top: .5rem; }
    .panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 1rem 1.5rem; }
    .panels.wide { display: block; overflow-x: auto; }
    .panel { display: block; width: 100%; height: auto; max-width: 27rem; overflow: visible; }
    .panel.wide { width: auto; max-width: none; overflow: hidden; margin-bottom: 1.5rem; }
    .key { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: 0 0 .6rem; padding: 0; font-size: .85rem; }
    .key li { display: flex; align-items: center; gap: .4rem; }
    .sample { flex: none; overflow: visible; }

    svg text { font-size: 11px; fill: var(--ink); font-variant-numeric: tabular-nums; }
    svg text.head { font-size: 12.5px; font-weight: 650; }
    svg text.tick { font-size: 10.5px; fill: var(--soft); }
    svg text.mid { text-anchor: middle; }
    svg text.end { text-anchor: end; }
    svg text.halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
    svg path { fill: none; }
    .grid { stroke: var(--grid); }
    .axis { stroke: var(--soft); }
    .reference { stroke: var(--soft); stroke-dasharray: 4 3; }
    .level { stroke: var(--heat); }
    .v1 { stroke-opacity: .06; } .v2 { stroke-opacity: .14; } .v3 { stroke-opacity: .24; } .v4 { stroke-opacity: .36; }
    .v5 { stroke-opacity: .5; } .v6 { stroke-opacity: .66; } .v7 { stroke-opacity: .83; } .v8 { stroke-opacity: 1; }
    svg path.spectrum { fill: var(--tone); fill-opacity: .3; stroke: var(--tone); }
    .frame { fill: none; stroke: var(--rule); }
    .strip { fill: var(--ink); fill-opacity: 0; }
    .row:hover .strip { fill-opacity: .06; }
    .s1 { --tone: var(--s1); } .s2 { --tone: var(--s2); } .s3 { --tone: var(--s3); }
    .s4 { --tone: var(--s4); } .s5 { --tone: var(--s5); } .s6 { --tone: var(--s6); }
    .good { --tone: var(--good); } .bad { --tone: var(--bad); } .open { --tone: var(--open); }
    .neutral { --tone: var(--neutral); }
    .line { stroke: var(--tone); stroke-width: 1.8px; stroke-linejoin: round; stroke-linecap: round; }
    .line.s2 { stroke-dasharray: 5 3; } .line.s3 { stroke-dasharray: 1.5 3.2; stroke-width: 2.2px; }
    .line.s4 { stroke-dasharray: 8 3 2 3; } .line.s5 { stroke-dasharray: 12 4; } .line.s6 { stroke-dasharray: 3 2; }
    svg path.band { fill: var(--tone); fill-opacity: .18; }
    svg path.mark, .mark { fill: var(--tone); stroke: var(--paper); stroke-width: 1px; }
    .ring { fill: var(--paper); stroke: var(--tone); stroke-width: 1.8px; }
    .bar { fill: var(--tone); fill-opacity: .45; }
    .whisker { stroke: var(--tone); stroke-width: 1.8px; }
    svg path.claimed, .claimed { fill: var(--soft); fill-opacity: .22; }
    .claimedValue { stroke: var(--soft); stroke-width: 1.5px; }

    .cell rect { fill: var(--heat); }
    .cell text { text-anchor: middle; fill: var(--heat-dark-ink); }
    .cell:hover rect { stroke: var(--s2); stroke-width: 2px; }
    .h1 rect { fill-opacity: .11; } .h2 rect { fill-opacity: .22; } .h3 rect { fill-opacity: .33; }
    .h4 rect { fill-opacity: .44; } .h5 rect { fill-opacity: .55; } .h6 rect { fill-opacity: .66; }
    .h7 rect { fill-opacity: .78; } .h8 rect { fill-opacity: .89; } .h9 rect { fill-opacity: 1; }
    .h7 text, .h8 text, .h9 text { fill: var(--heat-ink); }
    @media screen and (prefers-color-scheme: dark) {
      .h6 text { fill: var(--heat-ink); }
    }

    .readouts text { font-size: 10.5px; text-anchor: end; }
    .readouts tspan { fill: var(--tone); font-weight: 650; }
    .cross { stroke: var(--soft); }
    .readouts text, .readouts .cross { opacity: 0; pointer-events: none; }
    .readouts g:hover text, .readouts g:hover .cross { opacity: 1; }
    .panel:has(.readouts g:hover) .head { opacity: 0; }
    .configuration path { stroke: var(--tone); stroke-width: 1.5px; stroke-opacity: .75; }
    .configuration:hover path { stroke-width: 4px; stroke-opacity: 1; }
    .q0 { --tone: var(--rule); } .q1 { --tone: var(--q1); } .q2 { --tone: var(--q2); }
    .q3 { --tone: var(--q3); } .q4 { --tone: var(--q4); } .q5 { --tone: var(--q5); }

    footer { margin-top: 4rem; padding-top: .8rem; border-top: 1px solid var(--rule); font-size: .85rem; color: var(--soft); }

    @media (min-width: 70rem) {
      main { grid-column: 2; }
      .page { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: 0 2.5rem; padding: 2rem 1.5rem 5rem; }
      header { grid-column: 2; }
      nav { grid-column: 1; grid-row: 1 / span 2; position: sticky; top: 1.5rem; align-self: start; max-height: calc(100vh - 3rem); overflow-y: auto; }
    }
    @media (max-width: 36rem) {
      th, td { padding: .35rem .5rem; }
      table { font-size: .82rem; }
      .scroll tbody th { position: sticky; left: 0; max-width: 11rem; white-space: normal; overflow-wrap: break-word; }
      .prose { min-width: 12rem; }
      .panel { max-width: 100%; }
    }
    @media print {
      :root {
        color-scheme: light;
        --paper: #ffffff; --raised: #ffffff; --ink: #000000; --soft: #444444; --rule: #bbbbbb; --grid: #dddddd;
        --link: #000000;
      }
      @page { margin: 16mm 14mm; }
      * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      body { font-size: 9.5pt; }
      nav, .skip, .origin, .origin:has(:target) { display: none; }
      .page { display: block; max-width: none; padding: 0; }
      .scroll, .panels.wide { overflow: visible; }
      table { font-size: 8pt; }
      th, td { padding: .2rem .4rem; }
      .prose { min-width: 0; }
      td a { text-decoration: none; }
      h2, h3, caption { break-after: avoid; }
      tr, .panel, .items li { break-inside: avoid; }
      .panels { grid-template-columns: repeat(2, 1fr); }
      .panel.wide { width: 100%; height: auto; }
    }

    """

  /// What slides add.
  private static let slideSheet: StaticString = """

    .slides { scroll-snap-type: y proximity; scroll-padding: 0; }
    .slide {
      min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; scroll-snap-align: start;
      padding: clamp(1rem, 3.5vw, 3.5rem); border-bottom: 1px solid var(--rule); max-width: 96rem; margin: 0 auto;
    }
    .slide h1 { font-size: clamp(2rem, 1rem + 5vw, 4.5rem); margin: auto 0; max-width: 20ch; }
    .slide h2 { font-size: clamp(1.35rem, 1rem + 1.6vw, 2.4rem); border: 0; margin: 0 0 1rem; padding: 0; }
    .slide .chapter { margin: 0 0 .3rem; color: var(--soft); font-size: .95rem; }
    .board { flex: 1; overflow-x: auto; font-size: clamp(1rem, .75rem + .7vw, 1.4rem); }
    .board table { font-size: clamp(.8rem, .6rem + .55vw, 1.1rem); }
    .board p, .board .items { max-width: 60rem; }
    .board figure { margin: 0; }
    .board .panels { gap: .5rem 1.5rem; }
    .board .panel { max-width: none; max-height: 62vh; }
    @media (min-width: 48rem) {
      .across2 .panels { grid-template-columns: repeat(2, 1fr); }
      .across3 .panels { grid-template-columns: repeat(3, 1fr); }
      .across4 .panels { grid-template-columns: repeat(4, 1fr); }
    }
    .board .legend { font-size: .8rem; max-width: none; }
    .steps { display: flex; gap: 1.2rem; margin: 1rem 0 0; color: var(--soft); font-size: .9rem; align-items: baseline; }
    .steps a { padding: .2rem .1rem; }
    @media (max-width: 36rem) { .slide { min-height: 0; padding: 1.25rem 1rem 2rem; } .slide h1 { margin: 3rem 0; } }
    @media print {
      @page { size: 297mm 167mm; margin: 8mm; }
      .slide { min-height: 0; height: 150mm; break-after: page; break-inside: avoid; border: 0; padding: 0; overflow: hidden; }
      .steps { display: flex; }
      .steps a { display: none; }
      .board { overflow: hidden; }
      .across1 .panels { grid-template-columns: minmax(0, 50%); }
      .across2 .panels { grid-template-columns: repeat(2, 1fr); }
      .across3 .panels { grid-template-columns: repeat(3, 1fr); }
      .across4 .panels { grid-template-columns: repeat(4, 1fr); }
    }

    """
}
