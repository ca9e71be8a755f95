// The phone: the bank's app on it, with the real core behind it and a fingerprint that is a button.

import { button, h, icon, isolated } from "./dom.js";
import { consent, emptyAnswers, missing, selection } from "./consent.js";
import { ending, enrolment, home, notification, sheetOf, stopped } from "./app-screens.js";
import { language, said, speak } from "./languages.js";

/** How each banner looks. */
const TONES = { cancelled: "info", fingerprint_failed: "warn", locked_out: "warn", not_added: "info", key_invalid: "danger" };

/** States in which the consent itself stays on the screen. */
const ON_SCREEN = new Set(["ready", "waiting_for_fingerprint", "cancelled", "fingerprint_failed", "locked_out", "key_invalid"]);

const ui = { answers: new Map(), reporting: null, enrolling: false, enrolmentMissed: false, sheet: null, busy: false };

export function render(state, desk) {
  speak(state.phone.language);
  const { tag, dir } = language();
  const sheet = sheetFor(state);
  const now = new Date(state.now * 1000);
  return h("div", { class: "device", lang: tag, dir },
    h("div", { class: "glass", "data-testid": "phone-state", "data-stage": state.phone.stage, "data-state": state.phone.screen?.state ?? "home" },
      h("div", { class: "status-bar", "aria-hidden": "true" },
        h("span", null, now.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })),
        h("span", { class: "status-icons" }, state.trouble.lost_network ? [icon("i-offline"), said().network] : "4G")),
      h("div", { class: "app-bar", inert: sheet !== null },
        h("span", { class: "bank-mark", "aria-hidden": "true" }, icon("i-bank")),
        h("p", { class: "bank-name" }, isolated(state.bank.name)),
        onScreen(state) && h("p", { class: "left", "data-countdown": true, role: "timer" }, icon("i-clock"), h("span", { "data-until": state.phone.screen.view.expires_at, "data-testid": "phone-countdown" }))),
      content(state, sheet !== null, desk),
      state.phone.notice && notification(state.bank.name),
      sheet && sheetOf(sheet),
      h("div", { class: "home-bar", "aria-hidden": "true" })));
}

export function act(action, target, state, desk) {
  if (ui.busy) return;
  const screen = state.phone.screen;
  const on = {
    open: () => send(desk, "/sandbox/phone/open", target.dataset.request ? { request: target.dataset.request } : {}),
    approve: () => send(desk, "/sandbox/phone/prepare", prepared(screen)),
    decline: () => send(desk, "/sandbox/phone/deny", { reason: screen.state === "cannot_show" ? "cannot_display" : "unspecified" }),
    "not-me": () => { ui.reporting = screen.request; desk.redraw(); },
    "report-back": () => { ui.reporting = null; desk.redraw(); },
    report: () => { ui.reporting = null; return send(desk, "/sandbox/phone/report"); },
    finger: () => finger(target.dataset.result, desk),
    "read-on": () => readOn(),
    close: () => send(desk, "/sandbox/phone/close"),
    refresh: () => send(desk, "/sandbox/phone/refresh"),
    offer: () => send(desk, "/sandbox/phone/offer"),
    enrol: () => { ui.enrolling = true; ui.enrolmentMissed = false; desk.redraw(); },
    "to-bank": () => desk.show("bank"),
  };
  on[action]?.();
}

export function input(target, state, desk) {
  const screen = state.phone.screen;
  if (!screen) return;
  const answers = answersFor(screen.request);
  if (target.dataset.number === screen.request) {
    target.value = target.value.replace(/\D/g, "");
    answers.number = target.value;
  } else if (target.dataset.choice !== undefined) {
    const detail = Number(target.dataset.choice);
    const chosen = target.type === "radio" ? new Set() : new Set(answers.selection.get(detail));
    if (target.checked) chosen.add(target.value);
    else chosen.delete(target.value);
    answers.selection.set(detail, chosen);
  } else {
    return;
  }
  desk.redraw();
}

export function keydown(event, state, desk) {
  if (event.key !== "Escape" || !ui.sheet) return;
  event.preventDefault();
  if (ui.reporting) { ui.reporting = null; desk.redraw(); } else finger("cancel", desk);
}

/** After drawing: watch for the end of the content, and lead the focus into and out of a sheet. */
export function settled(root, state, desk) {
  watchEnd(root, state, desk);
  const sheet = sheetFor(state)?.kind ?? null;
  if (sheet !== ui.sheet) {
    const before = ui.sheet;
    ui.sheet = sheet;
    if (sheet && inHand(root)) root.querySelector(".sheet button")?.focus();
    else if (before && inHand(root)) root.querySelector("[data-do=approve]:not(:disabled), [data-focus]")?.focus({ preventScroll: true });
  }
}

