// The desk: keeps the newest state, shows it in three panes and hands actions to the server.

import { h, icon, patch } from "./dom.js";
import * as bank from "./bank.js";
import * as phone from "./phone.js";
import * as shop from "./shop.js";
import { LANGUAGES, timeAgo, timeLeft as timeLeftOnPhone } from "./languages.js";
import { timeLeft } from "./words.js";

const PANES = { shop, phone, bank };
const NAMES = Object.keys(PANES);
const INSISTENT = 30;

const at = (id) => document.getElementById(id);
const only = NAMES.find((name) => location.pathname === `/${name}`) ?? null;
const narrow = matchMedia("(max-width: 1179px)");

let state = null;
let skew = 0;
let shown = only ?? "shop";
let announced = new Map();

/** What a pane may ask of the desk. */
const desk = {
  post,
  redraw,
  show,
  now: () => (Date.now() + skew) / 1000,
  complain,
};

function start() {
  for (const name of NAMES) {
    const root = at(name);
    root.addEventListener("click", (event) => {
      const target = event.target.closest("[data-do]");
      if (target && state) PANES[name].act(target.dataset.do, target, state, desk);
    });
    root.addEventListener("input", (event) => state && PANES[name].input?.(event.target, state, desk));
    root.addEventListener("keydown", (event) => state && PANES[name].keydown?.(event, state, desk));
  }
  setUpTabs();
  setUpLanguage();
  listen();
  setInterval(tick, 500);
}

function listen() {
  const events = new EventSource("/sandbox/events");
  events.addEventListener("open", () => connection("open", "Connected"));
  events.addEventListener("error", () => connection("lost", "Connection lost. Trying again"));
  events.addEventListener("message", (event) => {
    state = JSON.parse(event.data);
    skew = state.now * 1000 - Date.now();
    askForLanguage();
    redraw();
    at("panes").dataset.ready = "true";
  });
}

function connection(kind, text) {
  at("connection").dataset.state = kind;
  at("connection").textContent = text;
}

function redraw() {
  if (!state) return;
  for (const name of NAMES) {
    const root = at(name);
    const hadFocus = root.contains(document.activeElement);
    patch(root, h("div", { class: "pane-body", id: name, "data-testid": name }, PANES[name].render(state, desk)));
    PANES[name].settled?.(root, state, desk);
    if (hadFocus && !root.contains(document.activeElement)) {
      root.querySelector("[data-focus]")?.focus({ preventScroll: true });
    }
  }
  at("badge-phone").hidden = !phone.wantsAttention(state);
  announce();
  tick();
}

/** Reads changes out, each once, and nothing at the first sight of the page. */
function announce() {
  const first = announced.size === 0;
  const news = [];
  for (const [about, text] of [...shop.news(state), ...phone.news(state)]) {
    if (announced.get(about) !== text) {
      announced.set(about, text);
      if (!first) news.push(text);
    }
  }
  if (first) announced.set("", "");
  if (news.length > 0) at("announcement").textContent = news.join(". ");
}

/** Clocks run between two states without describing the panes again. */
function tick() {
  for (const element of document.querySelectorAll("[data-until]")) {
    const left = Math.max(0, Math.ceil(Number(element.dataset.until) - desk.now()));
    const text = element.closest("#phone") ? timeLeftOnPhone(left) : timeLeft(left);
    if (element.textContent !== text) element.textContent = text;
    element.closest("[data-countdown]")?.toggleAttribute("data-insistent", left <= INSISTENT);
    if (left === INSISTENT && phone.isOpen(state)) at("announcement").textContent = text;
  }
  for (const element of document.querySelectorAll("[data-since]")) {
    const text = timeAgo(desk.now() - Number(element.dataset.since));
    if (element.textContent !== text) element.textContent = text;
  }
}

// The phone's language: the phone has it, not the page; an address can ask for one, once.

let asked = new URLSearchParams(location.search).get("language");

function setUpLanguage() {
  const options = Object.entries(LANGUAGES).map(([tag, { name }]) => h("option", { value: tag, lang: tag }, name));
  at("language").append(...options);
  at("language").addEventListener("change", ({ target }) => post("/sandbox/phone/language", { language: target.value }));
}

function askForLanguage() {
  at("language").value = state.phone.language;
  if (asked in LANGUAGES && asked !== state.phone.language) post("/sandbox/phone/language", { language: asked });
  asked = null;
}

async function post(path, body = {}) {
  try {
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (answer.ok) return true;
    const problem = await answer.json().catch(() => ({}));
    complain(typeof problem.error === "string" ? problem.error : "That did not work");
  } catch {
    complain("The sandbox does not answer. Is it still running");
  }
  return false;
}

let silence = 0;

function complain(text) {
  const dismiss = h("button", { type: "button", class: "toast-close", "aria-label": "Dismiss" }, icon("i-close"));
  dismiss.addEventListener("click", () => { at("toast").hidden = true; });
  at("toast").replaceChildren(icon("i-alert"), h("span", null, text), dismiss);
  at("toast").hidden = false;
  clearTimeout(silence);
  silence = setTimeout(() => { at("toast").hidden = true; }, 12000);
}

// Tabs: one pane at a time in a narrow window, as the ARIA pattern for tabs has it.

function setUpTabs() {
  document.body.dataset.only = only ?? "";
  for (const name of NAMES) at(`tab-${name}`).addEventListener("click", () => show(name));
  at("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const place = NAMES.indexOf(shown);
    const next = step ? NAMES[(place + step + NAMES.length) % NAMES.length] : { Home: NAMES[0], End: NAMES.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    show(next);
    at(`tab-${next}`).focus();
  });
  narrow.addEventListener("change", arrange);
  arrange();
}

function show(name) {
  if (only) return;
  shown = name;
  arrange();
  redraw();
}

function arrange() {
  const tabbed = narrow.matches && !only;
  at("tabs").hidden = !tabbed;
  for (const name of NAMES) {
    const pane = at(`pane-${name}`);
    const tab = at(`tab-${name}`);
    const visible = only ? name === only : !tabbed || name === shown;
    pane.hidden = !visible;
    if (tabbed) {
      pane.setAttribute("role", "tabpanel");
      pane.setAttribute("aria-labelledby", `tab-${name}`);
    } else {
      pane.removeAttribute("role");
      pane.setAttribute("aria-labelledby", `heading-${name}`);
    }
    tab.setAttribute("aria-selected", String(name === shown));
    tab.tabIndex = name === shown ? 0 : -1;
  }
}

start();
