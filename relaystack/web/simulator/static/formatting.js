// What does WhatsApp's formatting look like? *bold*, _italic_, ~strike~, `code`, ```mono```, and links.

import { element, newTab, safeLink } from "./dom.js";

const TAGS = { "*": "strong", "_": "em", "~": "s" };

// A mark counts only around words: not inside one (snake_case), not beside a space (2 * 3 * 4).
const MARKED = new RegExp(
  [
    /```(?<block>[^]+?)```/.source,
    /`(?<code>[^`\n]+)`/.source,
    /(?<link>https?:\/\/[^\s<>"]+)/.source,
    /(?<![\p{L}\p{N}])(?<mark>[*_~])(?=\S)(?<inner>[^\n]*?\S)\k<mark>(?![\p{L}\p{N}])/.source,
  ].join("|"),
  "giu",
);

/** The nodes that show a text as WhatsApp would. */
export function formatted(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(MARKED)) {
    nodes.push(text.slice(end, found.index));
    nodes.push(...piece(found));
    end = found.index + found[0].length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

function piece({ 0: whole, groups }) {
  if (groups.block) return [monospaced(groups.block)];
  if (groups.code) return [element("code", {}, groups.code)];
  if (groups.link) return link(whole);
  return [element(TAGS[groups.mark], {}, ...formatted(groups.inner))];
}

const monospaced = (text) =>
  element("code", { class: text.includes("\n") ? "block" : null }, text.replace(/^\n|\n$/g, ""));

function link(found) {
  const address = withoutEnd(found);
  const href = safeLink(address);
  if (!href) return [found];
  return [element("a", newTab(href), address), found.slice(address.length)];
}

/** Punctuation that ends the sentence is not part of its link. */
function withoutEnd(address) {
  const short = address.replace(/[.,;:!?'*~]+$/, "");
  return short.endsWith(")") && !short.includes("(") ? short.slice(0, -1) : short;
}
