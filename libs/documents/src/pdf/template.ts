/**
 * The Typst program that sets every PDF. It holds the looks and no words: all words come as JSON through `sys.inputs`, so
 * that nothing anybody writes is ever read as a program.
 */
export const template = String.raw`
#let doc = json(bytes(sys.inputs.content))
#let ink = rgb("#1b2a41")
#let accent = rgb("#1d4e89")
#let shades = (
  head: rgb("#e3ebf5"), band: rgb("#f0f2f5"), added: rgb("#e5f2e7"), removed: rgb("#f7e9e7"), changed: rgb("#fdf5dc"),
)
#set document(
  title: doc.title, author: doc.author, description: doc.description,
  date: datetime(year: doc.date.year, month: doc.date.month, day: doc.date.day, hour: doc.date.hour, minute: doc.date.minute, second: doc.date.second),
)
#set text(font: doc.fonts, fallback: false, lang: "ja", region: "JP", size: 10pt, cjk-latin-spacing: none, fill: ink, hyphenate: false, overhang: false)
#set par(leading: 0.75em, spacing: 0.9em, justify: false)

#let watermark = if doc.draft == none { none } else {
  place(center + horizon, rotate(-32deg, text(size: 76pt, weight: "bold", fill: rgb("#1b2a4117"), doc.draft.watermark)))
  place(top + right, dx: -14mm, dy: 7mm, text(size: 8pt, fill: rgb("#9c2f21"), doc.draft.line))
}
#set page(
  paper: "a4", margin: (x: 20mm, top: 22mm, bottom: 20mm), background: watermark,
  header: context if here().page() > 1 {
    set text(size: 8pt, fill: rgb("#4a5568"))
    block(width: 100%, inset: (bottom: 1.2mm), stroke: (bottom: 0.4pt + rgb("#a0aec0")), doc.running)
  },
  footer: context if here().page() > 1 {
    set text(size: 8pt, fill: rgb("#4a5568"))
    grid(columns: (1fr, auto, 1fr), align: (left, center, right),
      doc.foot, [#counter(page).get().first() / #counter(page).final().first()], [])
  },
)

#show heading: set text(fill: accent, weight: "bold")
#show heading.where(level: 1): it => {
  set text(size: 16pt)
  block(width: 100%, below: 6mm, sticky: true, stroke: (bottom: 1.2pt + accent), inset: (bottom: 2.2mm), it.body)
}
#show heading.where(level: 2): it => {
  set text(size: 13pt)
  block(width: 100%, above: 7mm, below: 4mm, sticky: true, stroke: (left: 3pt + accent), inset: (left: 3mm, y: 1mm), it.body)
}
#show heading.where(level: 3): it => { set text(size: 11.5pt); block(above: 6.5mm, below: 3.2mm, sticky: true, it.body) }
#show heading.where(level: 4): it => { set text(size: 10.5pt); block(above: 6mm, below: 2.8mm, sticky: true, it.body) }
#show heading.where(level: 5): it => { set text(size: 10pt); block(above: 6mm, below: 2.6mm, sticky: true, it.body) }
#show heading.where(level: 6): it => { set text(size: 10pt); block(above: 6mm, below: 2.6mm, sticky: true, it.body) }
#set underline(offset: 0.18em, stroke: 0.7pt)

#let run(r) = {
  let body = if r.m == "strong" { strong(r.t) } else if r.m == "added" { underline(strong(r.t)) } else if r.m == "removed" {
    strike(r.t) } else if r.m == "faint" { text(fill: rgb("#4a5568"), r.t) } else { text(r.t) }
  if r.to == none { body } else { link(label(r.to), body) }
}
#let runs(line) = line.map(run).join()
#let lines(all) = all.map(runs).join(linebreak())
#let aligns = (left: left, center: center, right: right)

#let one-cell(c) = {
  let body = lines(c.l)
  if c.h { body = strong(body) }
  table.cell(
    rowspan: c.r, colspan: c.c, align: aligns.at(c.a) + c.v, breakable: c.b,
    fill: if c.s == none { none } else { shades.at(c.s) },
    if c.i == none { body } else [#body#label(c.i)],
  )
}
#let valigned(c) = c + (v: if c.s == "head" or c.a == "center" { horizon } else { top })
#let one-table(t, sticky: false) = {
  set text(size: t.size * 1pt)
  set par(leading: 0.5em)
  let parts = ()
  for row in t.body {
    let cells = row.cells.map(c => one-cell(valigned(c)))
    if row.band { parts.push(table.header(level: 2, ..cells)) } else { parts += cells }
  }
  block(above: 3mm, below: if sticky { 3mm } else { 5mm }, sticky: sticky, table(
    columns: t.widths.map(w => w * 1pt), inset: (x: 4pt, y: 3.2pt), stroke: 0.5pt + rgb("#7b8794"),
    table.header(..t.head.flatten().map(c => one-cell(valigned(c)))),
    ..parts,
  ))
}
#let one-block(b) = {
  if b.kind == "heading" {
    if b.newPage { pagebreak(weak: true) }
    if b.id == none { heading(level: b.level, b.text) } else [#heading(level: b.level, b.text)#label(b.id)]
  } else if b.kind == "paragraph" {
    block(sticky: b.sticky, runs(b.runs))
  } else if b.kind == "list" {
    let items = b.items.map(runs)
    if b.ordered { enum(..items) } else { list(marker: "・", ..items) }
  } else if b.kind == "table" {
    one-table(b.table, sticky: b.sticky)
  } else if b.kind == "figures" {
    block(above: 3mm, below: 5mm, grid(columns: b.columns, column-gutter: 4mm, row-gutter: 4mm,
      ..b.figures.map(f => block(breakable: false, {
        block(above: 0pt, below: 1.4mm, text(size: 8pt, weight: "bold", f.caption))
        image(bytes(f.svg), format: "svg", width: f.width * 1pt, alt: f.alternative)
      }))))
  }
}

#page(header: none, footer: none, margin: (x: 25mm, y: 30mm))[
  #set align(center)
  #v(34mm)
  #text(size: 14pt, doc.cover.above)
  #v(4mm)
  #line(length: 100%, stroke: 1.6pt + accent)
  #v(6mm)
  #text(size: 26pt, weight: "bold", fill: accent, doc.cover.title)
  #v(6mm)
  #line(length: 100%, stroke: 1.6pt + accent)
  #v(8mm)
  #for line in doc.cover.below { block(text(size: 14pt, line)) }
  #v(1fr)
  #for line in doc.cover.foot { block(text(size: 12pt, line)) }
  #v(10mm)
]
#show outline.entry.where(level: 1): set block(above: 4.2mm)
#show outline.entry.where(level: 1): set text(weight: "bold")
#outline(title: [目次], depth: doc.outlineDepth, indent: 1.4em)
#for part in doc.parts {
  set page(paper: part.paper, flipped: part.landscape, margin: if part.landscape { (x: 15mm, top: 20mm, bottom: 17mm) } else { (x: 20mm, top: 22mm, bottom: 20mm) })
  for b in part.blocks { one-block(b) }
}
`;
