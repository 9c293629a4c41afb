// "/" puts the cursor into the search box, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
  const box = document.querySelector('[data-focus-key="/"]');
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
