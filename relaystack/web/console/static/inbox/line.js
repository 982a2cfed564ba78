// A line that is lost is noticed before a form goes: the page stays, with its words and its file, and says so.
const PATIENCE = 8000;

export function askLine() {
  const told = document.querySelector("[data-offline]");
  const form = document.querySelector("#composer");
  if (!told) return;
  let isThere = false;

  async function ask() {
    try {
      await fetch(told.dataset.offline, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      return true;
    } catch {
      return false;
    }
  }

  form?.addEventListener("submit", async (event) => {
    if (isThere) return;
    event.preventDefault();
    isThere = await ask();
    told.hidden = isThere;
    if (isThere) form.requestSubmit(event.submitter);
    isThere = false;
  });
  document.body.addEventListener("htmx:sendError", () => (told.hidden = false));
  document.body.addEventListener("htmx:afterRequest", (event) => (told.hidden ||= event.detail.xhr.status > 0));
}
