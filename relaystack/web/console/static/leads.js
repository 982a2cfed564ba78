// Cards of the board can be dragged to another column. Who drags nothing has the list and the button of each card.
const cards = document.querySelectorAll("[data-card]");
let dragged = null;

for (const card of cards) {
  card.draggable = true;
  card.addEventListener("dragstart", (event) => {
    dragged = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  card.addEventListener("dragend", () => {
    dragged = null;
    document.querySelectorAll(".over").forEach((column) => column.classList.remove("over"));
  });
}

for (const column of document.querySelectorAll("[data-stage]")) {
  column.addEventListener("dragover", (event) => {
    if (!dragged || column.contains(dragged)) return;
    event.preventDefault();
    column.classList.add("over");
  });
  column.addEventListener("dragleave", (event) => {
    if (!column.contains(event.relatedTarget)) column.classList.remove("over");
  });
  column.addEventListener("drop", (event) => {
    if (!dragged || column.contains(dragged)) return;
    event.preventDefault();
    const form = dragged.querySelector("form");
    form.elements.stage.value = column.dataset.stage;
    form.requestSubmit();
  });
}
