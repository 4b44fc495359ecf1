/** The look of the HTML report: the reader's own light or dark scheme, and ink on paper. */
export const STYLES = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--dim:#59636e;--line:#d1d9e0;--red:#c5221f;--amber:#9a6700;--green:#1a7f37;--blue:#0969da}
@media (prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#e6edf3;--dim:#9198a1;--line:#3d444d;--red:#ff7b72;--amber:#d29922;--green:#3fb950;--blue:#58a6ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:75rem;padding:1.5rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
code,pre,svg text{font-family:ui-monospace,monospace;font-size:.9em}
h1{font-size:1.25rem;margin:.25rem 0}h2{font-size:1.1rem;border-bottom:1px solid var(--line);padding-bottom:.2rem;margin-top:2rem}
.verdict{display:inline-block;margin:0;padding:.1rem .7rem;border:2px solid;border-radius:.3rem;font-weight:700}
.safe{color:var(--green)}.risky{color:var(--amber)}.verdict.blocked{color:var(--red)}.verdict.unknown{color:var(--blue)}
.counts{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem 1.5rem;padding:0}.counts b{font-size:1.3em}
.facts,.unknown,.runs,small{color:var(--dim)}.facts{overflow-wrap:anywhere}
.findings>li{border-left:4px solid var(--line);padding:.1rem 0 .1rem .8rem;margin:.6rem 0}.findings>li p{margin:.2rem 0}
.findings .critical{border-color:var(--red)}.findings .warning{border-color:var(--amber)}.findings .info{border-color:var(--blue)}
.remedy code{background:color-mix(in srgb,var(--line) 40%,transparent);padding:.1rem .3rem;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.15rem .6rem .15rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
tr.blocked td:first-child,tr.blocked td:nth-child(2){color:var(--red)}tr.place td:first-child{color:var(--green)}tr.evict td:first-child{color:var(--amber)}
summary{cursor:pointer;padding:.2rem 0}summary span{color:var(--dim)}summary:focus-visible{outline:2px solid var(--blue)}
pre{overflow-x:auto;white-space:pre-wrap;border:1px solid var(--line);padding:.6rem;border-radius:.3rem}
svg{width:100%;height:auto;max-height:none}svg text{fill:var(--ink);font-size:11px}svg .dim{fill:var(--dim)}svg .axis{stroke:var(--line)}
svg .ending{fill:var(--amber)}svg .starting{fill:var(--blue)}svg .running{fill:var(--green)}svg .waiting{fill:var(--red)}
@media print{body{max-width:none;padding:0;font-size:11px}details{break-inside:avoid}details>*{display:block}a{color:inherit}}
`;
