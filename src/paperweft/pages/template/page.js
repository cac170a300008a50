"use strict";
(async () => {
  const nonce = document.currentScript.nonce;
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  await loadLibrary();

  const ROLES = [
    ["INTRODUCES", "Introduces", "Introduced by"], ["EVALUATES_ON", "Evaluated on", "Evaluated by"], ["USES", "Uses", "Used by"],
    ["COMPARES_WITH", "Compared with", "Compared by"], ["SURVEYS", "Surveys", "Surveyed by"], ["MENTIONS", "Mentions", "Mentioned by"],
    ["VARIANT_OF", "Variant of", "Variants"], ["EXTENDS", "Extends", "Extended by"], ["CITES", "Cites", "Cited by"], ["WROTE", "Wrote", "Authors"],
  ];
  const hidden = new Set(["Author"]);
  let chosen = null;

  const nodes = new vis.DataSet(data.vis.nodes);
  const edges = new vis.DataSet(data.vis.edges);
  const network = new vis.Network($("graph"), { nodes, edges }, {
    physics: false,
    interaction: { hover: true, tooltipDelay: 1e9, hideEdgesOnDrag: data.vis.edges.length > 400 },
    nodes: { borderWidth: 0, borderWidthSelected: 5, font: { size: 13, face: "system-ui, DejaVu Sans, sans-serif" }, labelHighlightBold: true },
    edges: { width: 1.2, selectionWidth: 0.8, arrows: { to: { enabled: true, scaleFactor: 0.45 } }, smooth: { type: "curvedCW", roundness: 0.12 } },
  });
  const tint = new Map(data.vis.nodes.map((n) => [n.id, n.color]));
  const inner = new Map(data.vis.edges.map((e) => [e.id, e.color]));

  async function loadLibrary() {
    const bytes = Uint8Array.from(atob($("library").textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.nonce = nonce;
    script.textContent = await new Response(stream).text();
    document.head.append(script);
  }

  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    if (text !== undefined && text !== null) made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  function dot(label) {
    const made = element("span", "", { class: "dot", "aria-hidden": "true" });
    made.style.background = data.palette[label];
    return made;
  }

  const visible = (id) => !hidden.has(data.nodes[id].label);
  const shown = () => data.vis.nodes.map((n) => n.id).filter(visible);
  const drawn = (edge) => visible(edge.from) && visible(edge.to);

  function fit(duration) {
    network.fit({ nodes: shown(), animation: false });
    const scale = Math.min(1.4, 0.9 * network.getScale());  // room for the legend, and few nodes are not blown up
    network.moveTo({ scale, offset: { x: 0, y: -18 }, animation: duration ? { duration } : false });
  }

  // Every node and edge in the colours of the theme and of what is chosen: neighbours full, the rest faint.
  function paint() {
    const style = getComputedStyle(document.documentElement);
    const text = style.getPropertyValue("--text"), ground = style.getPropertyValue("--ground");
    const near = chosen ? new Set([chosen, ...network.getConnectedNodes(chosen)]) : null;
    const dark = document.documentElement.dataset.theme === "dark";
    nodes.update(data.vis.nodes.map((n) => {
      const lit = !near || near.has(n.id), ring = n.id === chosen;
      const border = dark ? "#fff" : "#1b1e26";
      return {
        id: n.id, hidden: !visible(n.id), opacity: lit ? 1 : 0.15, borderWidth: ring ? 4 : 0,
        color: { background: tint.get(n.id), border, highlight: { background: tint.get(n.id), border }, hover: { background: tint.get(n.id), border } },
        font: { color: lit ? text : dark ? "#3c404a" : "#d5d3cd", strokeWidth: 3, strokeColor: ground, size: ring ? 18 : 13 },
      };
    }));
    edges.update(data.vis.edges.map((e) => {
      const lit = chosen && (e.from === chosen || e.to === chosen);
      const colour = lit ? inner.get(e.id) : chosen ? (dark ? "#24262c" : "#efede8") : dark ? "#4a4f5c" : "#c9c6be";
      return { id: e.id, hidden: !drawn(e), color: { color: colour, highlight: colour, hover: colour }, width: lit ? 1.8 : 1 };
    }));
    $("counts").textContent = `${shown().length} of ${data.total} nodes, ${data.vis.edges.filter(drawn).length} links`;
  }

  function choose(id, { focus = false, push = true } = {}) {
    chosen = id && data.nodes[id] ? id : null;
    if (chosen && hidden.delete(data.nodes[chosen].label)) legend();
    paint();
    network.setSelection({ nodes: chosen ? [chosen] : [] }, { highlightEdges: false });  // its label in bold
    if (chosen && focus) network.focus(chosen, { scale: Math.max(1, network.getScale()), animation: { duration: 250 } });
    details();
    if (push) history.pushState({ node: chosen }, "", chosen ? "#" + encodeURIComponent(chosen) : location.pathname + location.search);
  }

  function details() {
    const panel = $("details");
    panel.replaceChildren();
    panel.scrollTop = 0;
    if (!chosen) {
      panel.append(element("p", "Choose a node to see what links it, and the sentences that show it. A link says that a paper names both; the sentence says how."));
      return;
    }
    const node = data.nodes[chosen];
    const kind = element("div", null, { class: "kind" });
    kind.append(dot(node.label), [node.label, node.year, node.venue].filter(Boolean).join(", "));
    panel.append(kind, element("h2", node.name));
    if (node.authors) panel.append(element("p", node.authors.join(", ")));
    if (node.abstract) panel.append(element("p", node.abstract));
    if (node.aliases && node.aliases.length) panel.append(element("p", "Also: " + node.aliases.join(", ")));
    if (node.papers !== null && node.papers !== undefined) panel.append(element("p", node.papers === 1 ? "1 paper" : node.papers + " papers"));
    if (node.url) panel.append(element("a", "Open record", { class: "open", href: node.url, target: "_blank", rel: "noopener noreferrer" }));
    for (const address of node.code || []) {
      if (/^https?:/.test(address)) panel.append(element("a", address.replace(/^https?:\/\//, ""), { class: "open", href: address, target: "_blank", rel: "noopener noreferrer" }));
    }
    for (const [type, out, into] of ROLES) {
      relations(panel, out, data.links.filter((l) => l.kind === type && l.from === chosen), "to");
      relations(panel, into, data.links.filter((l) => l.kind === type && l.to === chosen), "from");
    }
  }

  function relations(panel, heading, links, end) {
    if (!links.length) return;
    const list = element("ul");
    links.sort((a, b) => (b.confidence || 0) - (a.confidence || 0));
    for (const link of links) {
      const other = data.nodes[link[end]], item = element("li");
      const go = element("button", other.name, { type: "button" });
      go.addEventListener("click", () => choose(link[end], { focus: true }));
      item.append(dot(other.label), go);
      const note = element("div", null, { class: "evidence" });
      if (link.evidence) note.append(link.evidence[0], element("mark", link.evidence[1]), link.evidence[2]);
      if (link.confidence) note.append(" " + link.confidence.toFixed(2));
      if (link.sources) note.append("from " + link.sources.join(", "));
      if (note.textContent) item.append(note);
      list.append(item);
    }
    panel.append(element("h3", heading), list);
  }

  function legend() {
    const counts = {};
    for (const node of Object.values(data.nodes)) counts[node.label] = (counts[node.label] || 0) + 1;
    const buttons = Object.keys(data.palette).filter((label) => counts[label]).map((label) => {
      const button = element("button", null, { type: "button", "aria-pressed": String(!hidden.has(label)), "data-label": label });
      button.append(dot(label), label, element("small", counts[label]));
      button.addEventListener("click", () => {
        if (!hidden.delete(label)) hidden.add(label);
        if (chosen && hidden.has(data.nodes[chosen].label)) choose(null);
        legend();
        paint();
        document.querySelector(`#legend [data-label="${label}"]`).focus();
      });
      return button;
    });
    $("legend").replaceChildren(...buttons);
  }

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const names = Object.entries(data.nodes).map(([id, node]) => [id, fold([node.name, ...(node.aliases || [])].join(" "))]);
  let found = [], at = 0;
  function search() {
    const wanted = fold($("find").value.trim());
    found = wanted ? names.filter(([, name]) => name.includes(wanted)).slice(0, 12).map(([id]) => id) : [];
    at = 0;
    show();
  }
  function show() {
    $("found").replaceChildren(...found.map((id, n) => {
      const item = element("li", data.nodes[id].name, { role: "option", id: "found-" + n, "aria-selected": String(n === at) });
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(id); });
      return item;
    }));
    $("found").hidden = !found.length;
    $("find").setAttribute("aria-expanded", String(found.length > 0));
    if (found.length) $("find").setAttribute("aria-activedescendant", "found-" + at); else $("find").removeAttribute("aria-activedescendant");
  }
  function take(id) {
    $("find").value = "";
    search();
    $("find").blur();
    choose(id, { focus: true });
  }

  $("find").addEventListener("input", search);
  $("find").addEventListener("blur", () => { found = []; show(); });
  $("find").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(1, found.length);
      show();
      event.preventDefault();
    } else if (event.key === "Enter" && found.length) take(found[at]);
    else if (event.key === "Escape") { $("find").value = ""; $("find").blur(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.tagName === "INPUT") return;
    if (event.key === "/") { $("find").focus(); event.preventDefault(); } else if (event.key === "Escape") choose(null);
  });
  $("zoom").addEventListener("click", (event) => {
    const what = event.target.dataset.zoom;
    if (what === "fit") fit(250);
    else if (what) network.moveTo({ scale: network.getScale() * (what === "in" ? 1.3 : 1 / 1.3) });
  });
  function theme(name) {
    document.documentElement.dataset.theme = name;
    $("theme").textContent = name === "dark" ? "Light" : "Dark";
    paint();
  }
  $("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
  network.on("click", (event) => choose(event.nodes[0] || null));
  const linked = () => decodeURIComponent(location.hash.slice(1)) || data.centre;
  window.addEventListener("popstate", (event) => choose(event.state ? event.state.node : linked(), { focus: true, push: false }));

  legend();
  theme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  choose(linked(), { push: false });
  history.replaceState({ node: chosen }, "");
  fit(0);
  document.documentElement.dataset.drawn = "true";
})();
