// A button with data-copy="text" or data-copy-from="#id" copies text; without script the text can be selected.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  const text = source ? (source.value !== undefined ? source.value : source.textContent) : button.dataset.copy;
  const done = () => {
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 2000);
  };
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    done();
  } else if (source && source.select) {
    source.select();
    if (document.execCommand("copy")) done();
  }
});
