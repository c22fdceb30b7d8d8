"""The style sheet of the preview page. Its hash is what the page's Content-Security-Policy allows."""

STYLE = """
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--line:#8a8a8a;--quiet:#555;--yellow:#fff3bf;--green:#dcf5dc;
--red:#fde2e0;--grey:#ececec;--blue:#dfeaff;--turquoise:#d8f4f2;--violet:#efe4fb}
@media (prefers-color-scheme:dark){:root{--ink:#f0f0f0;--paper:#161616;--line:#8a8a8a;--quiet:#b8b8b8;--yellow:#4a3f00;
--green:#123d18;--red:#5a1512;--grey:#333;--blue:#12305e;--turquoise:#0c4340;--violet:#3b2357}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem;
color:var(--ink);background:var(--paper);font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:.2em 0}h2{font-size:1.25rem;margin:1.4em 0 .4em}
.lead{font-size:1.1rem}.quiet,.empty,.sum{color:var(--quiet)}.empty{font-style:italic}
caption.quiet{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.boxes{display:flex;flex-wrap:wrap;gap:.5rem;padding:0;margin:1rem 0 .3rem;list-style:none}
.box{border:2px solid var(--line);border-radius:.4rem;padding:.4rem .7rem;flex:1 1 9rem}
.box b{font-size:1.5rem;display:block}
.box.uploaded{background:var(--blue)}.box.update{background:var(--yellow)}.box.unchanged{background:var(--turquoise)}
.box.create{background:var(--green)}.box.reject{background:var(--red)}.box.skip,.box.remove{background:var(--grey)}
.note{border-inline-start:.35rem solid var(--line);padding:.1rem .8rem;margin:1rem 0}.guard{background:var(--red)}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid var(--line);padding:.35rem .5rem;text-align:start;vertical-align:top;overflow-wrap:anywhere}
thead th{background:var(--grey)}.number{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
p.cell,p.problem{margin:.15rem 0;padding:.1rem .4rem;border-radius:.25rem;border:1px solid transparent}
.tag{font-size:.85em;border:1px solid currentColor;border-radius:.6em;padding:0 .4em;white-space:nowrap}
.cell.set,.cell.clear{background:var(--yellow)}.cell.new{background:var(--green)}.cell.held{background:var(--grey)}
.cell.credit{background:var(--violet)}
.problem.reject,.problem.drop{background:var(--red)}.problem.remark{background:var(--blue)}
del{text-decoration:line-through}ins{text-decoration:none;font-weight:600}
tr.create>th{background:var(--green)}tr.reject>th{background:var(--red)}tr.update>th{background:var(--yellow)}
details.long{display:inline}details.long[open]>summary{display:none}
.fold>summary,.filter label{cursor:pointer;padding:.3rem 0}.fold{margin:1rem 0}
.filter{border:1px solid var(--line);border-radius:.4rem;margin:1.5rem 0 0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
:focus-visible{outline:3px solid #1a73e8;outline-offset:2px}
section.rows{content-visibility:auto;contain-intrinsic-size:auto 40rem}
body:has(#show-create:checked) section.rows:not(.create),body:has(#show-update:checked) section.rows:not(.update),
body:has(#show-unchanged:checked) section.rows:not(.unchanged),body:has(#show-skip:checked) section.rows:not(.skip),
body:has(#show-reject:checked) section.rows:not(.reject),
body:has(#show-remove:checked) section.rows:not(.remove){display:none}
@media (max-width:40rem){body{padding:.5rem}th,td{padding:.25rem}}
@media (forced-colors:active){.box,p.cell,p.problem{border:1px solid CanvasText}}
@media print{.filter{display:none}section.rows{content-visibility:visible}.scroll{overflow:visible}body{max-width:none}}
""".strip()
