// A file beside the words: its name is shown, it can be taken away, and one that is too large is said to be.
export function attach() {
  const box = document.querySelector(".attach");
  if (!box) return;
  const field = box.querySelector("input[type=file]");
  const told = box.querySelector("#attached");
  const largest = Number(box.dataset.largest);

  function show() {
    const file = field.files[0];
    const tooLarge = file && file.size > largest;
    field.setCustomValidity(tooLarge ? `A file may have ${largest / 2 ** 20} MB at the most.` : "");
    told.replaceChildren(...(file ? [name(file, tooLarge), away()] : []));
    if (tooLarge) field.reportValidity();
  }

  function name(file, tooLarge) {
    const words = document.createElement("bdi");
    words.textContent = tooLarge ? `${file.name}: too large` : file.name;
    return words;
  }

  function away() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plainly";
    button.textContent = "Take away";
    button.addEventListener("click", () => {
      field.value = "";
      show();
      field.focus();
    });
    return button;
  }

  field.addEventListener("change", show);
  show();
}
