"""The style sheet of the preview page. Its hash is what the page's Content-Security-Policy allows.

It is the same for every plan: filters by problem and by column have numbered places, of which a page uses the first.
"""

from base64 import b64encode
from hashlib import sha256

PROBLEM_PLACES = 40
FIELD_PLACES = 40

_PLACES = [f"p{n}" for n in range(PROBLEM_PLACES)] + [f"f{n}" for n in range(FIELD_PLACES)]

_BY_KIND = ",".join(
    f"body:has(#show-{kind}:checked) section.rows:not(.{kind})"
    for kind in ("create", "update", "unchanged", "skip", "reject", "remove")
)
_BY_PLACE = ",".join(
    f"body:has(#{place}:checked) .rows tbody tr:not(.{place}),"
    f"body:has(#{place}:checked) .rows:not(:has(tr.{place}))"
    for place in _PLACES
)  # fmt: skip

STYLE = (
    """
:root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--line:#767676;--quiet:#555;--yellow:#fff3bf;--green:#dcf5dc;
--red:#fde2e0;--grey:#ececec;--blue:#dfeaff;--turquoise:#d8f4f2;--violet:#efe4fb;--link:#0b3d91}
@media (prefers-color-scheme:dark){:root{--ink:#f0f0f0;--paper:#161616;--line:#9a9a9a;--quiet:#b8b8b8;--yellow:#4a3f00;
--green:#123d18;--red:#5a1512;--grey:#333;--blue:#12305e;--turquoise:#0c4340;--violet:#3b2357;--link:#a9c7ff}}
*{box-sizing:border-box}
html{scroll-behavior:auto}
body{margin:0 auto;max-width:72rem;padding:1rem;overflow-wrap:anywhere;
color:var(--ink);background:var(--paper);font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:.2em 0}h2{font-size:1.25rem;margin:1.4em 0 .4em}
a{color:var(--link)}code{font-size:.95em}
.lead{font-size:1.1rem}.quiet,.empty,.sum,footer{color:var(--quiet)}.empty{font-style:italic}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.boxes{display:flex;flex-wrap:wrap;gap:.5rem;padding:0;margin:1rem 0 .3rem;list-style:none}
.box{border:2px solid var(--line);border-radius:.4rem;padding:.4rem .7rem;flex:1 1 9rem}
.box b{font-size:1.5rem;display:block}
.box.uploaded{background:var(--blue)}.box.update{background:var(--yellow)}.box.unchanged{background:var(--turquoise)}
.box.create{background:var(--green)}.box.reject{background:var(--red)}.box.skip,.box.remove{background:var(--grey)}
.note{border-inline-start:.35rem solid var(--line);padding:.1rem .8rem;margin:1rem 0}
.note h2{margin:.3em 0}.note ul{margin:.3em 0;padding-inline-start:1.3em}.guard{background:var(--red)}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{border:1px solid var(--line);padding:.35rem .5rem;text-align:start;vertical-align:top}
thead th{background:var(--grey)}.number{text-align:end;font-variant-numeric:tabular-nums}
.c-row,.c-count{width:5rem}.c-examples{width:11rem}.c-who{width:17rem}.c-column{width:14rem}
.cell,.problem,.new{margin:.15rem 0;padding:.1rem .4rem;border-radius:.25rem;border:1px solid transparent}
.tag{font-size:.85em;border:1px solid currentColor;border-radius:.6em;padding:0 .4em;white-space:nowrap}
.cell.set,.cell.clear{background:var(--yellow)}.new{background:var(--green)}.cell.held{background:var(--grey)}
.cell.credit{background:var(--violet)}
.problem.reject,.problem.drop{background:var(--red)}.problem.remark{background:var(--blue)}
del{text-decoration:line-through}ins{text-decoration:none;font-weight:600}
tr.create>th{background:var(--green)}tr.reject>th{background:var(--red)}tr.update>th{background:var(--yellow)}
tr:target{outline:3px solid var(--link);outline-offset:-3px}
details.long{display:inline}details.long>summary{display:inline;text-decoration:underline dotted}
.fold>summary,label{cursor:pointer;padding:.3rem 0}.fold{margin:1rem 0}label{display:inline-block;min-height:24px}
input{min-width:16px;min-height:16px}
fieldset{border:1px solid var(--line);border-radius:.4rem;margin:1rem 0 0;min-width:0;
display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
@media (max-width:40rem){body{padding:.5rem}thead{display:none}
table,tbody,tr,th,td{display:block;width:auto}tr{border:1px solid var(--line);margin:0 0 .6rem}
th,td{border:0;padding:.25rem .4rem}.number{text-align:start}
td[data-label]::before,th[data-label]::before{content:attr(data-label) ": ";font-weight:600}}
@media (forced-colors:active){.box,.cell,.problem,.new{border:1px solid CanvasText}}
@media print{fieldset,.filters{display:none}body{max-width:none}tr{break-inside:avoid}a{color:inherit}}
""".strip()
    + f"\n{_BY_KIND},\n{_BY_PLACE}{{display:none}}\n"
)

# For the header of that name, where a host serves the page: the same that the page says of itself.
PREVIEW_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'"
)
