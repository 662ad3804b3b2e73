"use strict";
// What the page does beyond being read: it links an article with its ledger, filters, answers keys, and shows one
// article at a time where there are many. Everything it shows is in the page already; it builds nothing from text.

(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const narrow = matchMedia("(max-width: 52rem)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const note = $("#note");
  const help = $("#help");
  const keysOn = $("#keys-on");

  // Words as they are looked for: without case, and with plain quotation marks and apostrophes.
  const folded = (words) => words.toLowerCase().replace(/[‘’‚‛]/g, "'").replace(/[“”„‟]/g, '"').replace(/\s+/g, " ").trim();
  const counted = (number, all, one, many) => `${number} of ${all} ${all === 1 ? one : many}`;

  function scrollTo(node) {
    node.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
  }

  // Returns a button in the place of a node of the page without script: it looks the same, and can be pressed.
  function pressable(node, name) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `${node.className} ${name}`.trim();
    Object.assign(button.dataset, node.dataset);
    button.append(...node.childNodes);
    node.replaceWith(button);
    return button;
  }

  // A pointer that rests is over something else when the page moves below it, which says nothing of the reader.
  const pointer = { x: null, y: null };
  const moved = ({ screenX, screenY }) => screenX !== pointer.x || screenY !== pointer.y;
  document.addEventListener("mousemove", ({ screenX, screenY }) => Object.assign(pointer, { x: screenX, y: screenY }));

  // An article beside its ledger.
  class Desk {
    constructor(section) {
      this.section = section;
      this.active = null; // the entry that was chosen, which stays marked
      this.lit = []; // the nodes that are marked now
      this.voices = new Set(); // the speakers that are asked for; none means all
      this.readEntries();
      this.readRuns();
      this.prepareFilters();
      section.addEventListener("click", (event) => this.clicked(event));
      section.addEventListener("focusin", (event) => this.focused(event));
      section.addEventListener("mouseover", (event) => this.hovered(event));
      section.addEventListener("mouseleave", () => this.light(this.active));
    }

    readEntries() {
      this.entries = $$(".entry", this.section).map((card) => ({
        card,
        number: card.dataset.n,
        kind: card.dataset.kind,
        key: card.dataset.key,
        colour: card.dataset.c,
        sure: Number(card.dataset.sure),
        words: folded($$(".who, .words, .how", card).map((node) => node.textContent).join(" ")),
        badge: null, // where its words begin in the article, if they stand there
        runs: [], // the stretches of the article that hold its words
        evidence: [], // those that support it: [node, what they show, whether that begins there]
        shown: true,
      }));
      this.byNumber = new Map(this.entries.map((entry) => [entry.number, entry]));
      for (const badge of $$(".text .badge", this.section)) this.byNumber.get(badge.dataset.n).badge = badge;
    }

    readRuns() {
      this.runs = new Map(); // of each stretch of the article, its entries, the innermost first, and how it is painted
      for (const node of $$(".text .r", this.section)) {
        const entries = (node.dataset.e || "").split(" ").filter(Boolean).map((number) => this.byNumber.get(number));
        const verbatim = new Set();
        for (const [, number, shows, on] of (node.dataset.v || "").matchAll(/(\d+)([a-z]+)(-?)/g)) {
          const entry = this.byNumber.get(number);
          if (shows === "verbatim") verbatim.add(entry);
          else entry.evidence.push([node, shows, !on]);
        }
        for (const entry of entries) entry.runs.push(node);
        if (entries.length) this.runs.set(node, { entries, verbatim, rest: node.classList.contains("aside") ? " aside" : "" });
      }
    }

    // Marking: the words of an entry, its card, and the places in the article that support it.

    light(entry) {
      for (const node of this.lit) {
        node.classList.remove("on", "ev", "under");
        delete node.dataset.label;
      }
      this.lit = [];
      if (!entry) return;
      const mark = (node, name) => {
        node.classList.add(name);
        this.lit.push(node);
      };
      for (const node of [entry.card, entry.badge, ...entry.runs]) if (node) mark(node, "on");
      for (const [node, shows, begins] of entry.evidence) {
        mark(node, "ev");
        const label = shows === "other" ? "evidence" : $(`.shows-${shows}`, entry.card).textContent;
        if (begins) node.dataset.label = [...new Set([node.dataset.label, label])].filter(Boolean).join(", ");
      }
      this.spread();
    }

    // Puts a label below its words where it would cover the one before it on the same line.
    spread() {
      const labelled = this.lit.filter((node) => node.dataset.label).map((node) => [node, node.getClientRects()[0] || node.getBoundingClientRect()]);
      labelled.sort(([, a], [, b]) => a.top - b.top || a.left - b.left);
      let end = null;
      for (const [node, box] of labelled) {
        const under = end && Math.abs(end.top - box.top) < 4 && box.left < end.right;
        node.classList.toggle("under", Boolean(under));
        if (!under) end = { top: box.top, right: box.left + 8 + 6.5 * node.dataset.label.length };
      }
    }

    choose(entry) {
      if (this.active === entry) return;
      if (this.active) $(".why", this.active.card).open = false;
      this.active = entry;
      if (entry) $(".why", entry.card).open = true;
      this.light(entry);
    }

    toArticle(entry, focus = true) {
      this.choose(entry);
      const there = entry.badge || entry.runs[0];
      if (!there) return;
      if (focus) there.focus({ preventScroll: true });
      scrollTo(there);
      hideNote();
    }

    toLedger(entry, focus = true) {
      this.choose(entry);
      if (focus) $(".to", entry.card).focus({ preventScroll: true });
      scrollTo(entry.card);
      hideNote();
    }

    // Returns the innermost entry that is shown at a place in the article; asked again there, the one around it.
    at(node, next = false) {
      const run = this.runs.get(node.closest(".r"));
      const entries = run ? run.entries.filter((entry) => entry.shown) : [];
      return entries[next ? (entries.indexOf(this.active) + 1) % entries.length : 0];
    }

    clicked(event) {
      const { target } = event;
      const badge = target.closest(".text .badge");
      const card = target.closest(".entry");
      const plain = target.closest(".to") || !target.closest("a, summary, button, input");
      if (badge) {
        event.preventDefault();
        this.toLedger(this.byNumber.get(badge.dataset.n));
      } else if (card && plain && !String(getSelection())) {
        event.preventDefault();
        this.toArticle(this.byNumber.get(card.dataset.n), Boolean(target.closest(".to")));
      } else if (target.closest(".text .q") && !String(getSelection())) {
        const entry = this.at(target, true);
        if (entry) this.toLedger(entry, false);
      }
    }

    focused({ target }) {
      const badge = target.closest(".text .badge");
      const card = target.closest(".entry");
      const entry = this.byNumber.get((badge || card || { dataset: {} }).dataset.n);
      if (!entry) return;
      this.choose(entry);
      if (badge && badge.matches(":focus-visible")) showNote(entry, badge);
    }

    hovered(event) {
      const { target } = event;
      if (!moved(event)) return;
      const card = target.closest(".entry");
      const badge = target.closest(".text .badge");
      const entry = card || badge ? this.byNumber.get((card || badge).dataset.n) : this.at(target);
      this.light(entry || this.active);
      if (entry && !card) showNote(entry, target, 250);
      else hideNote(200);
    }

    // Moves to the next entry that is shown, or the one before it.
    step(by) {
      const shown = this.entries.filter((entry) => entry.shown);
      const from = shown.indexOf(this.active);
      const entry = from < 0 ? shown[by > 0 ? 0 : shown.length - 1] : shown[from + by];
      if (!entry) return;
      this.toLedger(entry);
      const there = entry.badge || entry.runs[0];
      if (there && !narrow.matches) scrollTo(there);
    }

    // Filters.

    prepareFilters() {
      const box = $(".filters", this.section);
      this.find = $("input[type=search]", box);
      this.kinds = $$(".kinds input", box);
      this.least = $("input[type=range]", box);
      this.output = $("output", box);
      this.count = $(".count", box);
      this.reset = $(".reset", box);
      this.chips = $$(".voices .voice", this.section).map((chip) => pressable(chip, ""));
      for (const chip of this.chips) {
        chip.setAttribute("aria-pressed", "false");
        chip.addEventListener("click", () => this.press(chip));
      }
      for (const input of [this.find, this.least, ...this.kinds]) input.addEventListener("input", () => this.filter());
      this.reset.addEventListener("click", () => this.clear());
      box.hidden = this.entries.length === 0;
    }

    press(chip) {
      const { key } = chip.dataset;
      if (!this.voices.delete(key)) this.voices.add(key);
      chip.setAttribute("aria-pressed", String(this.voices.has(key)));
      this.filter();
    }

    clear() {
      this.find.value = "";
      this.least.value = "0";
      this.voices.clear();
      for (const box of this.kinds) box.checked = true;
      for (const chip of this.chips) chip.setAttribute("aria-pressed", "false");
      this.filter();
      this.find.focus();
    }

    filter() {
      const wanted = folded(this.find.value);
      const kinds = new Set(this.kinds.filter((box) => box.checked).map((box) => box.value));
      const least = Number(this.least.value) / 100;
      const stale = new Set(); // stretches that look different now
      let number = 0;
      for (const entry of this.entries) {
        const speaker = !this.voices.size || this.voices.has(entry.key);
        const shown = speaker && kinds.has(entry.kind) && entry.sure >= least && entry.words.includes(wanted);
        number += shown;
        if (shown === entry.shown) continue;
        entry.shown = shown;
        entry.card.hidden = !shown;
        if (entry.badge) entry.badge.classList.toggle("off-badge", !shown);
        for (const node of entry.runs) stale.add(node);
      }
      if (this.active && !this.active.shown) this.choose(null);
      this.light(null);
      for (const node of stale) this.paint(node);
      this.light(this.active);
      this.output.value = this.least.value;
      this.count.textContent = counted(number, this.entries.length, "entry", "entries");
      this.reset.hidden = number === this.entries.length && !wanted;
    }

    // Gives a stretch the colour and the line of the innermost entry that is shown, and of the one around that.
    paint(node) {
      const { entries, verbatim, rest } = this.runs.get(node);
      const [inner, outer] = entries.filter((entry) => entry.shown);
      let name = "r";
      if (inner) name += ` q c${inner.colour} k-${inner.kind}${verbatim.has(inner) ? " v" : ""}`;
      if (outer) name += ` o${outer.colour} ok-${outer.kind}`;
      node.className = name + rest;
    }
  }

  // The note beside a quotation: who, how and why, as its card in the ledger has it. It stays while the pointer is on
  // it, and goes with Escape.

  let noteTimer = 0;

  function showNote(entry, node, delay = 0) {
    clearTimeout(noteTimer);
    noteTimer = setTimeout(() => {
      const parts = [".head", ".how", ".why dl"].map((part) => $(part, entry.card).cloneNode(true));
      $(".to", parts[0]).remove();
      note.className = entry.card.className.replace(/\b(entry|on)\b/g, "");
      note.replaceChildren(...parts);
      note.hidden = false;
      const place = (node.closest(".badge, .r") || node).getClientRects()[0];
      if (!place) return hideNote();
      const left = Math.min(place.left, document.documentElement.clientWidth - note.offsetWidth - 16);
      const below = place.bottom + 10 + note.offsetHeight < innerHeight;
      note.style.left = `${Math.max(8, left) + scrollX}px`;
      note.style.top = `${(below ? place.bottom + 10 : Math.max(4, place.top - 24 - note.offsetHeight)) + scrollY}px`;
      $$(".text .badge[aria-describedby]").forEach((badge) => badge.removeAttribute("aria-describedby"));
      if (entry.badge) entry.badge.setAttribute("aria-describedby", "note");
    }, delay);
  }

  function hideNote(delay = 0) {
    clearTimeout(noteTimer);
    if (delay) noteTimer = setTimeout(() => hideNote(), delay);
    else note.hidden = true;
  }

  note.addEventListener("mouseenter", () => clearTimeout(noteTimer));
  note.addEventListener("mouseleave", (event) => moved(event) && hideNote(200));
  document.addEventListener("focusout", () => hideNote());

  // Which article is shown: all of a page of one; of many, the one that the address names, opened when it is wanted.

  const index = $("#index");
  const stage = $("#stage");
  const desks = new Map();
  let desk = null;

  function open(name) {
    if (!desks.has(name)) {
      let section = document.getElementById(name);
      const kept = document.getElementById(`n-${name}`);
      if (kept) {
        // With scripts on, a browser keeps what is in noscript as text: markup of ours, escaped when it was written.
        const box = document.createElement("template");
        box.innerHTML = kept.textContent;
        section = box.content.firstElementChild;
        stage.replaceChildren(section);
      }
      if (!section) return false;
      desks.set(name, new Desk(section));
    }
    desk = desks.get(name);
    if (stage && stage.firstElementChild !== desk.section) stage.replaceChildren(desk.section);
    return true;
  }

  function route() {
    const hash = location.hash.slice(1);
    const [, name, kind, number] = /^(a\d+)(?:-([eq])(\d+))?/.exec(hash) || [];
    const before = desk;
    hideNote();
    const found = open(index ? name : "a1");
    if (index) {
      index.hidden = found;
      if (!found) {
        desk = null;
        stage.replaceChildren();
      }
    }
    if (!found) return before ? jumpToTop() : undefined;
    const entry = desk.byNumber.get(number);
    if (entry && kind === "e") desk.toLedger(entry);
    else if (entry) desk.toArticle(entry);
    else if (hash === name && index) {
      jumpToTop();
      $("h2", desk.section).focus({ preventScroll: true });
    } else if (hash && document.getElementById(hash) && before !== desk) document.getElementById(hash).scrollIntoView();
    return undefined;
  }

  function jumpToTop() {
    window.scrollTo({ top: 0, behavior: "instant" });
  }

  // The index: its articles are found by title, outlet and whom they quote.

  function prepareIndex() {
    const box = $(".filters", index);
    const find = $("input", box);
    const count = $(".count", box);
    const rows = $$(".articles tbody tr", index).map((row) => ({ row, words: folded(`${row.textContent} ${row.dataset.names}`) }));
    const filter = () => {
      const wanted = folded(find.value);
      let number = 0;
      for (const { row, words } of rows) {
        row.hidden = !words.includes(wanted);
        number += !row.hidden;
      }
      count.textContent = counted(number, rows.length, "article", "articles");
    };
    find.addEventListener("input", filter);
    for (const name of $$(".name", index).map((node) => pressable(node, "name-button"))) {
      name.title = "Show the articles with this name";
      name.addEventListener("click", () => {
        find.value = name.dataset.name;
        filter();
        scrollTo(box);
        find.focus({ preventScroll: true });
      });
    }
    box.hidden = false;
    filter();
  }

  // Keys. Those of one letter can be turned off, for who speaks to the computer.

  function escape(target) {
    if (!note.hidden) return hideNote();
    if (target.matches("input[type=search]") && target.value) {
      target.value = "";
      return target.dispatchEvent(new Event("input"));
    }
    if (desk) desk.choose(null);
    return target.blur();
  }

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (key === "Escape") return void escape(target);
    if (target.matches("input:not([type=checkbox])")) return;
    const inLedger = target.closest(".entries, .text .badge");
    const steps = { j: 1, k: -1, ...(inLedger && { ArrowDown: 1, ArrowUp: -1 }) };
    if (key.length === 1 && !keysOn.checked) return;
    if (key === "?") help.showModal();
    else if (key === "/") (desk ? desk.find : $(".filters input", index)).focus();
    else if (desk && key in steps) desk.step(steps[key]);
    else return;
    event.preventDefault();
  });

  const helpButton = $(".help-button");
  helpButton.hidden = false;
  helpButton.addEventListener("click", () => help.showModal());
  $(".close", help).addEventListener("click", () => help.close());
  help.addEventListener("click", (event) => event.target === help && help.close());

  // On paper nothing can be opened.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = $$("details:not([open])");
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });

  document.documentElement.classList.add("js");
  if (index) prepareIndex();
  addEventListener("hashchange", route);
  route();
})();
