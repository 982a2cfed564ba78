// Which customers are there, and whose phone is shown?

import * as api from "./api.js";
import { byId, element, icon, pause } from "./dom.js";
import { lost, reached } from "./notices.js";
import { timeOf, word } from "./words.js";

const EVERY = 2000; // milliseconds
const COLOURS = 6;

const list = byId("customer-list");
const form = byId("new-customer");
const problemLine = form.querySelector(".problem");
const othersUnread = byId("others-unread");
const items = new Map();

let chosen = decodeURIComponent(location.hash.slice(1));
let shown = null;
let onChoose = () => {};
let onChange = () => {};

/** Keep the list fresh; `choose` gets the id of a customer newly shown, `change` the customer at every look. */
export async function watchCustomers(choose, change) {
  onChoose = choose;
  onChange = change;
  for (;;) {
    await refresh();
    await pause(EVERY);
  }
}

async function refresh() {
  try {
    show((await api.customers()).customers);
    reached("customers");
  } catch (problem) {
    lost("customers", problem);
  }
}

function show(customers) {
  const ids = new Set(customers.map((customer) => customer.id));
  for (const [id, item] of items) if (!ids.has(id)) { item.remove(); items.delete(id); }
  if (!ids.has(chosen)) chosen = customers[0]?.id ?? "";
  for (const customer of customers) update(customer);
  if (chosen && chosen !== shown) choose(chosen);
  const others = customers.filter((customer) => customer.id !== chosen && customer.unread).length;
  othersUnread.textContent = String(others);
  othersUnread.hidden = !others;
  onChange(customers.find((customer) => customer.id === chosen) ?? null);
}

function choose(id) {
  chosen = shown = id;
  history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  for (const [other, item] of items) mark(item.firstElementChild, other === id);
  onChoose(id);
}

function mark(button, isChosen) {
  if (isChosen) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

/** Made again only when something changed, and inside the same button, so that focus stays. */
function update(customer) {
  let item = items.get(customer.id);
  if (!item) {
    item = element("li", {}, element("button", { type: "button", class: "customer", "data-customer": customer.id }));
    item.firstElementChild.addEventListener("click", () => choose(customer.id));
    items.set(customer.id, item);
    list.append(item);
  }
  const state = JSON.stringify({ ...customer, isChosen: customer.id === chosen });
  if (item.dataset.state === state) return;
  item.dataset.state = state;
  mark(item.firstElementChild, customer.id === chosen);
  item.firstElementChild.replaceChildren(...parts(customer));
}

function parts(customer) {
  const { name, last, unread } = customer;
  return [
    element("span", { class: `avatar colour-${colourOf(name)}`, "aria-hidden": "true" }, initials(name)),
    element("span", { class: "name", dir: "auto" }, name),
    element("time", {}, last ? timeOf(last.at) : ""),
    element("span", { class: customer.typing ? "last busy" : "last", dir: "auto" }, lastWords(customer)),
    unread && customer.id !== chosen ? unreadCount(unread) : null,
    customer.shows_phone ? null : element("span", { class: "hint" }, icon("hidden"), word("hidden_number")),
  ].filter(Boolean);
}

const lastWords = ({ typing, last }) => (typing ? word("typing") : (last?.words ?? word("no_messages")));

const unreadCount = (unread) =>
  element("span", { class: "count" }, String(unread), element("span", { class: "unseen" }, ` ${word("unread")}`));

const initials = (name) => name.split(/\s+/).slice(0, 2).map((part) => [...part][0] ?? "").join("").toUpperCase();

const colourOf = (name) => [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % COLOURS;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { name, phone, hides } = form.elements;
  const details = { name: name.value.trim(), shows_phone: !hides.checked };
  if (phone.value.trim()) details.phone = phone.value.replace(/\D/g, "");
  problemLine.hidden = true;
  try {
    const customer = await api.addCustomer(details);
    chosen = customer.id;
    form.reset();
    form.closest("details").open = false;
    await refresh();
  } catch (problem) {
    problemLine.textContent = problem.message;
    problemLine.hidden = false;
  }
});
