/* Small comforts on top of pages that work without it. No inline handlers, no eval: everything hangs on data attributes. */
(() => {
  "use strict";

  if (window.htmx) {
    htmx.config.allowEval = false;
    htmx.config.includeIndicatorStyles = false;
    htmx.config.selfRequestsOnly = true;
    htmx.config.historyCacheSize = 0;
  }

  /** Say a change to people who do not see it. */
  const say = (text) => {
    const region = document.getElementById("live");
    if (region) region.textContent = text;
  };

  /* Quantity: the buttons change the number in place. In the basket (data-stepper="submit") the form is then sent,
     after a short rest so that three clicks are one request; htmx swaps the basket and gives the focus back by its id. */
  const rests = new WeakMap();
  const sendSoon = (form, submitter) => {
    clearTimeout(rests.get(form));
    window.htmx?.trigger(form, "htmx:abort");
    rests.set(form, setTimeout(() => form.requestSubmit(submitter ?? undefined), 500));
  };
  for (const trouble of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(trouble, (event) => {
      if (event.target.dataset.stepper === "submit") event.target.submit();
    });
  }
  document.addEventListener("htmx:configRequest", (event) => {
    // htmx sends the button pressed last; its step has been made in the field already
    if (event.target.dataset.stepper === "submit") event.detail.parameters.change = "set";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "tresc") return;
    const sum = document.querySelector("[data-told]");
    if (sum) say(sum.dataset.told);
    htmx.trigger(document.body, "basket-changed");
  });

  const step = (box, direction) => {
    const input = box.querySelector("input");
    const { min = "1", max, step: by = "1" } = input.dataset;
    const now = parseInt(input.value, 10) || 0;
    const next = Math.max(Number(min), Math.min(max === undefined ? Infinity : Number(max), now + direction * Number(by)));
    if (next === now) return;
    input.value = String(next);
    say(`${input.getAttribute("aria-label")}: ${next}`);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-qty] button:not([tabindex])");
    if (button) {
      event.preventDefault();
      step(button.closest("[data-qty]"), button.value === "minus" ? -1 : 1);
      return;
    }

    const copy = event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => {
        const word = copy.querySelector("[data-copy-word]");
        const before = word.textContent;
        word.textContent = copy.dataset.copied;
        say(copy.dataset.copied);
        setTimeout(() => { word.textContent = before; }, 2500);
      });
      return;
    }

    if (event.target.closest("[data-print]")) window.print();
  });

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form) return;
    if (form.dataset.stepper === "submit" && event.target.closest("[data-qty]")) {
      sendSoon(form, form.querySelector("[data-qty] button[tabindex]"));
    }
    if ("autosubmit" in form.dataset) form.requestSubmit();
  });

  /* A form sent once is not sent twice; its button says it is busy. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    (event.submitter?.classList.contains("btn") ? event.submitter : form.querySelector(".btn:not([type=button])"))?.setAttribute("aria-busy", "true");
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll(".btn[aria-busy]")) button.removeAttribute("aria-busy");
  });

  /* Gallery: the large picture opens in a dialog, arrows walk through, Escape closes. */
  const openGallery = (link) => {
    const dialog = document.createElement("dialog");
    dialog.className = "zoom";
    const picture = document.createElement("img");
    picture.src = link.href;
    picture.alt = link.querySelector("img")?.alt ?? "";
    const form = document.createElement("form");
    form.method = "dialog";
    const close = document.createElement("button");
    close.className = "icon-btn";
    close.setAttribute("aria-label", link.dataset.close);
    close.textContent = "×";
    form.append(close);
    dialog.append(form, picture);
    const gallery = link.closest("[data-gallery]");
    const all = [...gallery.querySelectorAll("[data-large]")];
    let at = all.findIndex((thumb) => thumb.getAttribute("aria-current"));
    const walk = (by) => {
      at = (at + by + all.length) % all.length;
      picture.src = all[at].dataset.large;
      picture.alt = all[at].dataset.alt;
      told.textContent = all[at].getAttribute("aria-label");
    };
    const told = document.createElement("p"); // what is said outside an open dialog is not heard
    told.className = "vh";
    told.setAttribute("role", "status");
    dialog.append(told);
    if (all.length > 1) {
      for (const [by, label, sign] of [[-1, gallery.dataset.previous, "‹"], [1, gallery.dataset.next, "›"]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = `icon-btn zoom-${by < 0 ? "back" : "on"}`;
        button.setAttribute("aria-label", label);
        button.textContent = sign;
        button.addEventListener("click", () => walk(by));
        dialog.append(button);
      }
      dialog.addEventListener("keydown", (event) => {
        if (event.key === "ArrowLeft") walk(-1);
        if (event.key === "ArrowRight") walk(1);
      });
    }
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-gallery-main]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    openGallery(link);
  });

  /* The words for a thing, as they will stand on it: ends trimmed, every letter as typed. */
  const engrave = (box) => {
    const input = box.querySelector("input");
    const words = input.value.trim();
    const most = Number(input.dataset.most);
    const length = [...words].length;
    const shown = box.querySelector(".engraving");
    shown.hidden = !words;
    shown.classList.toggle("too-long", length > most);
    shown.querySelector("[data-words]").textContent = words;
    shown.querySelector("[data-count]").textContent = `${length}/${most}`;
  };
  document.addEventListener("input", (event) => {
    const box = event.target.closest("[data-engraving]");
    if (box) engrave(box);
  });
  /* Another variant is another page: what was typed for the thing goes along, in this tab only. */
  const typed = `opes.napis:${location.pathname}`;
  const wordsOfOffer = () => document.querySelector("#kup [name=personalisation]");
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#warianty a") || !wordsOfOffer()) return;
    try { sessionStorage.setItem(typed, wordsOfOffer().value); } catch { /* a browser that keeps nothing */ }
  });
  try {
    const kept = sessionStorage.getItem(typed);
    sessionStorage.removeItem(typed);
    if (kept && wordsOfOffer() && !wordsOfOffer().value) wordsOfOffer().value = kept;
  } catch { /* the same */ }
  const engraveAll = () => document.querySelectorAll("[data-engraving]").forEach(engrave);
  engraveAll();
  window.addEventListener("pageshow", engraveAll); // the browser may give back what was typed

  /* Filters: open on desks in browsers whose CSS cannot do it. */
  if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 62rem)").matches) {
    for (const fold of document.querySelectorAll("[data-facets]")) fold.open = true;
  }

  /* The menu closes with Escape and when focus leaves it. */
  for (const menu of document.querySelectorAll("details.menu")) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  }

  /* A row of places that scrolls sideways begins where the reader is. */
  document.querySelector(".side [aria-current], .tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  /* What only works with JavaScript appears with it; a list of errors is read first. */
  const dress = (part) => {
    for (const button of part.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  };
  dress(document);
  document.body.addEventListener("htmx:afterSwap", (event) => dress(event.detail.target));
  document.querySelector("[data-errors]")?.focus();
})();
