// The drawing by vis-network: circles, arrows, camera. Nothing moves by itself, so nothing is computed at rest.
const still = matchMedia("(prefers-reduced-motion: reduce)");
let chosen = null,
  near = null,
  hovered = null,
  state = 0;
let colours = null;

function readColours() {
  const style = getComputedStyle(document.documentElement),
    of = (name) => style.getPropertyValue(name).trim();
  colours = {
    ground: of("--ground"),
    text: of("--text"),
    faint: of("--faint"),
    link: of("--link"),
    pale: of("--pale"),
  };
}

function mixed(one, other, part) {
  // two colours as #rrggbb
  const channel = (colour, n) => parseInt(colour.slice(1 + 2 * n, 3 + 2 * n), 16);
  return (
    "#" +
    [0, 1, 2]
      .map((n) =>
        Math.round(part * channel(one, n) + (1 - part) * channel(other, n))
          .toString(16)
          .padStart(2, "0"),
      )
      .join("")
  );
}

const isLit = (key) => !near || key === chosen || near.has(key);

function nodeLook(key) {
  const circle = circleOf(key),
    group = isGroup(key),
    ring = key === chosen;
  const tint = group ? mixed(circle.color, colours.ground, 0.22) : circle.color;
  const width = ring ? 4 : group ? 1.6 : 0,
    border = ring ? colours.text : circle.color; // vis-network takes pixels of the screen here
  return {
    id: key,
    x: circle.x,
    y: circle.y,
    size: circle.size,
    shape: "dot",
    chosen: false,
    opacity: isLit(key) ? 1 : 0.16,
    borderWidth: width,
    borderWidthSelected: width,
    color: { background: tint, border },
    shapeProperties: { borderDashes: false },
  };
}

function edgeLook(id) {
  const edge = edges.get(id),
    lit = chosen !== null && (edge.from === chosen || edge.to === chosen);
  const scale = Math.min(
    ...[edge.from, edge.to].map((key) => (isGroup(key) ? groupOf(key).scale : data.nodes[key].scale)),
  );
  const color = lit ? edge.colour || colours.text : chosen === null ? colours.link : colours.pale;
  const width = (edge.kind ? (lit ? 1.5 : 1) : Math.min(4, 0.8 + Math.log2(edge.count) * 0.45)) * scale;
  return {
    id,
    from: edge.from,
    to: edge.to,
    color: { color, inherit: false },
    width,
    chosen: false,
    arrows: { to: { enabled: edge.kind !== null, scaleFactor: 0.42 * scale } },
  };
}

const sets = { nodes: new vis.DataSet(), edges: new vis.DataSet() };
function paint() {
  state++;
  near = chosen === null ? null : neighboursOf(chosen);
  for (const [set, wanted] of [
    [sets.edges, edges],
    [sets.nodes, items],
  ])
    set.remove(set.getIds().filter((id) => !wanted.has(id)));
  sets.nodes.update([...items.keys()].map(nodeLook));
  sets.edges.update([...edges.keys()].map(edgeLook));
}

document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
readColours();
look();
chosen = linked();
if (chosen !== null) unhide(chosen);
paint();
const network = new vis.Network($("graph"), sets, {
  physics: false,
  autoResize: false,
  interaction: { hover: true, selectable: false, tooltipDelay: 1e9, keyboard: false },
  edges: { smooth: { enabled: true, type: "curvedCW", roundness: 0.12 } },
});
network.body.container.firstChild.tabIndex = -1; // the list of nodes has the keyboard

const labelColour = (key) => (isLit(key) ? colours.text : colours.faint);
network.on("beforeDrawing", (context) => {
  for (const key of opened.keys()) {
    // an open group is the ground its nodes stand on
    if (!isGroup(key)) continue;
    const circle = groupOf(key);
    context.beginPath();
    context.arc(circle.x, circle.y, circle.size, 0, 2 * Math.PI);
    context.fillStyle = circle.color + "12";
    context.fill();
    context.strokeStyle = circle.color + "55";
    context.lineWidth = 1.5 / network.getScale();
    context.stroke();
  }
});
network.on("afterDrawing", (context) => {
  const scale = network.getScale();
  drawCaptions(context, scale, captions(scale, state, chosen, near), {
    ground: colours.ground,
    text: labelColour,
    count: labelColour,
  });
  if (hovered !== null && items.has(hovered)) drawHovered(context, scale, circleOf(hovered));
});

