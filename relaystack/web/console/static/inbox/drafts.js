// What was begun survives a reload and a lost line; it is forgotten when the server says that it was sent.
const SENT = "#sent";

export function keepDrafts() {
  const form = document.querySelector("form[data-draft]");
  const text = form?.elements.text;
  const name = form && `draft:${form.dataset.draft}`;
  if (location.hash === SENT) {
    if (name) localStorage.removeItem(name);
    history.replaceState(null, "", location.pathname + location.search);
  }
  if (!text) return;
  text.value ||= localStorage.getItem(name) ?? "";
  text.addEventListener("input", () => {
    if (text.value) localStorage.setItem(name, text.value);
    else localStorage.removeItem(name);
  });
  form.addEventListener("submit", () => localStorage.setItem(name, text.value));
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}
