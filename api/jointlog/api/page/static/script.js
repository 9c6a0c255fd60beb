"use strict";
// Keys, zoom and sliders for the incident page. Without it everything is still there as links.
(() => {
  const BARS = ".lane svg a";
  const main = () => document.getElementById("main");
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const shown = (bar) => { const up = bar.closest("details"); return !up || up.open; };
  const gaps = () => all("[id$='-open'] a").sort((a, b) => left(a) - left(b) || (a.id < b.id ? -1 : 1));
  const box = (bar) => bar.querySelector("rect,circle,path").getBoundingClientRect();
  const left = (bar) => box(bar).left;
  const middle = (bar) => { const all = [...bar.querySelectorAll("rect,circle,path")].map((r) => r.getBoundingClientRect()); return (all[0].left + all[all.length - 1].right) / 2; };
  const lane = (bar) => [...bar.closest("svg").querySelectorAll("a")];
  const current = () => document.activeElement && document.activeElement.closest && document.activeElement.closest(BARS);
  const say = (text) => { const live = document.getElementById("live"); if (live) live.textContent = text; };
  const name = (bar) => bar.querySelector("title").textContent;

  function focus(bar, said) {
    if (!bar) return;
    for (const other of document.querySelectorAll(BARS)) other.setAttribute("tabindex", "-1");
    bar.setAttribute("tabindex", "0");
    bar.focus();
    bar.closest(".lane").scrollIntoView({ block: "nearest" });
    say((said || "") + name(bar));
  }

  function step(bar, by) {
    const row = lane(bar);
    focus(row[row.indexOf(bar) + by]);
  }

  function jump(bar, by) {
    const lanes = all(".lane").filter((each) => each.querySelector("svg a"));
    const next = lanes[lanes.indexOf(bar.closest(".lane")) + by];
    if (!next) return;
    const at = middle(bar);
    focus([...next.querySelectorAll("svg a")].sort((a, b) => Math.abs(middle(a) - at) - Math.abs(middle(b) - at))[0]);
  }

  let gap = "";
  function toGap(by) {
    const list = gaps();
    if (!list.length) return say("No gap in this window");
    const here = current();
    let index = list.findIndex((each) => each === here);
    if (index < 0) index = list.findIndex((each) => each.id === gap);
    index = index < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(index + by, 0), list.length - 1);
    gap = list[index].id;
    focus(list[index], `${index + 1} of ${list.length}. `);
  }

  function times() {
    const form = document.getElementById("window-form");
    return form && { low: +form.dataset.from, high: +form.dataset.to, first: +form.dataset.low, last: +form.dataset.high };
  }

  function show(low, high) {
    const url = new URL(location.href);
    const text = (s) => new Date(Math.round(s) * 1000).toISOString().slice(0, 19) + "Z";
    url.searchParams.set("from", text(low));
    url.searchParams.set("to", text(high));
    url.hash = "";
    load(url, true);
  }

  function zoom(by) {
    const t = times();
    if (!t) return;
    const bar = current();
    let centre = (t.low + t.high) / 2;
    if (bar) {
      const track = bar.closest("svg").getBoundingClientRect();
      centre = t.low + ((middle(bar) - track.left) / track.width) * (t.high - t.low);
    }
    const half = Math.max(((t.high - t.low) / 2) * by, 30);
    show(centre - half, centre + half);
  }

  function pan(by) {
    const t = times();
    if (t) show(t.low + (t.high - t.low) * by, t.high + (t.high - t.low) * by);
  }

  async function load(url, push) {
    const focused = current() && current().id;
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return location.assign(url);
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    main().replaceWith(made.getElementById("main"));
    document.title = made.title;
    if (push) history.pushState(null, "", url);
    start();
    const kept = focused && document.getElementById(focused);
    if (kept) focus(kept); else say(document.querySelector(".lead") ? "Window changed. " + axis() : "");
  }

  function axis() {
    const ticks = document.querySelectorAll(".axis text");
    return ticks.length ? `${ticks[0].textContent} to ${ticks[ticks.length - 1].textContent}` : "";
  }

  function slider(select) {
    const range = document.createElement("input");
    range.type = "range";
    range.className = "slider";
    range.min = 0;
    range.max = select.options.length - 1;
    const order = [...select.options].slice(1).concat(select.options[0]);
    range.value = order.indexOf(select.selectedOptions[0]);
    range.setAttribute("aria-label", "As known at");
    const tell = () => range.setAttribute("aria-valuetext", order[range.value].text);
    range.addEventListener("input", () => { select.value = order[range.value].value; tell(); });
    range.addEventListener("change", () => select.form.requestSubmit());
    tell();
    select.after(range);
  }

  // Two sliders over the whole record set the window; the fields of the form say the same.
  function spans(form) {
    const t = times(), box = document.createElement("p");
    box.className = "span";
    const make = (name, at) => {
      const range = document.createElement("input");
      Object.assign(range, { type: "range", className: "slider", min: t.first, max: t.last, step: 60, value: at });
      const tell = () => {
        const s = +range.value - +form.dataset[name], base = form.elements.namedItem(name).defaultValue;
        const text = new Date(Date.parse(base + "Z") + s * 1000).toISOString().slice(0, 16).replace("T", " ");
        range.setAttribute("aria-valuetext", text);
        return text;
      };
      range.setAttribute("aria-label", name === "from" ? "Window from" : "Window to");
      range.addEventListener("input", () => { out.textContent = `${tells[0]()} to ${tells[1]()}`; });
      range.addEventListener("change", () => { const [low, high] = ranges.map((r) => +r.value); if (low < high) show(low, high); });
      tells.push(tell);
      ranges.push(range);
      tell();
    };
    const out = document.createElement("output"), ranges = [], tells = [];
    make("from", Math.max(t.low, t.first));
    make("to", Math.min(t.high, t.last));
    out.textContent = `${tells[0]()} to ${tells[1]()}`;
    box.append(...ranges, out);
    form.append(box);
  }

  function start() {
    const bars = document.querySelectorAll(BARS);
    bars.forEach((bar, n) => bar.setAttribute("tabindex", n ? "-1" : "0"));
    document.querySelectorAll("[data-slider]").forEach(slider);
    const form = document.getElementById("window-form");
    if (form && times().last - times().first > 60) spans(form);
    if (form) form.addEventListener("submit", (event) => {
      event.preventDefault();
      const url = new URL(form.action);
      for (const [key, value] of new FormData(form)) {
        const input = form.elements.namedItem(key);
        const kept = new URL(location.href).searchParams.get(key);
        const same = input.type === "datetime-local" && value === input.defaultValue;
        if (same ? kept : value) url.searchParams.set(key, same ? kept : value);
      }
      load(url, true);
    });
  }

  const KEYS = {
    ArrowRight: (bar) => bar && step(bar, 1), ArrowLeft: (bar) => bar && step(bar, -1),
    ArrowDown: (bar) => bar && jump(bar, 1), ArrowUp: (bar) => bar && jump(bar, -1),
    Home: (bar) => bar && focus(lane(bar)[0]), End: (bar) => bar && focus(lane(bar).at(-1)),
  };
  const ANYWHERE = {
    ".": () => toGap(1), ",": () => toGap(-1), "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2),
    a: () => pan(-0.5), d: () => pan(0.5), f: () => load(new URL(document.querySelector(".fit").href), true),
    "?": () => document.getElementById("help").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !document.getElementById("lanes")) return;
    if (event.target.closest("input,select,textarea,dialog")) return;
    const bar = current();
    const act = (bar && KEYS[event.key]) || ANYWHERE[event.key];
    if (!act) return;
    event.preventDefault();
    act(bar);
  });
  addEventListener("popstate", () => { if (document.getElementById("lanes") && !location.hash) load(new URL(location.href), false); });
  start();
})();
