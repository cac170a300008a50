// What the page embeds: unpacked, never run as HTML. The drawing is needed at once, the details after the first draw.
const nonce = document.currentScript.nonce;
const $ = (id) => document.getElementById(id);

async function unpack(id) {
  const packed = atob($(id).textContent),
    bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

const [library, drawing] = await Promise.all([unpack("library"), unpack("drawing")]);
const script = document.createElement("script");
script.nonce = nonce;
script.textContent = library;
document.head.append(script);
const data = JSON.parse(drawing);
let details = null; // read by start.js

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text !== undefined && text !== null) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function button(text, act, attributes = {}) {
  const made = element("button", text, { type: "button", ...attributes });
  made.addEventListener("click", act);
  return made;
}

function dot(colour) {
  const made = element("span", "", { class: "dot", "aria-hidden": "true" });
  made.style.background = colour;
  return made;
}

const many = (count, one, more = one + "s") => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;
const say = (text) => {
  $("said").textContent = text;
};
