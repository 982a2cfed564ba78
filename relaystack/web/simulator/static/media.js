// How does a message show what is not words: a file, a picture, a voice note, a place?

import { element, icon, newTab, safeLink } from "./dom.js";
import { word } from "./words.js";

const KNOWN = ["image", "video", "document", "voice", "audio", "location", "sticker"];
const BARS = 28;

/** The card of a medium. Pictures are never loaded: this page fetches nothing from elsewhere. */
export function mediaCard(media) {
  if (media.type === "voice" || media.type === "audio") return voiceNote();
  if (media.type === "document") return documentCard(media);
  return picture(media);
}

function documentCard(media) {
  const name = media.filename || lastPart(media.link) || word("document");
  const kind = /\.(\w{1,5})$/.exec(name)?.[1].toUpperCase() ?? word("document");
  return linked(
    media,
    "card document",
    element("span", { class: "file" }, icon("document")),
    element("span", { class: "card-words" }, element("b", { dir: "auto" }, name), element("small", {}, kind)),
  );
}

function picture(media) {
  const kind = KNOWN.includes(media.type) ? media.type : "document";
  const shown = kind === "video" ? "play" : kind;
  const name = media.filename || word(kind);
  return linked(media, `card picture ${kind}`, icon(shown), element("small", { dir: "auto" }, name));
}

function voiceNote() {
  const wave = element("span", { class: "wave", "aria-hidden": "true" });
  for (let bar = 0; bar < BARS; bar += 1) wave.append(element("i", { class: `h${(bar * 7 + (bar % 3)) % 5}` }));
  return element("div", { class: "card voice", role: "img", "aria-label": word("voice") }, icon("play"), wave);
}

function linked(media, classes, ...children) {
  const href = safeLink(media.link);
  return href ? element("a", { class: classes, ...newTab(href) }, ...children) : element("div", { class: classes }, ...children);
}

function lastPart(address) {
  const href = safeLink(address);
  if (!href) return null;
  const part = new URL(href).pathname.split("/").pop();
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
