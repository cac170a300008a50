// Captions: of one size on the screen at every zoom, each where it meets no circle and no other caption, the weightiest
// first; one that finds no place waits until the reader comes nearer.
const FACE = 'system-ui, "DejaVu Sans", sans-serif',
  LINE = 1.18;
const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();

function textWidth(text, font) {
  const key = font + text;
  if (!widths.has(key)) {
    pen.font = font;
    widths.set(key, pen.measureText(text).width);
  }
  return widths.get(key);
}

const circleOf = (key) => (isGroup(key) ? groupOf(key) : data.vis.nodes[key]);
const captionOf = (key) => (isGroup(key) ? groupOf(key).caption : data.vis.nodes[key].label);
const weightOf = (key) => (isGroup(key) ? 1e4 + groupOf(key).total : data.nodes[key].degree);

const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
function touches(box, circle) {
  const x = Math.max(box.left, Math.min(circle.x, box.right)) - circle.x,
    y = Math.max(box.top, Math.min(circle.y, box.bottom)) - circle.y;
  return x * x + y * y < circle.r * circle.r;
}

// Places captions for a scale, in pixels of the screen from the page's origin: [{ key, lines, x, y, size, font }], x the middle of
// each line and y the middle of the first.
function placeCaptions(scale, chosen, lit) {
  const circles = [...items.keys()].map((key) => ({
    key,
    x: circleOf(key).x * scale,
    y: circleOf(key).y * scale,
    r: circleOf(key).size * scale + 1.5,
  }));
  const order = circles
    .slice()
    .sort(
      (a, b) =>
        (b.key === chosen) - (a.key === chosen) ||
        (lit ? lit.has(b.key) - lit.has(a.key) : 0) ||
        weightOf(b.key) - weightOf(a.key),
    );
  const placed = [],
    centre = circles.reduce((sum, { x }) => sum + x, 0) / circles.length;
  for (const circle of order) {
    if (circle.r < 1.6 && circle.key !== chosen && !(lit && lit.has(circle.key))) continue; // too small to be looked at yet
    const ring = circle.key === chosen,
      size = ring ? 15.5 : Math.min(14, 11.5 + Math.round(circle.r / 6) / 2);
    const font = `${ring ? "700 " : ""}${size}px ${FACE}`,
      lines = captionOf(circle.key).split("\n");
    const width = Math.max(...lines.map((line) => textWidth(line, font))),
      height = lines.length * size * LINE;
    const middle = height / 2 + circle.r + (ring ? 7 : 3.5),
      beside = width / 2 + circle.r + (ring ? 9 : 5);
    const slant = circle.r * 0.7 + 3;
    const inward = circle.x > centre ? -1 : 1,
      aslant = width / 2 + slant,
      off = height / 2 + slant;
    const tries = [
      [0, middle],
      [0, -middle],
      [inward * beside, 0],
      [-inward * beside, 0],
      [inward * aslant, off],
      [-inward * aslant, off],
      [inward * aslant, -off],
      [-inward * aslant, -off],
    ];
    if (ring) for (let far = 1; far <= 6; far++) tries.push([0, middle + 14 * far], [0, -middle - 14 * far]); // the chosen one has its name, a little off if need be
    for (const [dx, dy] of tries) {
      const box = {
        left: circle.x + dx - width / 2 - 2,
        right: circle.x + dx + width / 2 + 2,
        top: circle.y + dy - height / 2,
        bottom: circle.y + dy + height / 2,
      };
      if (placed.some((other) => meets(box, other.box)) || circles.some((other) => touches(box, other))) continue;
      placed.push({
        key: circle.key,
        lines,
        x: circle.x + dx,
        y: circle.y + dy - height / 2 + (size * LINE) / 2,
        size,
        font,
        box,
      });
      break;
    }
  }
  return placed;
}

const insideOf = (key) => items.get(key).count.toLocaleString("en"); // what stands in a group's circle

let kept = { of: "", placed: [] };
function captions(scale, state, chosen, lit) {
  const of = scale + " " + state;
  if (kept.of !== of) kept = { of, placed: placeCaptions(scale, chosen, lit) };
  return kept.placed;
}

function drawCaptions(context, scale, placed, look) {
  context.save();
  context.scale(1 / scale, 1 / scale);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = look.ground;
  for (const label of placed) {
    context.font = label.font;
    context.fillStyle = look.text(label.key);
    context.lineWidth = 3.5;
    label.lines.forEach((line, n) => {
      const y = label.y + n * label.size * LINE;
      context.strokeText(line, label.x, y);
      context.fillText(line, label.x, y);
    });
  }
  for (const key of items.keys()) {
    const circle = circleOf(key),
      size = Math.min(22, circle.size * scale * 0.62);
    if (!isGroup(key) || size < 7) continue;
    context.font = `600 ${size}px ${FACE}`;
    context.fillStyle = look.count(key);
    context.fillText(insideOf(key), circle.x * scale, circle.y * scale);
  }
  context.restore();
}
