// The panel beside the graph: what is chosen, its relations by role with the sentence that shows each, and how to mend it.
const ROLES = [
  ["INTRODUCES", "Introduces", "Introduced by"],
  ["EVALUATES_ON", "Evaluated on", "Evaluated by"],
  ["USES", "Uses", "Used by"],
  ["COMPARES_WITH", "Compared with", "Compared by"],
  ["SURVEYS", "Surveys", "Surveyed by"],
  ["MENTIONS", "Mentions", "Mentioned by"],
  ["VARIANT_OF", "Variant of", "Variants"],
  ["EXTENDS", "Extends", "Extended by"],
  ["CITES", "Cites", "Cited by"],
  ["WROTE", "Wrote", "Authors"],
];
const FIRST = 40; // relations of one role shown before the reader asks for all

function showDetails() {
  const panel = $("details");
  panel.replaceChildren();
  panel.scrollTop = 0;
  if (chosen === null) panel.append(...overview());
  else panel.append(...(isGroup(chosen) ? groupDetails(chosen) : nodeDetails(chosen)));
}

function overview() {
  return [
    element("h2", document.querySelector("h1").textContent),
    element(
      "p",
      data.groups.length
        ? "Each circle with a number stands for the nodes that it names. Open one with a double click, or with e when it is chosen."
        : "Choose a node to see what links it, and the sentences that show it.",
    ),
    element("p", "A link says that a paper names both; the sentence says how.", { class: "quiet" }),
    ...groupList([...items.keys()].filter(isGroup)),
  ];
}

function groupList(keys) {
  if (!keys.length) return [];
  const rows = element("ul");
  for (const key of keys.sort((a, b) => groupOf(b).total - groupOf(a).total)) {
    const item = element("li");
    item.append(
      dot(groupOf(key).color),
      goTo(key),
      element("div", many(groupOf(key).total, "node"), { class: "evidence" }),
    );
    rows.append(item);
  }
  return [element("h3", "Groups"), rows];
}

function heading(label, colour, rest) {
  const kind = element("div", null, { class: "kind" });
  kind.append(dot(colour), [label, ...rest].filter(Boolean).join(", "));
  return kind;
}

function goTo(key) {
  const go = button(nameOf(key), () => choose(key, { camera: true, focus: true }), { class: "name" });
  return go;
}

function groupDetails(key) {
  const group = groupOf(key),
    number = Number(key.slice(1)),
    inside = data.nodes.flatMap((node, n) => (holds(key, n) ? [n] : []));
  const list = element("ul");
  for (const n of inside
    .filter(lets)
    .sort((a, b) => data.nodes[b].degree - data.nodes[a].degree)
    .slice(0, FIRST)) {
    const item = element("li");
    item.append(dot(data.palette[data.nodes[n].label]), goTo(n));
    list.append(item);
  }
  const missing = group.total - inside.length;
  return [
    heading("Group", group.color, [many(group.total, "node")]),
    element("h2", group.name),
    element(
      "p",
      `${group.community ? "Nodes that are linked with each other more than with others" : "Nodes with fewer links than those that stand for themselves"}${missing > 0 ? `; ${many(missing, "node")} with fewer links ${missing === 1 ? "is" : "are"} not in this file` : ""}.`,
    ),
    button("Open the group", () => expand("g" + number), { class: "act" }),
    element("h3", "Best connected"),
    list,
  ];
}

function nodeDetails(n) {
  const node = data.nodes[n],
    more = details.nodes[n],
    out = [];
  out.push(heading(node.label, data.palette[node.label], [node.year, more.venue]), element("h2", node.name));
  if (more.authors) out.push(element("p", more.authors.join(", "), { class: "quiet" }));
  if (more.abstract) out.push(element("p", more.abstract));
  if (more.aliases) out.push(element("p", "Also: " + more.aliases.join(", ")));
  if (more.papers !== undefined) out.push(element("p", many(more.papers, "paper")));
  if (more.measures) out.push(element("p", more.measures, { class: "quiet" }));
  const acts = element("p", null, { class: "acts" });
  for (const [text, address] of more.links || []) {
    if (/^https?:/i.test(new URL(address, "about:blank").protocol))
      acts.append(element("a", text, { class: "act", href: address, target: "_blank", rel: "noopener noreferrer" }));
  }
  if (waiting(n).length)
    acts.append(button(`Show ${many(waiting(n).length, "more neighbour")}`, () => expand(n), { class: "act" }));
  else if (opened.has(n)) acts.append(button("Hide what was opened", () => collapse(n), { class: "act" }));
  if (node.group >= 0) acts.append(button("Close this group", () => collapse("g" + node.group), { class: "act" }));
  if (acts.childNodes.length) out.push(acts);
  for (const [type, from, to] of ROLES) {
    out.push(
      ...relations(
        from,
        beside[n].filter((l) => data.kinds[l] === type && data.vis.edges[l].from === n),
        n,
      ),
    );
    out.push(
      ...relations(
        to,
        beside[n].filter((l) => data.kinds[l] === type && data.vis.edges[l].from !== n),
        n,
      ),
    );
  }
  if (more.quoted && details.types.includes(node.label)) out.push(correction(n));
  return out;
}

