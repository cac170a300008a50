// What is to be seen: the nodes that labels, years and relationship types let through, groups in place of the nodes that they
// hold, and what the reader opened. A key is a node's number, or "g" and a group's number.
const ROOM = 250; // what may be drawn once the reader opens things; what was opened first closes again
const hiddenLabels = new Set(["Author"]),
  hiddenKinds = new Set();
let until = Infinity; // the last year shown
const opened = new Map(); // key -> the nodes that it revealed ([] for a group), in the order of opening
const beside = data.nodes.map(() => []); // node -> numbers of its links
data.vis.edges.forEach((edge, n) => {
  beside[edge.from].push(n);
  if (edge.to !== edge.from) beside[edge.to].push(n);
});

const isGroup = (key) => typeof key === "string";
const groupOf = (key) => data.groups[Number(key.slice(1))];
const nameOf = (key) => (isGroup(key) ? groupOf(key).name : data.nodes[key].name);
const otherEnd = (n, node) => (data.vis.edges[n].from === node ? data.vis.edges[n].to : data.vis.edges[n].from);

// The first year in which a node is there: a paper's own; an entity's or author's that of the first paper beside it, where all have one.
const born = data.nodes.map((node, n) => {
  if (node.label === "Paper") return node.year || -Infinity;
  const papers = beside[n].map((l) => data.nodes[otherEnd(l, n)]).filter((other) => other.label === "Paper");
  return papers.length ? Math.min(...papers.map((paper) => paper.year || -Infinity)) : -Infinity;
});

let revealed = new Set();
const lets = (n) => !hiddenLabels.has(data.nodes[n].label) && born[n] <= until;
const visible = (n) => lets(n) && (!data.nodes[n].ring || revealed.has(n));

// What stands for a node: the outermost closed group that holds it, else the node itself.
function standsFor(n) {
  let out = n;
  for (let g = data.nodes[n].group; g >= 0; g = data.groups[g].parent) if (!opened.has("g" + g)) out = "g" + g;
  return out;
}

let items = new Map(),
  edges = new Map(); // key -> { count } and id -> { from, to, kind, colour, count }
function look() {
  items = new Map();
  const stands = data.nodes.map((_, n) => {
    if (!visible(n)) return null;
    const key = standsFor(n);
    const item = items.get(key);
    if (item) item.count++;
    else items.set(key, { count: 1 });
    return key;
  });
  edges = new Map();
  data.vis.edges.forEach((edge, n) => {
    const from = stands[edge.from],
      to = stands[edge.to];
    if (from === null || to === null || from === to || hiddenKinds.has(data.kinds[n])) return;
    if (!isGroup(from) && !isGroup(to)) edges.set(n, { from, to, kind: data.kinds[n], colour: edge.color, count: 1 });
    else {
      const id = [from, to].map(String).sort().join("~"),
        bundle = edges.get(id);
      if (bundle) bundle.count++;
      else edges.set(id, { from, to, kind: null, colour: null, count: 1 });
    }
  });
  const filtered = hiddenKinds.size || until !== Infinity || [...hiddenLabels].some((label) => label !== "Author");
  for (const [one, other, count] of filtered ? [] : data.bundles) {
    // links that the file does not hold one by one
    const from = "g" + one,
      to = "g" + other;
    if (items.has(from) && items.has(to))
      edges.set([from, to].sort().join("~"), { from, to, kind: null, colour: null, count });
  }
}

const neighboursOf = (key) => {
  const near = new Set();
  for (const edge of edges.values())
    if (edge.from === key) near.add(edge.to);
    else if (edge.to === key) near.add(edge.from);
  return near;
};

// Nodes that opening `key` would show.
const waiting = (n) =>
  [...new Set(beside[n].map((l) => otherEnd(l, n)))].filter((m) => data.nodes[m].ring && !revealed.has(m) && lets(m));

const outer = (key) => (isGroup(key) ? groupOf(key).parent : data.nodes[key].group);
function holds(group, key) {
  // whether the key lies in the group, at any depth
  for (let g = outer(key); g >= 0; g = data.groups[g].parent) if ("g" + g === group) return true;
  return false;
}

function reveal() {
  revealed = new Set([...opened.values()].flat());
  look();
}

// Opens a group or a node's further neighbours; returns what to say, or null where there is nothing to open.
function open(key) {
  let all = [];
  if (isGroup(key)) {
    if (opened.has(key)) return null;
  } else {
    all = waiting(key).sort((a, b) => data.nodes[b].degree - data.nodes[a].degree || a - b);
    if (!all.length) return null;
  }
  const before = opened.get(key) || [],
    closed = [];
  opened.delete(key); // it is the latest now
  opened.set(key, [...before, ...all]);
  reveal();
  for (const old of [...opened.keys()]) {
    if (items.size <= ROOM) break;
    if (old === key || (isGroup(old) && holds(old, key))) continue;
    closed.push(nameOf(old));
    shut(old);
  }
  const over = Math.min(all.length, items.size - ROOM);
  if (over > 0) {
    opened.set(key, [...before, ...all.slice(0, all.length - over)]);
    reveal();
  }
  return (
    (isGroup(key)
      ? `${nameOf(key)}: opened`
      : `${nameOf(key)}: ${all.length - Math.max(0, over)} of ${many(all.length, "further neighbour")} shown`) +
    (closed.length ? `; closed to keep the page readable: ${closed.join(", ")}` : "")
  );
}

function shut(key) {
  opened.delete(key);
  if (isGroup(key))
    for (const inner of [...opened.keys()]) if (isGroup(inner) && holds(key, inner)) opened.delete(inner);
  reveal();
}

// Makes a node visible, whatever hides it.
function uncover(n) {
  hiddenLabels.delete(data.nodes[n].label);
  if (born[n] > until) until = Infinity;
  const outside = [];
  for (let g = data.nodes[n].group; g >= 0; g = data.groups[g].parent) outside.unshift("g" + g);
  for (const key of outside) open(key);
  if (data.nodes[n].ring && !revealed.has(n)) {
    const by = beside[n].map((l) => otherEnd(l, n)).find((m) => !data.nodes[m].ring);
    opened.set(by, [...(opened.get(by) || []), n]);
  }
  reveal();
}

// The node or group that the address names, else the centre; null where there is neither.
const numbers = new Map(data.nodes.map((node, n) => [node.id, n]));
function linked() {
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    /* not ours: a stray percent sign */
  }
  if (numbers.has(id)) return numbers.get(id);
  const group = /^group-(\d+)$/.exec(id);
  if (group && data.groups[group[1]]) return "g" + group[1];
  return data.centre;
}
const addressOf = (key) => "#" + (isGroup(key) ? "group-" + key.slice(1) : encodeURIComponent(data.nodes[key].id));

function unhide(key) {
  // a node or group that is to be chosen
  if (!isGroup(key)) {
    if (!visible(key) || standsFor(key) !== key) uncover(key);
    return;
  }
  if (opened.has(key)) shut(key);
  const outside = [];
  for (let g = groupOf(key).parent; g >= 0; g = data.groups[g].parent) outside.unshift("g" + g);
  for (const each of outside) open(each);
}
