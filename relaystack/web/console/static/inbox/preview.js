// A template's preview says what is typed.
export function preview() {
  document.querySelectorAll("[data-fills]").forEach((field) => {
    const blanks = document.querySelectorAll(`[data-blank="${CSS.escape(field.dataset.fills)}"]`);
    const show = () => blanks.forEach((blank) => (blank.textContent = field.value || field.placeholder || field.dataset.fills));
    field.addEventListener("input", show);
    show();
  });
  document.querySelector("#template")?.addEventListener("change", (event) => event.target.form.submit());
}
