/** How the page looks: light and dark, wide and narrow, on paper. Colours only repeat what words say. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fcfbf9; --card: #fff; --ink: #1c1f24; --soft: #5a616c; --line: #e2dfd9; --dash: #bdb8ae; --code: #f3f1ec;
  --red: #b3261e; --red-soft: #fbeae8; --amber: #855300; --amber-soft: #fbf0db;
  --green: #1b6b40; --green-soft: #e5f3ea; --grey-soft: #efede9; --blue: #1f4fa3;
  --heat-1: #e4eefb; --heat-2: #c5dbf7; --heat-3: #9cc1f0; --heat-4: #70a3e6; --heat-ink: #0d1b33;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131519; --card: #1a1d22; --ink: #e7e8eb; --soft: #a4abb7; --line: #31353d; --dash: #565c68; --code: #23272e;
    --red: #ff9c93; --red-soft: #3a1f1e; --amber: #f1c56b; --amber-soft: #35290f;
    --green: #82d7a6; --green-soft: #173023; --grey-soft: #262a31; --blue: #9cc0ff;
    --heat-1: #1b2a42; --heat-2: #213c66; --heat-3: #285391; --heat-4: #2f6bc0; --heat-ink: #f2f6ff;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 66rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif; overflow-wrap: anywhere;
}
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: .875em; }
a { color: var(--blue); text-underline-offset: .15em; }
h1, h2, h3, p, ul, dl, pre, table { margin: 0; }
h2 { font-size: 1.3rem; line-height: 1.3; letter-spacing: -.01em; margin: 3rem 0 1rem; }
h3 { font-size: 1.05rem; line-height: 1.4; }
.soft { color: var(--soft); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.verdict { border-top: .375rem solid var(--tone); background: var(--card); border-radius: .5rem; padding: 1.5rem 1.75rem 1.75rem; box-shadow: 0 0 0 1px var(--line); }
.failed { --tone: var(--red); --tone-soft: var(--red-soft); }
.passed { --tone: var(--green); --tone-soft: var(--green-soft); }
.unexercised { --tone: var(--amber); --tone-soft: var(--amber-soft); }
.brow { font-size: .875rem; color: var(--soft); }
h1 { color: var(--tone); font-size: clamp(2rem, 6vw, 2.75rem); line-height: 1.15; letter-spacing: -.025em; margin: .25rem 0 .5rem; }
.outcome { font-size: 1.2rem; line-height: 1.45; max-width: 44rem; }
.because { margin-top: .75rem; padding-left: 1.15rem; }
.share { display: flex; gap: 2px; height: .5rem; margin-top: 1.5rem; border-radius: .25rem; overflow: hidden; }
.share > i { background: var(--own); min-width: 3px; }
.tally { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.75rem, 1fr)); gap: .75rem 1rem; margin-top: 1rem; }
.tally > div { display: flex; flex-direction: column-reverse; border-left: 3px solid var(--own); padding-left: .7rem; }
.tally dt { font-size: .8125rem; line-height: 1.3; color: var(--soft); }
.tally dd { margin: 0; font-size: 1.5rem; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.own-error { --own: #cf4a40; } .own-warning { --own: #c98a16; } .own-known { --own: var(--soft); }
.own-passed { --own: #3b9a67; } .own-rest { --own: var(--line); } .own-coverage { --own: #70a3e6; }
nav { margin-top: 1.25rem; font-size: .9375rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: 0; }

.finding { background: var(--card); border-radius: .5rem; box-shadow: 0 0 0 1px var(--line); border-left: .3rem solid var(--tone); padding: 1.1rem 1.4rem 1.3rem; margin-top: 1rem; }
.error { --tone: var(--red); --tone-soft: var(--red-soft); } .warning { --tone: var(--amber); --tone-soft: var(--amber-soft); }
.known { --tone: var(--soft); --tone-soft: var(--grey-soft); }
.pill { display: inline-block; border-radius: 1rem; background: var(--tone-soft); color: var(--tone); font-weight: 600; font-size: .8125rem; line-height: 1.4; padding: .1rem .65rem; }
.meta { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; font-size: .875rem; color: var(--soft); margin-bottom: .4rem; }
.found { padding: 0; margin-top: .8rem; list-style: none; }
.found li { padding: .5rem 0; border-top: 1px solid var(--line); }
.found .where { display: block; font-size: .8125rem; color: var(--soft); }
.found code { display: block; color: var(--soft); font-size: .78rem; line-height: 1.45; margin-top: .1rem; }
details { margin-top: .25rem; } summary { cursor: pointer; color: var(--blue); font-size: .9375rem; }
.advice { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1rem; margin-top: .6rem; padding-top: .8rem; border-top: 1px solid var(--line); }
.advice dt { font-weight: 600; } .advice dd { margin: 0; min-width: 0; }
pre { background: var(--code); border-radius: .375rem; padding: .65rem .8rem; white-space: pre-wrap; line-height: 1.5; }
pre code { user-select: all; font-size: .8125rem; }

.scroll { position: relative; overflow-x: auto; border-radius: .5rem; box-shadow: 0 0 0 1px var(--line); background: var(--card); }
.scroll:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .875rem; line-height: 1.35; }
th, td { padding: .5rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: normal; }
tr:last-child > * { border-bottom: 0; } tbody:not(:last-child) > tr:last-child > * { border-bottom: 1px solid var(--line); }
.matrix thead th { vertical-align: bottom; font-weight: 600; width: calc((100% - 22rem) / var(--commands)); }
.matrix .what.what { width: 22rem; }
.matrix thead small { display: block; font-weight: 400; font-size: .75rem; color: var(--soft); margin-top: .2rem; }
.matrix .group th { background: var(--code); font-size: .8125rem; padding: .3rem .6rem; }
.matrix .what { position: sticky; left: 0; background: var(--card); min-width: 9rem; font-weight: 400; }
.matrix .what small { display: block; font-size: .78rem; color: var(--soft); }
.matrix .what code { font-weight: 600; font-size: .85rem; }
.matrix td { text-align: center; vertical-align: middle; min-width: 5rem; padding: .25rem; }
.cell { display: block; border-radius: .3rem; padding: .25rem; min-height: 2.6rem; }
.cell b { display: block; font-size: .95rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.cell span { font-size: .75rem; }
.heat-1, .heat-2, .heat-3, .heat-4 { color: var(--heat-ink); }
.heat-1 { background: var(--heat-1); } .heat-2 { background: var(--heat-2); } .heat-3 { background: var(--heat-3); } .heat-4 { background: var(--heat-4); }
.never { border: 1px dashed var(--dash); color: var(--soft); display: flex; align-items: center; justify-content: center; }
.cannot { color: var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; font-size: .8125rem; color: var(--soft); margin-top: .8rem; padding: 0; list-style: none; }
.legend i { display: inline-block; width: 1rem; height: 1rem; border-radius: .2rem; vertical-align: -.15rem; margin-right: .3rem; }
.sentences { margin-top: 1rem; padding-left: 1.15rem; }
.rules { columns: 2 22rem; column-gap: 2.5rem; list-style: none; padding: 0; font-size: .9375rem; }
.rules li { break-inside: avoid; padding: .3rem 0; display: flex; gap: .75rem; } .rules code { color: var(--soft); white-space: nowrap; padding-top: .1rem; }
.runs li { padding: .25rem 0; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .875rem; color: var(--soft); }

@media (max-width: 40rem) {
  body { padding: 1rem .75rem 3rem; }
  .verdict, .finding { padding-left: 1rem; padding-right: 1rem; }
  .advice { grid-template-columns: 1fr; gap: .1rem; } .advice dd { margin-bottom: .6rem; }
  .matrix .what.what { width: 9rem; } .matrix td { min-width: 4.5rem; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --dash: #999; --code: #f3f3f3;
    --red: #a01d16; --red-soft: #fff; --amber: #704500; --amber-soft: #fff; --green: #14532f; --blue: #000;
    --heat-1: #eee; --heat-2: #ddd; --heat-3: #ccc; --heat-4: #bbb; --heat-ink: #000; --grey-soft: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  .verdict, .found li, .advice > *, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; } .matrix .what { position: static; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
