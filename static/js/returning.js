/* Hearts change in place, a list marks four offers at most, a browser remembers what was seen. Hearts and comparing work without it. */
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

  /* A page's address goes to whatever the device shares with; where it shares with nothing, it is copied. */
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-share]");
    if (!button) return;
    const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;
    try {
      if (navigator.share) {
        await navigator.share({ title: button.dataset.share, url });
        return;
      }
      await navigator.clipboard.writeText(url);
    } catch {
      return; // the person closed the sheet, or the browser lends no clipboard: the address bar is still there
    }
    const word = button.querySelector("[data-share-word]");
    const before = word.textContent;
    word.textContent = button.dataset.copied;
    say(button.dataset.copied);
    setTimeout(() => { word.textContent = before; }, 2500);
  });

  /* Marked for comparing: no fifth one. */
  const MOST = 4;
  const picks = () => [...document.querySelectorAll("input[form=porownaj]")];
  const limit = () => {
    const all = picks();
    const full = all.filter((box) => box.checked).length >= MOST;
    for (const box of all) box.disabled = full && !box.checked;
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[form=porownaj]")) limit();
  });
  window.addEventListener("pageshow", limit);

  /* Seen lately: keys of offers, the last seen first, in this browser only. */
  const KEY = "opes.ogladane";
  const REMEMBERED = 12;
  const SHOWN = 8;
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return Array.isArray(kept) ? kept.filter(Number.isSafeInteger) : [];
    } catch {
      return [];
    }
  };
  const write = (keys) => {
    try {
      if (keys.length) localStorage.setItem(KEY, JSON.stringify(keys));
      else localStorage.removeItem(KEY);
    } catch { /* a browser that keeps nothing */ }
  };
  const shelf = document.querySelector("[data-recent]");
  if (shelf) {
    const here = Number(shelf.dataset.viewed) || 0;
    const others = read().filter((key) => key !== here);
    if (here) write([here, ...others].slice(0, REMEMBERED));
    const list = shelf.querySelector("[data-recent-list]");
    if (others.length) {
      const asked = new URLSearchParams(others.slice(0, SHOWN).map((key) => ["o", key]));
      fetch(`${shelf.dataset.recent}?${asked}`).then(async (answer) => {
        if (!answer.ok) return;
        list.innerHTML = await answer.text();
        shelf.hidden = !list.querySelector(".card");
      }).catch(() => {});
    }
    shelf.querySelector("[data-recent-clear]").addEventListener("click", (event) => {
      write([]);
      shelf.hidden = true;
      say(event.currentTarget.dataset.cleared);
      document.getElementById("tresc")?.focus({ preventScroll: true });
    });
  }
})();