function drawHovered(context, scale, circle) {
  const text = nameOf(hovered).slice(0, 90),
    font = `12.5px ${FACE}`,
    width = textWidth(text, font) + 16;
  context.save();
  context.scale(1 / scale, 1 / scale);
  const x = circle.x * scale,
    y = circle.y * scale - circle.size * scale - 18;
  context.fillStyle = colours.text;
  context.beginPath();
  context.roundRect(x - width / 2, y - 12, width, 24, 6);
  context.fill();
  context.font = font;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = colours.ground;
  context.fillText(text, x, y + 0.5);
  context.restore();
}

// The rectangle of what is drawn, in pixels of the page.
function extent(keys = [...items.keys()]) {
  const circles = keys.map(circleOf);
  if (!circles.length) return { left: -100, right: 100, top: -100, bottom: 100 };
  const over = (pick) => Math.max(...circles.map(pick));
  return {
    left: -over((c) => c.size - c.x),
    right: over((c) => c.x + c.size),
    top: -over((c) => c.size - c.y),
    bottom: over((c) => c.y + c.size),
  };
}

const topScale = () =>
  Math.max(...[...items.keys()].map((key) => (isGroup(key) ? groupOf(key).scale : data.nodes[key].scale)), 1e-4);

const TOP = 44,
  EDGE = 24; // pixels that the notes take, and that stay free at the sides
const footHeight = () => $("foot").offsetHeight + 28;

// The scale at which a rectangle fills the view, less some pixels of it at each side.
function scaleFor(box, most, over = { left: 0, right: 0, top: 0, bottom: 0 }) {
  const width = $("graph").clientWidth - 2 * EDGE - over.left - over.right,
    height = $("graph").clientHeight - footHeight() - TOP - over.top - over.bottom;
  return Math.max(
    1e-4,
    Math.min(Math.max(60, width) / (box.right - box.left), Math.max(60, height) / (box.bottom - box.top), most),
  );
}

function frame(box, animate, most = 1.35 / topScale()) {
  const scale = scaleFor(box, most);
  move(
    {
      position: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + (footHeight() - TOP) / 2 / scale },
      scale,
    },
    animate,
  );
}

// Shows all that is drawn, captions included; these keep their size, so what they need beyond the circles is counted in pixels.
function fit(animate) {
  const box = extent(),
    most = 1.35 / topScale();
  let scale = scaleFor(box, most),
    over = null;
  for (let step = 0; step < 2; step++) {
    over = { left: 0, right: 0, top: 0, bottom: 0 };
    for (const { box: label } of captions(scale, state, chosen, near)) {
      over.left = Math.max(over.left, box.left * scale - label.left);
      over.right = Math.max(over.right, label.right - box.right * scale);
      over.top = Math.max(over.top, box.top * scale - label.top);
      over.bottom = Math.max(over.bottom, label.bottom - box.bottom * scale);
    }
    scale = scaleFor(box, most, over);
  }
  frame(
    {
      left: box.left - over.left / scale,
      right: box.right + over.right / scale,
      top: box.top - over.top / scale,
      bottom: box.bottom + over.bottom / scale,
    },
    animate,
  );
}

function fitWhatIsNew(keys) {
  // where some of it lies outside the view
  const outside = keys.some((key) => {
    const { x, y } = network.canvasToDOM(circleOf(key));
    return (
      x < 20 || y < 20 || x > $("graph").clientWidth - 20 || y > $("graph").clientHeight - $("foot").offsetHeight - 30
    );
  });
  if (outside) fit(true);
}
const move = (to, animate) =>
  network.moveTo({
    ...to,
    animation: animate && !still.matches ? { duration: 260, easingFunction: "easeInOutQuad" } : false,
  });

function bring(key) {
  // into view, near enough to be read and not too near to see what is around it
  const circle = circleOf(key),
    scale = isGroup(key) ? circle.scale : data.nodes[key].scale,
    now = network.getScale();
  const at = network.canvasToDOM({ x: circle.x, y: circle.y }),
    inside = at.x > 70 && at.y > 60 && at.x < $("graph").clientWidth - 70 && at.y < $("graph").clientHeight - 90;
  const wanted = now * scale < 0.45 ? 0.9 / scale : now * scale > 3 ? 1.2 / scale : now;
  if (!inside || wanted !== now) move({ position: { x: circle.x, y: circle.y }, scale: wanted }, true);
}

function keyAt(pointer) {
  const node = network.getNodeAt(pointer.DOM);
  if (node !== undefined) return node;
  const scale = network.getScale(),
    x = pointer.canvas.x * scale,
    y = pointer.canvas.y * scale;
  const under = captions(scale, state, chosen, near).find((label) =>
    meets({ left: x, right: x, top: y, bottom: y }, label.box),
  );
  return under ? under.key : null;
}
