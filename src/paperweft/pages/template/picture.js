// The picture as a file, and on paper: an SVG of what is drawn, with its captions, in layers that a drawing program shows.
function svg() {
  const scale = 1 / topScale(),
    box = extent(),
    margin = 90,
    space = "http://www.w3.org/2000/svg";
  const left = box.left * scale - margin,
    top = box.top * scale - margin;
  const width = (box.right - box.left) * scale + 2 * margin,
    height = (box.bottom - box.top) * scale + 2 * margin;
  const make = (tag, attributes, parent, text) => {
    const made = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes))
      made.setAttribute(name, typeof value === "number" ? Math.round(value * 100) / 100 : value);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };
  const root = make("svg", {
    xmlns: space,
    viewBox: [left, top, width, height].map(Math.round).join(" "),
    width: Math.round(width),
    height: Math.round(height),
    "font-family": "DejaVu Sans, sans-serif",
  });
  make("title", {}, root, document.querySelector("h1").textContent);
  make("rect", { x: left, y: top, width, height, fill: colours.ground }, root);
  const grounds = make("g", { id: "layer-open-groups" }, root),
    links = make("g", { id: "layer-links", fill: "none" }, root),
    circles = make("g", { id: "layer-nodes" }, root),
    texts = make("g", { id: "layer-captions", "text-anchor": "middle" }, root);
  for (const key of opened.keys()) {
    if (!isGroup(key)) continue;
    const group = groupOf(key);
    make(
      "circle",
      {
        cx: group.x * scale,
        cy: group.y * scale,
        r: group.size * scale,
        fill: group.color,
        "fill-opacity": 0.07,
        stroke: group.color,
        "stroke-opacity": 0.33,
      },
      grounds,
    );
  }
  for (const id of edges.keys()) {
    const style = edgeLook(id),
      from = circleOf(style.from),
      to = circleOf(style.to);
    const curve = bend(
      { x: from.x * scale, y: from.y * scale, r: from.size * scale },
      { x: to.x * scale, y: to.y * scale, r: to.size * scale },
    );
    const line = make("g", { stroke: style.color.color }, links);
    make("path", { d: curve.path, "stroke-width": style.width * scale }, line);
    if (style.arrows.to.enabled)
      make(
        "path",
        { d: curve.head(14 * style.arrows.to.scaleFactor * scale), fill: style.color.color, stroke: "none" },
        line,
      );
  }
  for (const key of items.keys()) {
    const style = nodeLook(key),
      circle = make(
        "circle",
        {
          cx: style.x * scale,
          cy: style.y * scale,
          r: style.size * scale,
          fill: style.color.background,
          opacity: style.opacity,
          stroke: style.color.border,
          "stroke-width": style.borderWidth,
        },
        circles,
      );
    make("title", {}, circle, nameOf(key));
    if (isGroup(key))
      make(
        "text",
        {
          x: style.x * scale,
          y: style.y * scale,
          "dominant-baseline": "central",
          "font-size": Math.min(22, style.size * scale * 0.62),
          "font-weight": 600,
          fill: labelColour(key),
        },
        texts,
        insideOf(key),
      );
  }
  for (const label of placeCaptions(scale, chosen, near)) {
    label.lines.forEach((line, n) =>
      make(
        "text",
        {
          x: label.x,
          y: label.y + n * label.size * LINE,
          "dominant-baseline": "central",
          "font-size": label.size,
          "font-weight": label.key === chosen ? 700 : 400,
          fill: labelColour(label.key),
          stroke: colours.ground,
          "stroke-width": 3.5,
          "stroke-linejoin": "round",
          "paint-order": "stroke",
        },
        texts,
        line,
      ),
    );
  }
  return root;
}

// vis-network's clockwise curve from circle to circle, and its arrow head.
function bend(from, to) {
  const dx = to.x - from.x,
    dy = from.y - to.y,
    reach = Math.hypot(dx, dy),
    turn = Math.atan2(dy, dx) + (0.12 * 0.5 + 0.5) * Math.PI;
  const via = { x: from.x + 0.56 * reach * Math.sin(turn), y: from.y + 0.56 * reach * Math.cos(turn) };
  const at = (t) => ({
    x: (1 - t) ** 2 * from.x + 2 * t * (1 - t) * via.x + t * t * to.x,
    y: (1 - t) ** 2 * from.y + 2 * t * (1 - t) * via.y + t * t * to.y,
  });
  let low = 0,
    high = 1;
  for (let n = 0; n < 20; n++) {
    const t = (low + high) / 2,
      p = at(t);
    if (Math.hypot(p.x - to.x, p.y - to.y) > to.r) low = t;
    else high = t;
  }
  const tip = at(low),
    round = (value) => Math.round(value * 10) / 10;
  const head = (length) => {
    const before = at(Math.max(0, low - 0.05)),
      angle = Math.atan2(tip.y - before.y, tip.x - before.x);
    const wing = (side) =>
      `${round(tip.x - length * Math.cos(angle + side * 0.35))} ${round(tip.y - length * Math.sin(angle + side * 0.35))}`;
    return `M${round(tip.x)} ${round(tip.y)} L${wing(1)} L${wing(-1)} Z`;
  };
  const start = { x: (1 - low) * from.x + low * via.x, y: (1 - low) * from.y + low * via.y }; // de Casteljau: the curve up to the tip
  return {
    path: `M${round(from.x)} ${round(from.y)} Q${round(start.x)} ${round(start.y)} ${round(tip.x)} ${round(tip.y)}`,
    head,
  };
}

const fileName = () =>
  (
    document
      .querySelector("h1")
      .textContent.replace(/[^\p{L}\p{N}._-]+/gu, "-")
      .replace(/^-+|-+$/g, "") || "graph"
  ).slice(0, 60);
function save(blob, suffix) {
  const link = element("a", null, { href: URL.createObjectURL(blob), download: `${fileName()}.${suffix}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  say(`Saved ${link.download}`);
}

// A control character may stand in no XML file.
const svgText = () =>
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  new XMLSerializer().serializeToString(svg()).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
const svgBlob = () => new Blob([svgText()], { type: "image/svg+xml" });

async function png() {
  const address = URL.createObjectURL(svgBlob()),
    image = new Image();
  image.src = address;
  await image.decode();
  const scale = Math.min(2, 8000 / Math.max(image.width, image.height)),
    canvas = document.createElement("canvas");
  Object.assign(canvas, { width: image.width * scale, height: image.height * scale });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

$("save").addEventListener("click", async (event) => {
  const what = event.target.dataset.save;
  if (!what) return;
  closeMenus();
  if (what === "svg") save(svgBlob(), "svg");
  else if (what === "png") save(await png(), "png");
  else window.print();
});

let before = null;
window.addEventListener("beforeprint", () => {
  // on paper: light, and sharp at any size
  before = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
  readColours();
  $("printed").replaceChildren(svg());
});
window.addEventListener("afterprint", () => {
  $("printed").replaceChildren();
  theme(before);
});
