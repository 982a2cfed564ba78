// How is a piece of the page made? Always as nodes, so that nobody's words can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element; attributes that are null or false are left out, "onclick" and the like are listened to. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An icon of the page's sprite; with a label it speaks, without it is decoration. */
export function icon(name, label = null) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** The web address if it is one that may be opened from here, else null. */
export function safeLink(address) {
  try {
    const url = new URL(address);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export const newTab = (href) => ({ href, target: "_blank", rel: "noopener noreferrer" });

export const byId = (id) => document.getElementById(id);

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
