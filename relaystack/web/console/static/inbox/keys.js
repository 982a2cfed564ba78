// J and K go through the list, R begins to write, ? shows the keys.
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");

function go(step) {
  const all = [...document.querySelectorAll(".conv")];
  const here = all.findIndex((one) => one.hasAttribute("aria-current"));
  const next = all[here < 0 ? 0 : here + step];
  if (next) location.assign(next.href);
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  r: () => document.querySelector("#text")?.focus(),
  "?": () => document.querySelector("#keys")?.showModal(),
};

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const work = KEYS[event.key.toLowerCase()];
    if (!work) return;
    event.preventDefault();
    work();
  });
}
