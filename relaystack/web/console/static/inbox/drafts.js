// What was begun survives a reload and a lost line; it is forgotten when the server says that it was sent.
// It is one member's own: who signs in after them at this browser finds nothing of it.
const SENT = "#sent";

export function keepDrafts() {
  const form = document.querySelector("form[data-draft]");
  if (form) forgetOthers(`draft:${form.dataset.owner}:`);
  const text = form?.elements.text;
  const name = form && `draft:${form.dataset.owner}:${form.dataset.draft}`;
  if (location.hash === SENT) {
    if (name) localStorage.removeItem(name);
    history.replaceState(null, "", location.pathname + location.search);
  }
  if (!text) return;
  const begun = localStorage.getItem(name) ?? "";
  if ("beside" in form.dataset) addTo(begun, text, name);
  else text.value ||= begun;
  text.addEventListener("input", () => {
    if (text.value) localStorage.setItem(name, text.value);
    else localStorage.removeItem(name);
  });
  form.addEventListener("submit", () => localStorage.setItem(name, text.value));
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

// What was chosen on another page goes below what was begun here, once: a reload does not add it again.
function addTo(begun, text, name) {
  text.value = [begun.trimEnd(), text.value].filter(Boolean).join("\n");
  localStorage.setItem(name, text.value);
  const address = new URL(location.href);
  address.searchParams.delete("own");
  history.replaceState(null, "", address);
}

function forgetOthers(mine) {
  Object.keys(localStorage)
    .filter((name) => name.startsWith("draft:") && !name.startsWith(mine))
    .forEach((name) => localStorage.removeItem(name));
}
