// What stands in the thread, and in which order? Nodes are kept as long as their entry stays the same.

import { bubble, marker, setStatus, typingBubble } from "./bubbles.js";
import { byId, element } from "./dom.js";
import { dayOf, word } from "./words.js";

const NEAR = 80; // pixels from the end that still count as reading the newest

const log = byId("thread");
const newest = byId("newest");
const business = byId("business").textContent;
const typing = typingBubble();

let nodes = new Map();
let unseen = 0;

/** Empty the thread, for another customer. */
export function clear() {
  nodes = new Map();
  unseen = 0;
  log.replaceChildren();
  showNewest();
}

/** Show these entries, keeping the reader's place unless they were at the end. */
export function draw(entries, isTyping, actions) {
  const first = !log.childElementCount;
  const atEnd = first || isAtEnd();
  const before = nodes;
  nodes = new Map();
  arrange(wanted(entries, before, actions), isTyping);
  const fresh = entries.filter((entry) => entry.wamid && !before.has(keyOf(entry)));
  if (atEnd || fresh.some((entry) => entry.direction === "out")) toEnd();
  else unseen += fresh.length;
  showNewest();
}

export function toEnd() {
  log.scrollTop = log.scrollHeight;
  unseen = 0;
}

function wanted(entries, before, actions) {
  if (!entries.length) return [kept("empty", before, emptyNote)];
  const shown = [];
  let last = {};
  for (const entry of entries) {
    const day = dayOf(entry.at);
    if (day !== last.day) shown.push(kept(`day ${day}`, before, () => marker(day)));
    shown.push(entryNode(entry, last, before, actions));
    last = { day, direction: entry.marker ? null : entry.direction };
  }
  return shown;
}

function entryNode(entry, last, before, actions) {
  if (entry.marker) return kept(keyOf(entry), before, () => marker(entry.marker));
  const node = kept(keyOf(entry), before, () => bubble(entry, business, actions));
  node.classList.toggle("first", last.direction !== entry.direction);
  setStatus(node, entry);
  return node;
}

function kept(key, before, make) {
  const node = before.get(key) ?? make();
  nodes.set(key, node);
  return node;
}

/** Everything but the status: a bubble is made again only when its words or choices change. */
function keyOf(entry) {
  return JSON.stringify({ ...entry, status: undefined, retry: Boolean(entry.retry) });
}

function arrange(shown, isTyping) {
  const all = isTyping ? [...shown, typing] : shown;
  const staying = new Set(all);
  for (const child of [...log.children]) if (!staying.has(child)) child.remove();
  all.forEach((node, place) => {
    if (log.children[place] !== node) log.insertBefore(node, log.children[place] ?? null);
  });
}

const emptyNote = () => element("p", { class: "system empty" }, element("span", {}, word("start_here")));

const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;

function showNewest() {
  newest.hidden = isAtEnd();
  const count = newest.querySelector(".count");
  count.textContent = String(unseen);
  count.hidden = !unseen;
}

log.addEventListener("scroll", () => {
  if (isAtEnd()) unseen = 0;
  showNewest();
});
newest.addEventListener("click", () => { toEnd(); log.focus({ preventScroll: true }); });
new ResizeObserver(() => { if (!unseen && newest.hidden) toEnd(); }).observe(log);
