// What does one entry of the thread look like: a bubble with words, media, choices, time and ticks?

import { element, icon, newTab, safeLink } from "./dom.js";
import { formatted } from "./formatting.js";
import { mediaCard } from "./media.js";
import { timeOf, word } from "./words.js";

const TICKS = { queued: "queued", sent: "sent", delivered: "delivered", read: "delivered", failed: "failed" };

export const marker = (text) => element("p", { class: "system" }, element("span", { dir: "auto" }, text));

export const typingBubble = () =>
  element("div", { class: "bubble in typing first", "aria-hidden": "true" }, element("i"), element("i"), element("i"));

/** The bubble of an entry; `actions` says what a tap, a list and a second try do. */
export function bubble(entry, business, actions) {
  const speaker = entry.direction === "out" ? word("you") : business;
  const parts = [...content(entry), ...choices(entry, actions)];
  return element(
    "div",
    { class: `bubble ${entry.direction} ${entry.media?.type ?? entry.type ?? ""}`, "data-wamid": entry.wamid },
    element("span", { class: "unseen" }, `${speaker}: `),
    ...parts,
    entry.retry ? retry(entry) : null,
  );
}

/** Show how far a message came; only the icon changes, so that nothing is read aloud again. */
export function setStatus(node, entry) {
  const shown = entry.direction === "out" || entry.status === "failed" ? entry.status : null;
  if (node.dataset.status === (shown ?? "")) return;
  node.dataset.status = shown ?? "";
  node.querySelector(".tick")?.replaceChildren(...(TICKS[shown] ? [icon(TICKS[shown], word(shown))] : []));
}

function content(entry) {
  const text = entry.text ?? entry.media?.caption;
  const media = entry.media ?? (entry.type === "location" ? { type: "location" } : null);
  const blocks = [
    media ? mediaCard(media) : null,
    entry.header ? element("p", { class: "head" }, words(entry.header)) : null,
    text ? element("div", { class: "say" }, words(text)) : null,
    entry.footer ? element("div", { class: "say foot" }, words(entry.footer)) : null,
    text || media || entry.header ? null : element("div", { class: "say foot" }, unknown(entry)),
  ].filter(Boolean);
  const last = blocks.at(-1);
  if (last.matches(".say")) last.append(meta(entry));
  else blocks.push(element("div", { class: "say" }, meta(entry)));
  return blocks;
}

const words = (text) => element("span", { class: "words", dir: "auto" }, ...formatted(text));

const unknown = (entry) => `${word("unknown_content")} ${entry.type}`;

const meta = (entry) =>
  element("span", { class: "meta" }, element("time", { datetime: entry.at }, timeOf(entry.at)), element("span", { class: "tick" }));

function choices(entry, actions) {
  const shown = (entry.buttons ?? []).map((button) =>
    choice("button", { type: "button", onclick: () => actions.tap(entry, button, "button_reply") }, "reply", button.title),
  );
  if (entry.list) {
    const opens = { type: "button", "aria-haspopup": "dialog", onclick: () => actions.openList(entry) };
    shown.push(choice("button", opens, "list", entry.list.button || word("open_list")));
  }
  const href = entry.link && safeLink(entry.link.url);
  if (href) shown.push(choice("a", newTab(href), "link", entry.link.title || href));
  return shown.length ? [element("div", { class: "choices" }, ...shown)] : [];
}

const choice = (tag, attributes, iconName, title) =>
  element(tag, { class: "choice", ...attributes }, icon(iconName), element("span", { dir: "auto" }, title));

const retry = (entry) =>
  element("button", { type: "button", class: "retry", onclick: entry.retry }, word("try_again"));
