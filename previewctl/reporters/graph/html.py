"""The graph as one page: the picture, a search, and a table. Nothing is loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from previewctl.reporters.graph.svg import drawing
from previewctl.reporters.graph.texts import markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.graph.model import Edge, Graph

MOST_ROWS = 2_000
_STYLE = """
:root{color-scheme:light dark;--page:#ffffff;--text:#0f172a;--line:#cbd5e1;--faint:#475569}
@media (prefers-color-scheme: dark){:root{--page:#0b1120;--text:#e2e8f0;--line:#334155;--faint:#94a3b8}}
body{margin:16px;background:var(--page);color:var(--text);font:14px/1.5 system-ui,sans-serif}
h1{font-size:18px;margin:0 0 8px}
h2{font-size:15px;margin:20px 0 6px}
input{font:inherit;padding:4px 8px;min-width:18rem;background:var(--page);color:var(--text);border:1px solid var(--line);\
border-radius:4px}
.picture{overflow:auto;border:1px solid var(--line);border-radius:6px;margin:10px 0}
.dim{opacity:.12}
table{border-collapse:collapse;font-size:13px}
td,th{text-align:left;padding:3px 14px 3px 0;border-bottom:1px solid var(--line);vertical-align:top}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.faint{color:var(--faint)}
"""
_SCRIPT = """
const cards=[...document.querySelectorAll('[data-card]')],wires=[...document.querySelectorAll('[data-source]')];
const rows=[...document.querySelectorAll('tbody tr')],box=document.querySelector('input');
function show(names){const on=n=>!names||names.has(n);
cards.forEach(c=>c.classList.toggle('dim',!on(c.dataset.card)));
wires.forEach(w=>w.classList.toggle('dim',!(on(w.dataset.source)&&on(w.dataset.target))));}
function around(name){const found=new Set([name]);
wires.forEach(w=>{if(w.dataset.source===name)found.add(w.dataset.target);if(w.dataset.target===name)found.add(w.dataset.source);});
return found;}
function search(){const word=box.value.trim().toLowerCase();
rows.forEach(r=>r.hidden=word!==''&&!r.textContent.toLowerCase().includes(word));
if(!word){show(null);return;}
const found=new Set();
cards.filter(c=>c.textContent.toLowerCase().includes(word)).forEach(c=>around(c.dataset.card).forEach(n=>found.add(n)));
show(found);}
box.addEventListener('input',search);
cards.forEach(c=>{c.addEventListener('mouseenter',()=>show(around(c.dataset.card)));c.addEventListener('mouseleave',search);});
"""


def html(graph: Graph, found: Sequence[Diagnostic]) -> str:
    """The page. Its policy forbids every request, and any script but its own."""
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Services and previews</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Services and previews</h1>
<input type="search" placeholder="a service, a branch, a number" aria-label="Search">
<div class="picture">
{drawing(graph)}
</div>
{_findings(found)}
{_table(graph)}
<script>{_SCRIPT}</script>
</body>
</html>
"""


def _findings(found: Sequence[Diagnostic]) -> str:
    if not found:
        return ""
    items = "".join(
        f"<li>{markup(item.severity.value)}[{markup(item.code)}]: {markup(item.message)}"
        f"{f' <span class=faint>{markup(item.help)}</span>' if item.help else ''}</li>\n"
        for item in found
    )
    return f"<h2>What is wrong</h2>\n<ul>\n{items}</ul>"


def _table(graph: Graph) -> str:
    rows = "".join(_row(edge, graph) for edge in graph.edges[:MOST_ROWS])
    more = len(graph.edges) - MOST_ROWS
    note = f'<p class="faint">{more} more edges are left out: `--format json` has all of them.</p>' if more > 0 else ""
    return (
        "<h2>Edges</h2>\n<table>\n<thead><tr><th>from</th><th>branch</th><th>to</th><th>kind</th><th>why</th></tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n{note}"
    )


def _row(edge: Edge, graph: Graph) -> str:
    source = graph.previews.get((edge.source.service, edge.source.pull_request or 0))
    target = edge.target.text if edge.target else f"{edge.dependency} at {edge.text}"
    cells = (edge.source.text, source.branch if source else "", target, edge.kind.value, edge.reason)
    return "<tr>" + "".join(f"<td><code>{markup(cell)}</code></td>" for cell in cells) + "</tr>\n"
