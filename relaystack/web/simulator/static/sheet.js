// How is one row of a list message chosen? In a sheet that rises from the bottom of the phone.

import { byId, element, icon } from "./dom.js";
import { word } from "./words.js";

const sheet = byId("sheet");
const shade = byId("shade");
const behind = ["bar", "chat", "composer"].map(byId);
let opener = null;

/** Open the sheet with a list's sections; `choose` gets the row that was sent. */
export function openSheet(list, choose) {
  opener = document.activeElement;
  sheet.replaceChildren(form(list, choose));
  cover(true);
  sheet.show();
  sheet.querySelector("input")?.focus();
}

export function closeSheet() {
  if (!sheet.open) return;
  sheet.close();
  cover(false);
  if (opener?.isConnected) opener.focus({ preventScroll: true });
}

function form(list, choose) {
  const rows = new Map(list.sections.flatMap((section) => section.rows).map((row) => [row.id, row]));
  const send = element("button", { type: "submit", class: "primary", disabled: true }, word("send"));
  const made = element(
    "form",
    { "aria-labelledby": "sheet-title", onchange: () => { send.disabled = false; } },
    element(
      "header",
      {},
      element("button", { type: "button", class: "round", "aria-label": word("close"), onclick: closeSheet }, icon("close")),
      own("h3", list.button || word("open_list"), { id: "sheet-title" }),
    ),
    element("div", { class: "rows" }, ...list.sections.map(section)),
    element("footer", {}, send),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const row = rows.get(new FormData(made).get("row"));
    closeSheet();
    if (row) choose(row);
  });
  return made;
}

const section = ({ title, rows }) =>
  element("fieldset", {}, title ? own("legend", title) : null, ...rows.map(option));

const option = (row) =>
  element(
    "label",
    { class: "option" },
    element(
      "span",
      {},
      own("b", row.title),
      row.description ? own("small", row.description) : null,
    ),
    element("input", { type: "radio", name: "row", value: row.id }),
  );

/** Words in their own direction, set at the start of the page's. */
const own = (tag, words, attributes = {}) => element(tag, attributes, element("bdi", {}, words));

function cover(covered) {
  shade.hidden = !covered;
  for (const part of behind) part.inert = covered;
}

shade.addEventListener("click", closeSheet);
sheet.addEventListener("keydown", (event) => { if (event.key === "Escape") closeSheet(); });
