// A ready answer goes to where one writes, beside what stands there. `/` opens the list.
export function insertReady() {
  const list = document.querySelector(".ready");
  const text = document.querySelector("#text");
  if (!list || !text) return;
  list.addEventListener("click", (event) => {
    const answer = event.target.closest("a[data-words]");
    if (!answer) return;
    event.preventDefault();
    text.value = [text.value.trimEnd(), answer.dataset.words].filter(Boolean).join("\n");
    text.dispatchEvent(new Event("input"));
    list.open = false;
    text.focus();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "/" || text.value) return;
    event.preventDefault();
    list.open = true;
    list.querySelector("a").focus();
  });
}