function relations(title, links, n) {
  if (!links.length) return [];
  const sure = (l) => details.links[l].confidence || 0,
    list = element("ul");
  links.sort(
    (a, b) => sure(b) - sure(a) || data.nodes[otherEnd(b, n)].degree - data.nodes[otherEnd(a, n)].degree || a - b,
  );
  list.append(...links.slice(0, FIRST).map((l) => relation(l, n)));
  const out = [element("h3", title), list];
  if (links.length > FIRST) {
    const all = button(
      `Show all ${links.length}`,
      () => {
        list.append(...links.slice(FIRST).map((l) => relation(l, n)));
        all.remove();
      },
      { class: "act" },
    );
    out.push(all);
  }
  return out;
}

function relation(l, n) {
  const other = otherEnd(l, n),
    link = details.links[l],
    item = element("li"),
    note = element("div", null, { class: "evidence" });
  item.append(dot(data.palette[data.nodes[other].label]), goTo(other));
  if (link.evidence) {
    const sentence = element("bdi");
    sentence.append(link.evidence[0], link.evidence[1] ? element("mark", link.evidence[1]) : "", link.evidence[2]);
    note.append(sentence);
  }
  if (link.papers && link.papers.length) note.append("said in " + link.papers.join(", "));
  if (link.sources) note.append("from " + link.sources.join(", "));
  if (link.confidence !== undefined)
    note.append(" ", element("span", link.confidence.toFixed(2), { class: "confidence", title: "confidence" }));
  if (note.childNodes.length) item.append(note);
  return item;
}

// Commands that mend an entity, quoted for a shell by Python.
function correction(n) {
  const box = element("details", null, { class: "mend" }),
    own = details.nodes[n].quoted;
  const command = (...words) => ["paperweft alias", ...words, details.place].filter(Boolean).join(" ");
  box.append(element("summary", "Is something wrong with it?"));
  box.append(element("p", "These commands correct the library; build the page again afterwards.", { class: "quiet" }));
  const rows = [["It is no entity", null, () => command("forbid", own)]];
  const others = data.nodes.flatMap((node, m) =>
    m !== n && details.nodes[m].quoted && details.types.includes(data.nodes[m].label) ? [m] : [],
  );
  const alike = (m) =>
    (data.nodes[m].label === data.nodes[n].label ? 1 : 0) + 2 * shared(data.nodes[m].name, data.nodes[n].name);
  others.sort((a, b) => alike(b) - alike(a) || (data.nodes[a].name < data.nodes[b].name ? -1 : 1));
  if (others.length)
    rows.push([
      "It is the same as",
      choice(
        "The same as",
        others.map((m) => [m, `${data.nodes[m].name} (${data.nodes[m].label})`]),
      ),
      (m) => command("merge", own, details.nodes[m].quoted),
    ]);
  const types = details.types.filter((type) => type !== data.nodes[n].label);
  rows.push([
    "It is a",
    choice(
      "Its type",
      types.map((type) => [type, type]),
    ),
    (type) => command("retype", own, type),
  ]);
  for (const [text, select, words] of rows) {
    const row = element("div", null, { class: "command" }),
      line = element("div"),
      code = element("code", words(select && select.value));
    line.append(text, " ");
    if (select) {
      line.append(select);
      select.addEventListener("change", () => {
        code.textContent = words(select.value);
      });
    }
    row.append(
      line,
      code,
      button("Copy", () => copy(code), { class: "act", "aria-label": `Copy the command: ${text.toLowerCase()}` }),
    );
    box.append(row);
  }
  return box;
}

function choice(label, options) {
  const select = element("select", null, { "aria-label": label });
  for (const [value, text] of options) select.append(element("option", text, { value }));
  return select;
}

function shared(a, b) {
  // the part of letter pairs that two names share
  const pairs = (text) => new Set([...fold(text)].slice(0, 60).map((c, i, all) => c + (all[i + 1] || "")));
  const left = pairs(a),
    right = pairs(b);
  return (2 * [...left].filter((pair) => right.has(pair)).length) / (left.size + right.size);
}

async function copy(code) {
  let done = false;
  try {
    await navigator.clipboard.writeText(code.textContent);
    done = true;
  } catch {
    // no permission, as in a frame
    getSelection().selectAllChildren(code);
    done = document.execCommand("copy");
  }
  say(done ? "The command is copied." : "The command is selected: copy it with the keyboard.");
}
