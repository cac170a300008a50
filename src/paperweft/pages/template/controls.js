// Choosing, opening, filtering: by pointer and by keyboard, with what they change said in words too.
function choose(key, { camera = false, push = true, focus = false } = {}) {
  if (key !== null) {
    const before = items;
    unhide(key);
    if (items !== before) refreshFilters();
  }
  chosen = key;
  update();
  if (chosen !== null && camera) bring(chosen);
  if (focus) $("nodes").focus({ preventScroll: true });
  if (push !== null) remember(push);
}

function remember(push) {
  const url = chosen === null ? "#" : addressOf(chosen);
  try {
    history[push ? "pushState" : "replaceState"]({ key: chosen }, "", url);
  } catch {
    /* a notebook's frame has no address of its own */
  }
}

function update() {
  // after any change of what is to be seen
  if (chosen !== null && !items.has(chosen)) chosen = null;
  paint();
  count();
  list();
  if (details) showDetails();
}

function count() {
  const nodes = [...items.keys()].filter((key) => !isGroup(key)).length,
    groups = items.size - nodes;
  const links = [...edges.values()].reduce((sum, edge) => sum + edge.count, 0);
  const drawn =
    nodes || !groups
      ? `${nodes.toLocaleString("en")} of ${many(data.total + revealed.size, "node")}${groups ? `, ${many(groups, "group")}` : ""}`
      : `${many(groups, "group")} of ${many(data.total, "node")}`;
  $("counts").textContent = `${drawn}, ${many(links, "link")}`;
  const grouped = [...items].reduce((sum, [key, item]) => sum + (isGroup(key) ? item.count : 0), 0);
  const absent = data.total - data.asked;
  $("note").textContent = [
    groups ? `${many(grouped, "node")} drawn as ${many(groups, "group")}: double-click or e opens one.` : "",
    absent > 0 ? `${many(absent, "node")} more ${absent === 1 ? "is" : "are"} not in this file.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

// The graph as a list, which the keyboard walks and a screen reader reads.
function list() {
  const order = [...items.keys()];
  $("nodes").replaceChildren(
    ...order.map((key) => {
      const text = isGroup(key)
        ? `${nameOf(key)}, group of ${many(groupOf(key).total, "node")}`
        : `${nameOf(key)}, ${data.nodes[key].label}, ${many(data.nodes[key].degree, "link")}`;
      return element("li", text, { role: "option", id: "node-" + key, "aria-selected": String(key === chosen) });
    }),
  );
  if (chosen === null) $("nodes").removeAttribute("aria-activedescendant");
  else $("nodes").setAttribute("aria-activedescendant", "node-" + chosen);
}

const TOWARDS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
function neighbourTowards([dx, dy]) {
  // the nearest in that direction, less for what lies aside
  const from = circleOf(chosen);
  let best = null,
    least = Infinity;
  for (const key of items.keys()) {
    if (key === chosen) continue;
    const x = circleOf(key).x - from.x,
      y = circleOf(key).y - from.y,
      ahead = x * dx + y * dy,
      aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (ahead > 0 && ahead >= aside * 0.5 && ahead + 2 * aside < least) {
      best = key;
      least = ahead + 2 * aside;
    }
  }
  return best;
}

$("nodes").addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const order = [...items.keys()],
    place = order.indexOf(chosen);
  let to = null;
  if (TOWARDS[event.key]) to = chosen === null ? order[0] : neighbourTowards(TOWARDS[event.key]);
  else if (event.key === "Home") to = data.centre !== null && items.has(data.centre) ? data.centre : order[0];
  else if (event.key === "PageDown") to = order[(place + 1) % order.length];
  else if (event.key === "PageUp") to = order[(place + order.length - (place < 0 ? 0 : 1)) % order.length];
  else if (event.key === "Enter") {
    if (chosen !== null) $("details").focus();
  } else return;
  event.preventDefault();
  if (to !== null && to !== undefined) choose(to, { camera: true, push: false });
});

function expand(key) {
  const said = open(key);
  if (said === null) {
    const name = isGroup(key) ? "" : details.nodes[key].quoted || "";
    say(
      isGroup(key)
        ? ""
        : `${nameOf(key)}: the file holds no more neighbours${name ? `; paperweft view ${name} ${details.place} writes a page around it` : ""}`,
    );
    return;
  }
  say(said);
  if (isGroup(key) && chosen === key) chosen = null;
  refreshFilters();
  update();
  const inside = isGroup(key) ? [...items.keys()].filter((other) => holds(key, other)) : [key, ...opened.get(key)];
  const scale = Math.max(...inside.map((other) => (isGroup(other) ? groupOf(other).scale : data.nodes[other].scale)));
  if (isGroup(key)) {
    const { x, y, size } = groupOf(key);
    frame({ left: x - size, right: x + size, top: y - size, bottom: y + size }, true, 1.35 / scale);
  } else fitWhatIsNew(inside);
  remember(false);
}

function collapse(key) {
  shut(key);
  choose(key, { camera: isGroup(key) });
}

document.addEventListener("keydown", (event) => {
  if (!details || event.target.matches("#find, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    $("find").focus();
    event.preventDefault();
  } else if (event.key === "Escape") {
    if (!closeMenus() && !$("keys").open) choose(null);
  } else if (event.key === "e" && chosen !== null) expand(chosen);
  else if (event.key === "c" && chosen !== null) {
    if (opened.has(chosen)) collapse(chosen);
    else if (outer(chosen) >= 0) collapse("g" + outer(chosen));
  } else if (event.key === "?") $("keys").showModal();
  else if (event.key === "+" || event.key === "=") zoom(1.3);
  else if (event.key === "-") zoom(1 / 1.3);
  else if (event.key === "0") fit(true);
});

function closeMenus() {
  const open = [...document.querySelectorAll("details.menu[open]")];
  for (const menu of open) {
    menu.open = false;
    menu.firstElementChild.focus();
  }
  return open.length > 0;
}
document.addEventListener("pointerdown", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});

const zoom = (by) => move({ scale: network.getScale() * by }, true);
$("zoom").addEventListener("click", (event) => {
  const what = event.target.dataset.zoom;
  if (what === "fit") fit(true);
  else if (what === "keys") $("keys").showModal();
  else if (what) zoom(what === "in" ? 1.3 : 1 / 1.3);
});

// The legend: labels with their counts, which show and hide them.
function legend() {
  const counts = {};
  for (const node of data.nodes)
    if (!node.ring || counts[node.label]) counts[node.label] = (counts[node.label] || 0) + (node.ring ? 0 : 1);
  $("legend").replaceChildren(
    ...Object.keys(data.palette)
      .filter((label) => counts[label])
      .map((label) => {
        const made = button(
          null,
          () => {
            const shows = hiddenLabels.delete(label),
              before = items;
            if (!shows) hiddenLabels.add(label);
            look();
            refreshFilters();
            update();
            if (shows) fitWhatIsNew([...items.keys()].filter((key) => !before.has(key)));
            $("legend").querySelector(`[data-label="${label}"]`).focus();
          },
          { "aria-pressed": String(!hiddenLabels.has(label)), "data-label": label },
        );
        made.append(dot(data.palette[label]), label, " ", element("small", counts[label].toLocaleString("en")));
        return made;
      }),
  );
}

const SPOKEN = Object.fromEntries(ROLES.map(([type, from]) => [type, from]));
function relationships() {
  const counts = {};
  data.kinds.forEach((kind, n) => {
    const beyond = data.nodes[data.vis.edges[n].from].ring || data.nodes[data.vis.edges[n].to].ring;
    counts[kind] = (counts[kind] || 0) + (beyond ? 0 : 1);
  });
  const kinds = ROLES.map(([type]) => type).filter((type) => type in counts);
  $("kinds").replaceChildren(
    ...kinds.map((kind) => {
      const line = element("label"),
        box = element("input", null, { type: "checkbox", "data-kind": kind });
      box.checked = !hiddenKinds.has(kind);
      box.addEventListener("change", () => {
        if (box.checked) hiddenKinds.delete(kind);
        else hiddenKinds.add(kind);
        look();
        mark();
        update();
      });
      line.append(box, SPOKEN[kind], element("small", counts[kind].toLocaleString("en")));
      return line;
    }),
  );
  $("relationships").hidden = kinds.length < 2;
  const mark = () => {
    $("relationships").firstElementChild.textContent = hiddenKinds.size
      ? `Links: ${kinds.length - hiddenKinds.size} of ${kinds.length}`
      : "Links";
  };
  mark();
}

// The years: papers up to one, and what they name.
const years = data.nodes.flatMap((node) => (node.label === "Paper" && node.year ? [node.year] : []));
function yearSlider() {
  const first = Math.min(...years),
    last = Math.max(...years),
    slider = $("year");
  $("years").hidden = new Set(years).size < 2;
  if ($("years").hidden) return;
  Object.assign(slider, { min: first, max: last, step: 1, value: last });
  const bars = Array.from({ length: last - first + 1 }, (_, n) => years.filter((year) => year === first + n).length),
    most = Math.max(...bars);
  $("bars").replaceChildren(
    ...bars.map((papers) => {
      const bar = element("i");
      bar.style.height = papers ? `${Math.max(8, (100 * papers) / most)}%` : "0";
      return bar;
    }),
  );
  slider.addEventListener("input", () => {
    until = Number(slider.value) === last ? Infinity : Number(slider.value);
    look();
    showYears();
    update();
  });
  showYears();
}
function showYears() {
  if ($("years").hidden) return;
  const slider = $("year"),
    first = Number(slider.min),
    last = until === Infinity ? Number(slider.max) : until;
  slider.value = last;
  const text = until === Infinity ? `${first} to ${last}` : first === last ? `${first}` : `${first} to ${last}`;
  $("span").textContent = text;
  slider.setAttribute("aria-valuetext", text);
  [...$("bars").children].forEach((bar, n) => bar.classList.toggle("out", first + n > last));
}

function refreshFilters() {
  legend();
  showYears();
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  $("theme").textContent = name === "dark" ? "Light" : "Dark";
  readColours();
  paint();
}
$("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) =>
  theme(event.matches ? "dark" : "light"),
);

network.on("click", (event) => {
  const key = keyAt(event.pointer);
  if (key !== chosen) choose(key);
  $("nodes").focus({ preventScroll: true });
});
network.on("doubleClick", (event) => {
  const key = keyAt(event.pointer);
  if (key !== null) expand(key);
});
network.on("hoverNode", ({ node }) => {
  hovered = node;
  $("graph").style.cursor = "pointer";
  network.redraw();
});
network.on("blurNode", () => {
  hovered = null;
  $("graph").style.cursor = "";
  network.redraw();
});
window.addEventListener("popstate", (event) =>
  choose(event.state ? event.state.key : linked(), { camera: true, push: null }),
);
new ResizeObserver(() => {
  network.setSize("100%", "100%");
  network.redraw();
}).observe($("graph"));
