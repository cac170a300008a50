// Search over all that the page holds, whatever is hidden: names and aliases, without case and accents.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let names = null,
  found = [],
  at = 0;

function search() {
  if (!details) return;
  names ||= data.nodes.map((node, n) => [
    fold(node.name),
    fold([node.name, data.vis.nodes[n].label.replace("\n", " "), ...(details.nodes[n].aliases || [])].join("\n")),
  ]);
  const wanted = fold($("find").value.trim()),
    rank = ([name, all]) =>
      name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : all.includes(wanted) ? 3 : 4;
  const ranks = wanted ? names.map(rank) : [];
  const all = ranks
    .flatMap((r, n) => (r < 4 ? [n] : []))
    .sort((a, b) => ranks[a] - ranks[b] || data.nodes[b].degree - data.nodes[a].degree);
  found = all.slice(0, 12);
  at = 0;
  showFound();
  if (wanted)
    say(
      all.length > found.length
        ? `${found.length} of ${many(all.length, "node")} found`
        : `${many(all.length, "node")} found`,
    );
}

function showFound() {
  $("found").replaceChildren(
    ...found.map((n, i) => {
      const item = element("li", null, { role: "option", id: "found-" + i, "aria-selected": String(i === at) });
      item.append(
        dot(data.palette[data.nodes[n].label]),
        element("span", data.nodes[n].name),
        element("small", data.nodes[n].label),
      );
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(n);
      });
      return item;
    }),
  );
  $("found").hidden = !found.length;
  $("find").setAttribute("aria-expanded", String(found.length > 0));
  if (found.length) {
    $("find").setAttribute("aria-activedescendant", "found-" + at);
    $("found").children[at].scrollIntoView({ block: "nearest" });
  } else $("find").removeAttribute("aria-activedescendant");
}

function take(n) {
  $("find").value = "";
  search();
  say("");
  $("nodes").focus({ preventScroll: true });
  choose(n, { camera: true });
}

$("find").addEventListener("input", search);
$("find").addEventListener("blur", () => {
  found = [];
  showFound();
});
$("find").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(1, found.length);
    showFound();
    event.preventDefault();
  } else if (event.key === "Enter" && found.length) take(found[at]);
  else if (event.key === "Escape") {
    $("find").value = "";
    say("");
    $("nodes").focus({ preventScroll: true });
  }
});
