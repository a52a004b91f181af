"use strict";
(() => {
  // Everything in the data is text that somebody else wrote. It becomes text nodes, and nothing else.
  const page = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  const DAY = 86400;
  const now = () => Math.floor(Date.now() / 1000);

  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const drawn = (tag, attributes, ...children) => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const link = (url, text) => {
    // The page was made with checked URLs; a second look costs nothing.
    if (!/^https:\/\//.test(url)) return text;
    return element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text);
  };

  const length = (seconds) => {
    if (seconds >= DAY) return `${Math.floor(seconds / DAY)} d`;
    if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h`;
    return `${Math.max(Math.floor(seconds / 60), 0)} min`;
  };
  const moment = (time) => new Date(time * 1000).toISOString().slice(0, 16).replace("T", " ") + " UTC";
  const ago = (time) => length(now() - time);
  const ahead = (time) => (time <= now() ? "overdue" : `in ${length(time - now())}`);
  const timed = (time, words) => element("time", { datetime: new Date(time * 1000).toISOString(), title: moment(time) }, words);

  const TONES = { open: "good", published: "good", draft: "warn", unlabelled: "warn", closed: "bad", merged: "bad", damaged: "bad" };
  const overridden = (preview) => preview.dependencies.filter((item) => item.target !== "staging");
  const NOTHING = "–";
  const previews = page.previews.map((data, index) => ({
    ...data,
    index,
    name: `${data.service}#${data.pullRequest}`,
    words: [
      data.service, data.pullRequest, `#${data.pullRequest}`, `pr-${data.pullRequest}`, data.title, data.branch, data.person, data.team,
      data.status, data.seed, data.url, data.headSha, data.repository,
      ...overridden(data).flatMap((item) => [item.service, item.target]),
    ].join(" ").toLowerCase(),
  }));
  const byName = new Map(previews.map((preview) => [preview.name, preview]));
  // A preview that another one was resolved to, as `pr-12`.
  const targetOf = (item) => {
    const found = /^pr-([0-9]+)$/.exec(item.target);
    return found ? byName.get(`${item.service}#${found[1]}`) : undefined;
  };
  const callers = new Map();
  for (const preview of previews) {
    for (const item of preview.dependencies) {
      const target = targetOf(item);
      if (target) callers.set(target.name, [...(callers.get(target.name) || []), preview]);
    }
  }

  const statusOf = (preview) => element("span", { class: `status ${TONES[preview.status] || "none"}` }, preview.status);
  const nameOf = (preview) => {
    const parts = [preview.url ? link(preview.url, preview.name) : preview.name];
    if (preview.title) parts.push(element("span", { class: "more" }, preview.title));
    return parts;
  };
  const callsOf = (preview) => {
    const found = overridden(preview);
    if (!found.length) return [];
    return [element("ul", { class: "calls" }, ...found.map((item) => element("li", {}, `${item.service} → ${item.target}`)))];
  };
  const expiryOf = (preview) => {
    const left = preview.expires - now();
    const tone = left <= 0 ? "bad" : left < DAY ? "warn" : "";
    const shown = timed(preview.expires, ahead(preview.expires));
    shown.className = tone;
    return [shown];
  };
  const COLUMNS = [
    { title: "Preview", key: (p) => p.service.padEnd(40) + String(p.pullRequest).padStart(10, "0"), cell: nameOf, heading: true },
    { title: "Status", key: (p) => p.status, cell: (p) => [statusOf(p)] },
    { title: "Team", key: (p) => p.team.toLowerCase(), cell: (p) => (p.team ? [p.team] : []), optional: true },
    { title: "Person", key: (p) => p.person.toLowerCase(), cell: (p) => (p.person ? [p.person] : []), optional: true },
    { title: "Age", key: (p) => (p.created === null ? null : -p.created), cell: (p) => (p.created === null ? [] : [timed(p.created, ago(p.created))]), kind: "time" },
    { title: "Active", key: (p) => (p.active === null ? null : -p.active), cell: (p) => (p.active === null ? [] : [timed(p.active, `${ago(p.active)} ago`)]), kind: "time" },
    { title: "Expires", key: (p) => p.expires, cell: (p) => (p.expires === null ? [] : expiryOf(p)), kind: "time" },
    { title: "Seed", key: (p) => p.seed, cell: (p) => (p.seed ? [p.seed] : []), optional: true },
    { title: "Calls", key: (p) => overridden(p).length, cell: callsOf, optional: true },
    { title: "Cost", key: (p) => (p.monthlyCost === null ? null : Number(p.monthlyCost)), cell: (p) => (p.monthlyCost === null ? [] : [`$${p.monthlyCost}`]), kind: "number", optional: true },
  ].filter((column) => !column.optional || previews.some((preview) => column.cell(preview).length));

  const rowOf = (preview) => {
    const cells = COLUMNS.map((column) => {
      const children = column.cell(preview);
      if (column.heading) return element("th", { scope: "row", role: "rowheader" }, ...children);
      const kind = [column.kind || "", children.length ? "" : "nothing"].join(" ").trim();
      const cell = element("td", { role: "cell", "data-label": column.title }, ...children);
      if (kind) cell.className = kind;
      if (!children.length) cell.append(element("span", { class: "none" }, NOTHING));
      return cell;
    });
    const button = element("button", { type: "button", class: "open", "data-index": preview.index, "aria-label": `Details of ${preview.name}` }, "Details");
    return element("tr", { role: "row" }, ...cells, element("td", { role: "cell", "data-label": "" }, button));
  };

  // Rows are made when they are first shown: the first screen at once, the others behind it, a few at a time.
  const FIRST = 60;
  const FEW = 150;
  const made = new Map();
  const row = (index) => {
    if (!made.has(index)) made.set(index, rowOf(previews[index]));
    return made.get(index);
  };
  const body = element("tbody", { role: "rowgroup" });
  const headings = COLUMNS.map((column, index) => {
    const heading = element("th", { scope: "col", role: "columnheader", "aria-sort": "none" }, element("button", { type: "button", "data-column": index }, column.title));
    heading.className = `c-${column.title.toLowerCase()} ${column.kind || ""}`.trim();
    return heading;
  });
  const more = element("th", { scope: "col", role: "columnheader", class: "c-more" }, "More");
  const table = element("table", { role: "table", "aria-label": "Previews" },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...headings, more)), body);

  const FILTERS = ["service", "team", "person", "status"];
  const fill = (id, values, everything) => {
    const list = [...new Set(values.filter(Boolean))].sort((a, b) => a.localeCompare(b, "en"));
    byId(id).replaceChildren(new Option(everything, ""), ...list.map((value) => new Option(value, value)));
    byId(id).closest(".field").hidden = !list.length;
  };
  for (const id of FILTERS) fill(id, previews.map((preview) => preview[id]), "all");
  byId("order").replaceChildren(...COLUMNS.map((column, index) => new Option(column.title, String(index))));

  let sorted = { column: 0, down: false };
  const compare = (a, b) => {
    const [left, right] = [COLUMNS[sorted.column].key(previews[a]), COLUMNS[sorted.column].key(previews[b])];
    if (left === right) return a - b;
    // What nobody knows comes last, whichever way round.
    if (left === null || left === "") return 1;
    if (right === null || right === "") return -1;
    return (left < right ? -1 : 1) * (sorted.down ? -1 : 1);
  };
  let order = [];
  let matching = previews.map(() => true);
  let drawing = 0;
  const draw = () => {
    const turn = (drawing += 1);
    const list = order.filter((index) => matching[index]);
    let next = FIRST;
    const rest = () => {
      if (turn !== drawing) return;
      if (next >= list.length) {
        table.setAttribute("aria-busy", "false");
        performance.mark("complete");
        return;
      }
      body.append(...list.slice(next, next + FEW).map(row));
      next += FEW;
      setTimeout(rest);
    };
    table.setAttribute("aria-busy", "true");
    table.setAttribute("aria-rowcount", String(list.length + 1));
    body.replaceChildren(...list.slice(0, FIRST).map(row));
    requestAnimationFrame(() => setTimeout(() => {
      performance.mark("interactive");
      rest();
    }));
  };
  const arrange = () => {
    order = previews.map((_, index) => index).sort(compare);
    headings.forEach((heading, index) => {
      heading.setAttribute("aria-sort", index !== sorted.column ? "none" : sorted.down ? "descending" : "ascending");
    });
    byId("order").value = String(sorted.column);
  };

  const remembered = () => {
    const parameters = new URLSearchParams();
    for (const id of ["query", ...FILTERS]) if (byId(id).value) parameters.set(id, byId(id).value);
    return parameters.toString();
  };
  const show = () => {
    const terms = byId("query").value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = FILTERS.map((id) => [id, byId(id).value]).filter(([, value]) => value);
    matching = previews.map(
      (preview) => chosen.every(([id, value]) => preview[id] === value) && terms.every((term) => preview.words.includes(term)),
    );
    const count = matching.filter(Boolean).length;
    const all = previews.length;
    draw();
    byId("count").textContent = count === all ? `${all} previews` : `${count} of ${all} previews`;
    try {
      history.replaceState(null, "", remembered() ? `#${remembered()}` : location.pathname + location.search);
    } catch {
      // An address that cannot be kept, as in a sandboxed frame: the filters work without it.
    }
  };

  const detail = (list, name, ...values) => {
    if (values.some((value) => value !== "" && value !== null)) list.append(element("dt", {}, name), element("dd", {}, ...values));
  };
  const openDetails = (preview) => {
    byId("details-title").textContent = preview.name;
    const list = element("dl", {});
    detail(list, "Title", preview.title);
    detail(list, "Address", preview.url ? link(preview.url, preview.url) : "");
    detail(list, "Pull request", preview.pullRequestUrl ? link(preview.pullRequestUrl, `${preview.repository}#${preview.pullRequest}`) : "");
    detail(list, "Branch", preview.branch);
    detail(list, "Commit", preview.headSha);
    detail(list, "Team", preview.team);
    detail(list, "Person", preview.person);
    detail(list, "Status", statusOf(preview));
    if (preview.created !== null) detail(list, "Published first", timed(preview.created, moment(preview.created)));
    if (preview.active !== null) detail(list, "Published last", timed(preview.active, moment(preview.active)));
    if (preview.expires !== null) detail(list, "Expires", timed(preview.expires, `${moment(preview.expires)}: ${preview.expiry}`));
    detail(list, "Sleeps", preview.sleep);
    detail(list, "Seed", preview.seed);
    if (preview.monthlyCost !== null) detail(list, "Cost", `$${preview.monthlyCost} a month, estimated`);
    byId("details-body").replaceChildren(list, ...graphOf(preview));
    byId("details").showModal();
    byId("details").scrollTop = 0;
  };

  // Who calls this preview, what it calls, and what those call: one column for each step.
  const stepsOf = (preview) => {
    const before = (callers.get(preview.name) || []).map((caller) => ({ name: caller.name, kind: "preview" }));
    const nodes = new Map();
    const edges = [];
    const place = (id, node, step) => {
      if (!nodes.has(id)) nodes.set(id, { ...node, step });
      return id;
    };
    place(preview.name, { name: preview.name, kind: "this preview", self: true }, 1);
    for (const caller of before) edges.push([place(caller.name, caller, 0), preview.name]);
    const follow = (from, step) => {
      for (const item of from.dependencies) {
        const target = targetOf(item);
        const id = target ? target.name : `${item.service} ${item.target}`;
        const isNew = !nodes.has(id);
        place(id, { name: target ? target.name : item.service, kind: target ? "preview" : item.target, elsewhere: !target }, step);
        edges.push([from.name, id]);
        if (target && isNew && step < 6) follow(target, step + 1);
      }
    };
    follow(preview, 2);
    return { nodes: [...nodes.entries()], edges };
  };
  const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const graphOf = (preview) => {
    const { nodes, edges } = stepsOf(preview);
    if (nodes.length < 2) return [];
    const [wide, high, gapX, gapY] = [170, 46, 50, 14];
    const first = Math.min(...nodes.map(([, node]) => node.step));
    const filled = new Map();
    const places = new Map();
    for (const [id, node] of nodes) {
      const row = filled.get(node.step) || 0;
      filled.set(node.step, row + 1);
      places.set(id, { x: 4 + (node.step - first) * (wide + gapX), y: 4 + row * (high + gapY) });
    }
    const width = 8 + wide + Math.max(...[...places.values()].map((place) => place.x));
    const height = 8 + high + Math.max(...[...places.values()].map((place) => place.y));
    const arrows = edges.map(([from, to]) => {
      const [a, b] = [places.get(from), places.get(to)];
      const [x1, y1, x2, y2] = [a.x + wide, a.y + high / 2, b.x - 8, b.y + high / 2];
      return drawn("path", { d: `M${x1} ${y1} C${x1 + 25} ${y1} ${x2 - 25} ${y2} ${x2} ${y2}`, "marker-end": "url(#arrow)" });
    });
    const boxes = nodes.map(([id, node]) => {
      const { x, y } = places.get(id);
      const name = drawn("text", { x: x + 10, y: y + 19 }, cut(node.name, 22));
      const kind = drawn("text", { x: x + 10, y: y + 36, class: "kind" }, cut(node.kind, 24));
      const classes = [node.self ? "self" : "", node.elsewhere ? "elsewhere" : ""].join(" ").trim();
      return drawn("g", classes ? { class: classes } : {}, drawn("rect", { x, y, width: wide, height: high, rx: 6 }), name, kind);
    });
    const marker = drawn("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 1, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, drawn("path", { d: "M0 0 8 4 0 8z" }));
    const picture = drawn("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Dependency graph of ${preview.name}; the lists say the same` }, drawn("defs", {}, marker), ...arrows, ...boxes);
    const calls = preview.dependencies.map((item) => element("li", {}, `${item.service} → ${item.target}${item.reason ? ` (${item.reason})` : ""}`));
    const called = (callers.get(preview.name) || []).map((caller) => element("li", {}, caller.name));
    const parts = [element("h3", {}, "Dependencies"), element("div", { class: "graph", tabindex: "0", role: "group", "aria-label": "Dependency graph" }, picture)];
    if (calls.length) parts.push(element("h4", {}, "Calls"), element("ul", {}, ...calls));
    if (called.length) parts.push(element("h4", {}, "Is called by"), element("ul", {}, ...called));
    return parts;
  };

  table.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.index !== undefined) openDetails(previews[Number(button.dataset.index)]);
    if (button.dataset.column !== undefined) {
      const column = Number(button.dataset.column);
      sorted = { column, down: sorted.column === column && !sorted.down };
      arrange();
      draw();
    }
  });
  byId("order").addEventListener("change", () => {
    sorted = { column: Number(byId("order").value), down: false };
    arrange();
    draw();
  });
  byId("close").addEventListener("click", () => byId("details").close());
  byId("details").addEventListener("click", (event) => {
    if (event.target === byId("details")) byId("details").close();
  });
  byId("filters").addEventListener("input", show);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => setTimeout(() => {
    arrange();
    show();
    byId("query").focus();
  }));

  for (const [id, value] of new URLSearchParams(location.hash.slice(1))) {
    if (["query", ...FILTERS].includes(id)) byId(id).value = value;
  }
  byId("generated").replaceChildren("as of ", timed(page.generated, moment(page.generated)));
  arrange();
  byId("results").replaceChildren(table);
  show();
})();
