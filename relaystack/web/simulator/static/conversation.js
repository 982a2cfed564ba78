// How does the open chat follow the twin? One long poll after the other, for one customer at a time.

import * as api from "./api.js";
import { byId, pause } from "./dom.js";
import { lost, reached } from "./notices.js";
import { Outgoing } from "./outgoing.js";
import { closeSheet, openSheet } from "./sheet.js";
import { clear, draw } from "./thread.js";
import { word } from "./words.js";

const WAIT = 20; // seconds the twin may hold a poll
const PAUSE = 1500; // milliseconds before a poll that got no answer is tried again

const presence = byId("presence");
const log = byId("thread");
const outgoing = new Map();

let current = null;

/** Show the chat of this customer from now on. */
export function follow(customerId) {
  current?.stop.abort();
  closeSheet();
  clear();
  log.setAttribute("aria-busy", "true");
  if (!outgoing.has(customerId)) outgoing.set(customerId, new Outgoing(customerId, redraw));
  current = { id: customerId, stop: new AbortController(), entries: [], typing: false, seen: null };
  poll(current);
}

/** Send something as the customer whose chat is open. */
export function send(message) {
  if (current) outgoing.get(current.id).send(message);
}

async function poll(chat) {
  let version = null;
  while (!chat.stop.signal.aborted) {
    try {
      version = await take(chat, version);
      reached("thread");
    } catch (problem) {
      if (chat.stop.signal.aborted) return;
      version = null;
      // A customer the twin has forgotten leaves the list as well; that is where another is chosen.
      if (problem.status !== 404) lost("thread", problem);
      await pause(PAUSE);
    }
  }
}

async function take(chat, version) {
  const [after, wait] = version === null ? [0, 0] : [version, WAIT];
  const thread = await api.thread(chat.id, after, wait, chat.stop.signal);
  if (chat === current) {
    Object.assign(chat, { entries: thread.entries, typing: thread.typing });
    redraw();
    markRead(chat);
  }
  return thread.version;
}

function redraw() {
  if (!current) return;
  const wamids = new Set(current.entries.map((entry) => entry.wamid));
  draw([...current.entries, ...outgoing.get(current.id).entries(wamids)], current.typing, actions);
  log.setAttribute("aria-busy", "false");
  presence.textContent = word(current.typing ? "typing" : "online");
  presence.classList.toggle("busy", current.typing);
}

/** The newest words of the business are read once they are on a visible screen. */
function markRead(chat) {
  const newest = chat.entries.findLast((entry) => entry.direction === "in" && entry.wamid);
  if (!newest || newest.wamid === chat.seen || document.hidden) return;
  chat.seen = newest.wamid;
  api.open(chat.id).catch(() => { chat.seen = null; }); // the poll tells what is wrong; the next entry tries again
}

const actions = {
  tap: (entry, option, kind) => send({ tap: { id: option.id, title: option.title, kind, wamid: entry.wamid } }),
  openList: (entry) => openSheet(entry.list, (row) => actions.tap(entry, row, "list_reply")),
};

document.addEventListener("visibilitychange", () => { if (current) markRead(current); });
