// Rows chosen in a list: the head box chooses the page, the bar says how many.
document.querySelectorAll("[data-bulk]").forEach((form) => {
  const boxes = () => [...form.querySelectorAll('tbody .pick input[type="checkbox"]')];
  const head = form.querySelector('thead .pick input[type="checkbox"]');
  const bar = form.querySelector(".bulk");
  const update = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    form.querySelectorAll("[data-bulk-count]").forEach((place) => { place.textContent = chosen; });
    if (bar) bar.hidden = chosen === 0;
    if (head) {
      head.checked = chosen > 0 && chosen === boxes().length;
      head.indeterminate = chosen > 0 && !head.checked;
    }
  };
  form.addEventListener("change", (event) => {
    if (event.target === head) boxes().forEach((box) => { box.checked = head.checked; });
    update();
  });
  form.addEventListener("reset", () => setTimeout(update));
  update();
});
