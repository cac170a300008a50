// The search over all nodes. Names are shown by textContent only, and only pages of the report and http(s) are followed.
"use strict";
const $ = (id) => document.getElementById(id);
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const SHOWN = 30;
let data = null, chosen = -1;

async function read() {
  if (data) return;
  const packed = Uint8Array.from(atob($("nodes").textContent), (c) => c.charCodeAt(0));
  const text = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  data = JSON.parse(text);
  for (const node of data.nodes) node.push(fold([node[1], ...node[2], node[5]].join("\n")), fold(node[1]));
}

// Names that begin with the words first, then names that hold them, then aliases and ids; within each by papers.
function matches(wanted) {
  const rank = (node) => node[7] === wanted ? 0 : node[7].startsWith(wanted) ? 1 : node[7].includes(wanted) ? 2 : 3;
  const words = wanted.split(/\s+/).filter(Boolean);
  return data.nodes.filter((node) => words.every((word) => node[6].includes(word)))
    .sort((a, b) => rank(a) - rank(b) || b[3] - a[3] || (a[1] < b[1] ? -1 : 1));
}

function show() {
  const wanted = fold($("find").value.trim()), list = $("found");
  list.replaceChildren();
  chosen = -1;
  $("find").removeAttribute("aria-activedescendant");
  list.hidden = !wanted;
  $("find").setAttribute("aria-expanded", String(!!wanted));
  if (!wanted) return;
  const found = matches(wanted);
  for (const node of found.slice(0, SHOWN)) {
    const item = document.createElement("li"), mark = document.createElement("span"), name = document.createElement("span");
    const note = document.createElement("small"), label = data.labels[node[0]];
    item.setAttribute("role", "option");
    item.id = `found-${list.children.length}`;
    mark.className = "mark";
    mark.style.background = data.colours[node[0]];
    name.textContent = node[1];
    const papers = `${node[3]} paper${node[3] === 1 ? "" : "s"}`;
    note.textContent = label + (label === "Paper" ? (node[3] ? `, ${node[3]}` : "") : label === "Author" ? "" : `, ${papers}`) + (node[4] ? "" : " · no page");
    item.append(mark, name, note);
    item.addEventListener("click", () => follow(node));
    item.follow = () => follow(node);
    list.append(item);
  }
  if (found.length !== Math.min(found.length, SHOWN) || !found.length) {
    const rest = document.createElement("li");
    rest.className = "none";
    rest.textContent = found.length ? `and ${(found.length - SHOWN).toLocaleString("en")} more` : "Nothing has that name";
    list.append(rest);
  }
}

function follow(node) {
  if (/^(https?:\/\/|entities\/[\w-]+\.html$)/.test(node[4])) location.href = node[4];
}

function choose(step) {
  const items = [...$("found").querySelectorAll("[role=option]")];
  if (!items.length) return;
  chosen = (chosen + step + items.length) % items.length;
  items.forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
  items[chosen].scrollIntoView({ block: "nearest" });
  $("find").setAttribute("aria-activedescendant", items[chosen].id);
}

$("find").addEventListener("input", async () => { await read(); show(); });
$("find").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(event.key === "ArrowDown" ? 1 : -1); }
  else if (event.key === "Enter") $("found").querySelectorAll("[role=option]")[Math.max(0, chosen)]?.follow();
  else if (event.key === "Escape") { $("find").value = ""; show(); }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== $("find")) { event.preventDefault(); $("find").focus(); }
});
