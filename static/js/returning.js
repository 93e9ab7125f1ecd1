/* Hearts change in place; without JavaScript they are plain forms. */
(() => {
  "use strict";

  const say = (text) => {
    const region = document.getElementById("live");
    if (region) region.textContent = text;
  };

  const show = (form, saved) => {
    const action = form.getAttribute("action");
    for (const same of document.querySelectorAll("form[data-heart]")) {
      if (same.getAttribute("action") !== action) continue;
      const button = same.querySelector("button");
      button.value = saved ? "remove" : "add";
      button.setAttribute("aria-pressed", String(saved));
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-heart]");
    const token = form?.querySelector("[name=csrfmiddlewaretoken]");
    if (!token) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    const button = form.querySelector("button");
    const data = new URLSearchParams({ do: button.value, csrfmiddlewaretoken: token.value });
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (told.login) {
        location.assign(told.login);
        return;
      }
      if (answer.ok) show(form, told.saved);
      say(told.words);
    } catch {
      form.removeAttribute("data-heart");
      form.requestSubmit(button);
    } finally {
      delete form.dataset.busy;
    }
  }, true);
})();
