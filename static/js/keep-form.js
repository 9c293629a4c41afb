// A form that was sent after the session had ended comes back filled after signing in again.
(() => {
  const form = document.querySelector("form[data-keep]");
  const place = "kept-form";
  const stored = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  if (!form) return;
  const fields = () => [...form.elements].filter((field) => field.name
    && field.name !== "csrfmiddlewaretoken" && !["file", "password", "submit"].includes(field.type));
  const kept = stored ? JSON.parse(stored) : {};
  const cameFromSignIn = document.referrer.startsWith(`${location.origin}/accounts/`);
  if (cameFromSignIn && kept.path === location.pathname && kept.owner === form.dataset.keep) {
    fields().forEach((field) => {
      const values = kept.values[field.name] || [];
      if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    });
    const notice = form.querySelector("[data-kept]");
    if (notice) notice.hidden = false;
  }
  form.addEventListener("submit", () => {
    const values = {};
    fields().forEach((field) => {
      if (["checkbox", "radio"].includes(field.type) && !field.checked) return;
      (values[field.name] = values[field.name] || []).push(field.value);
    });
    const now = { path: location.pathname, owner: form.dataset.keep, values };
    sessionStorage.setItem(place, JSON.stringify(now));
  });
})();
