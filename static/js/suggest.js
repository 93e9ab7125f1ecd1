/* Suggestions under a search field: the combobox pattern of the WAI-ARIA practices. Without this file the form works.
   Words of this page's language stand in data attributes of the form. Recent searches never leave the browser. */
(() => {
  "use strict";

  const KEPT = "opes.szukane", FEW = 5, REST = 120, SHORTEST = 2;

  const recent = () => {
    try {
      const told = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
      return Array.isArray(told) ? told.filter((text) => typeof text === "string").slice(0, FEW) : [];
    } catch {
      return []; // a browser that keeps nothing
    }
  };
  const keep = (texts) => {
    try {
      texts.length ? localStorage.setItem(KEPT, JSON.stringify(texts)) : localStorage.removeItem(KEPT);
    } catch {
      // a browser that keeps nothing
    }
  };

  const make = (name, attributes, text) => {
    const element = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    if (text) element.textContent = text;
    return element;
  };

  document.querySelectorAll("form[data-suggest]").forEach((form, place) => {
    const input = form.querySelector("input[name=q]");
    const words = form.dataset;
    const id = `podpowiedzi-${place}`;
    const list = make("div", { id, role: "listbox", class: "suggest", "aria-label": words.suggestName, hidden: "" });
    const said = make("p", { class: "vh", role: "status" });
    form.append(list, said);
    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })
      .forEach(([key, value]) => input.setAttribute(key, value));

    let options = [], at = -1, resting, asking;

    const close = () => {
      clearTimeout(resting);
      asking?.abort();
      list.hidden = true;
      list.replaceChildren();
      options = [];
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const point = (next) => {
      options[at]?.setAttribute("aria-selected", "false");
      at = next;
      const option = options[at];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    };

    const show = (groups, number) => {
      list.replaceChildren();
      options = [];
      at = -1;
      groups.filter((group) => group.rows.length).forEach((group, index) => {
        const head = make("p", { id: `${id}-g${index}`, role: "presentation" }, group.name);
        const box = make("div", { role: "group", "aria-labelledby": head.id });
        box.append(head);
        group.rows.forEach(({ label, act }) => {
          const option = make("div", { role: "option", id: `${id}-${options.length}`, "aria-selected": "false" }, label);
          option.addEventListener("pointerdown", (event) => event.preventDefault());
          option.addEventListener("click", act);
          options.push(option);
          box.append(option);
        });
        list.append(box);
      });
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(Boolean(options.length)));
      input.removeAttribute("aria-activedescendant");
      said.textContent = options.length ? words.suggestSome.replace("{n}", number) : words.suggestNone;
    };

    const showRecent = () => {
      const rows = recent().map((text) => ({ label: text, act: () => { input.value = text; form.requestSubmit(); } }));
      if (!rows.length) return close();
      const clear = { label: words.suggestClear, act: () => { keep([]); close(); } };
      show([{ name: words.suggestRecent, rows: [...rows, clear] }], rows.length);
    };

    const ask = async () => {
      const text = input.value.trim();
      asking?.abort();
      if (!text) return showRecent();
      if (text.length < SHORTEST) return close();
      asking = new AbortController();
      try {
        const answer = await fetch(`${words.suggest}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
        if (!answer.ok) return close();
        const { suggestions } = await answer.json();
        const groups = ["offer", "category", "pes", "place"].map((kind) => ({
          name: words[`suggest_${kind}`],
          rows: suggestions.filter((row) => row.kind === kind)
            .map((row) => ({ label: row.label, act: () => location.assign(row.url) })),
        }));
        show(groups, suggestions.length);
      } catch (error) {
        if (error.name !== "AbortError") close(); // no suggestions: the form still works
      }
    };

    input.addEventListener("input", () => {
      clearTimeout(resting);
      resting = setTimeout(ask, REST);
    });
    input.addEventListener("click", () => { if (list.hidden) ask(); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      const last = options.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return ask();
        point(event.key === "ArrowDown" ? (at < last ? at + 1 : -1) : (at < 0 ? last : at - 1));
      } else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        options[at].click();
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    form.addEventListener("submit", () => {
      const text = input.value.trim();
      if (text) keep([text, ...recent().filter((other) => other !== text)].slice(0, FEW));
    });
  });
})();
