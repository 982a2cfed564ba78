// `/` leads to the search: to its field where the page has one, else to its page.
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const field = document.querySelector("[data-search]");
  const page = document.querySelector('[data-page="search"]');
  if (!field && !page) return;
  event.preventDefault();
  if (field?.checkVisibility()) field.focus();
  else page.click();
});
