// A form with data-autosave is kept while it is typed; its buttons save without this as well.
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const PAUSE = 3000;
  const place = document.querySelector("[data-saved]");
  const words = place && place.querySelector("span");
  const version = form.elements["_version"];
  let timer = 0;
  let isBusy = false;
  let isStopped = false;
  const typed = () => {
    const data = new FormData(form);
    [...form.querySelectorAll('input[type="file"]')].forEach((field) => data.delete(field.name));
    return data;
  };
  const say = (text, isBad) => {
    if (!words) return;
    words.textContent = text;
    place.classList.toggle("error", isBad);
  };
  const later = () => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(() => save(), PAUSE);
  };
  async function save(isLeaving = false) {
    timer = 0;
    if (isBusy) { later(); return; }
    isBusy = true;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: typed(), keepalive: isLeaving,
      });
      const told = await answer.json();
      if (answer.ok) version.value = told.version;
      else isStopped = true; // somebody else changed it, or the visit has ended: the button decides
      say(told.saved || told.message, !answer.ok);
    } catch {
      say("网络不通，还没有保存，稍后会再试", true);
      later();
    }
    isBusy = false;
  }
  form.addEventListener("input", later);
  form.addEventListener("submit", () => { isStopped = true; clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !timer || isStopped) return;
    clearTimeout(timer);
    save(true);
  });
})();
