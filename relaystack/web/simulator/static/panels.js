// Where are the customers and the controls when the screen is narrow? In panels that slide over the phone.

import { byId } from "./dom.js";

const phone = byId("phone");
const openers = new Map([
  [byId("show-customers"), byId("customers")],
  [byId("show-controls"), byId("controls")],
]);

/** Put the panels away; on a wide screen they simply stay beside the phone. */
export function closePanels() {
  for (const [opener, panel] of openers) {
    if (!panel.classList.contains("open")) continue;
    panel.classList.remove("open");
    opener.setAttribute("aria-expanded", "false");
    phone.inert = false;
    opener.focus();
  }
}

function openPanel(opener, panel) {
  panel.classList.add("open");
  opener.setAttribute("aria-expanded", "true");
  phone.inert = true;
  panel.querySelector("[data-close]").focus();
}

for (const [opener, panel] of openers) {
  opener.addEventListener("click", () => openPanel(opener, panel));
  panel.querySelector("[data-close]").addEventListener("click", closePanels);
}
// Beside an open panel, anywhere is a way out; pressing comes before the click that opens one.
document.addEventListener("pointerdown", (event) => { if (!event.target.closest(".panel")) closePanels(); });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closePanels(); });
// A window that grows wide shows both panels again; the phone must not stay blocked.
matchMedia("(min-width: 1080px)").addEventListener("change", closePanels);