/** What is worth reading out about the phone. */
export function news(state) {
  const { screen, notice, stage } = state.phone;
  const words = said();
  const standing = screen && (words.screens[screen.state] ?? words.banners[screen.state]);
  const title = screen && (standing ? standing.title : screen.state === "waiting_for_fingerprint" ? words.finger.touch : screen.view?.title);
  return [
    ["notice", notice ? words.notice.decide : words.notice.none],
    ["screen", screen ? `Phone: ${title}` : `Phone: ${stage}`],
  ];
}

export function wantsAttention({ phone }) {
  return phone.notice || phone.pending.length > 0 || ON_SCREEN.has(phone.screen?.state);
}

export function isOpen(state) {
  return state !== null && onScreen(state);
}

// Which screen

function content(state, still, desk) {
  const { stage, screen } = state.phone;
  if (stage === "unenrolled" || stage === "offered" || stage === "confirming") return enrolment(state, still, stage === "offered" && ui.enrolmentMissed && banner("not_added"));
  if (stage === "blocked" && (!screen || ON_SCREEN.has(screen.state))) return stopped(still);
  if (!screen) return home(state, still);
  if (!onScreen(state)) return ending(screen, state.bank.name, still);

  const { view, request } = screen;
  const answers = answersFor(request);
  const gap = obstacle(screen, view, answers, desk);
  return consent({
    request, view, bank: state.bank.name, answers, still,
    banner: bannerFor(screen),
    hint: gap,
    mayApprove: gap === null,
  });
}

function obstacle(screen, view, answers, desk) {
  if (screen.state === "key_invalid") return { text: said().missing.enrol };
  if (view.expires_at <= desk.now()) return { text: said().missing.time };
  const text = missing(view, answers);
  return text && { text, more: !answers.read };
}

function bannerFor(screen) {
  if (!(screen.state in TONES)) return null;
  if (screen.state !== "key_invalid") return banner(screen.state);
  return { ...banner(screen.state), action: button("offer", "banner-action", { "data-testid": "phone-enrol-again" }, said().enrol.again) };
}

function banner(name) {
  return { tone: TONES[name], ...said().banners[name] };
}

function sheetFor({ phone }) {
  if (phone.screen?.state === "waiting_for_fingerprint") return { kind: "finger", title: phone.screen.prompt ?? said().finger.approve };
  if (phone.stage === "offered" && ui.enrolling) return { kind: "finger", title: said().finger.add };
  if (phone.screen && ui.reporting === phone.screen.request && ON_SCREEN.has(phone.screen.state)) return { kind: "report" };
  return null;
}

function onScreen({ phone }) {
  return phone.stage === "ready" && phone.screen !== null && phone.screen.view !== null && ON_SCREEN.has(phone.screen.state);
}

// What the person does

function answersFor(request) {
  if (!ui.answers.has(request)) ui.answers.set(request, emptyAnswers());
  return ui.answers.get(request);
}

function prepared({ request, view }) {
  const answers = answersFor(request);
  return { selection: selection(view, answers), number: view.number_digits ? answers.number : null };
}

function finger(result, desk) {
  if (!ui.enrolling) return send(desk, "/sandbox/phone/finger", { result });
  ui.enrolling = false;
  ui.enrolmentMissed = result !== "succeed";
  return send(desk, "/sandbox/phone/enrol", { finger: result });
}

/** One touch is one call, however fast the second touch follows. */
async function send(desk, path, body) {
  ui.busy = true;
  try {
    await desk.post(path, body);
  } finally {
    ui.busy = false;
    desk.redraw();
  }
}

function readOn() {
  const scroll = document.querySelector("#phone [data-scroll]");
  scroll?.scrollBy({ top: scroll.clientHeight * 0.8, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
}

const watcher = { element: null, observer: null };

function watchEnd(root, state, desk) {
  const end = root.querySelector("[data-end]");
  if (end === watcher.element) return;
  watcher.observer?.disconnect();
  watcher.element = end;
  if (!end) return;
  const request = end.dataset.end;
  watcher.observer = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting || answersFor(request).read) return;
    answersFor(request).read = true;
    const readingOn = document.activeElement?.id === "approve-hint";
    desk.redraw();
    // Not to the button: who keeps pressing Enter to read on must not approve by it.
    if (readingOn) root.querySelector("[data-scroll]")?.focus({ preventScroll: true });
  }, { threshold: 0.9 });
  watcher.observer.observe(end);
}

/** The focus is led only when the person is in the phone, or nowhere. */
function inHand(root) {
  return root.contains(document.activeElement) || document.activeElement === document.body;
}
