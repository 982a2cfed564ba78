// How does the customer write and attach something?

import { send } from "./conversation.js";
import { byId } from "./dom.js";

const form = byId("composer");
const box = byId("message");
const attach = byId("attach");
const menu = byId("attach-menu");
const items = [...menu.querySelectorAll("[role=menuitem]")];

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  send({ text });
  box.value = "";
  fit();
  box.focus();
});

// Enter that ends a composed character (Japanese, Chinese, …) is not meant to send.
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
box.addEventListener("input", fit);

function fit() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

function showMenu(shown) {
  menu.hidden = !shown;
  attach.setAttribute("aria-expanded", String(shown));
  if (shown) items[0].focus();
}

function move(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };
  if (event.key === "Escape") {
    showMenu(false);
    attach.focus();
  } else if (event.key in steps) {
    event.preventDefault();
    const place = items.indexOf(document.activeElement) + steps[event.key];
    items.at(place % items.length).focus();
  }
}

attach.addEventListener("click", () => showMenu(menu.hidden));
menu.addEventListener("keydown", move);
menu.addEventListener("click", (event) => {
  const item = event.target.closest("[data-media]");
  if (!item) return;
  send({ media: item.dataset.media });
  showMenu(false);
  attach.focus();
});
menu.addEventListener("focusout", (event) => {
  if (!menu.contains(event.relatedTarget) && event.relatedTarget !== attach) showMenu(false);
});
