// The bank: what it saw, step by step, and what its own people and a troublemaker can do.

import { button, fold, h, icon, isolated } from "./dom.js";
import { spaced } from "./app-screens.js";
import { tokenParts } from "./token.js";
import { clock, DEVICE_STATES, WHO } from "./words.js";

/** A quiet time after which the next entry starts a new group. */
const PAUSE = 30_000;
/** What the bank writes down about a start within this time belongs to the same episode. */
const GRACE = 5_000;
const NEAR = 48;

const ui = { follow: true, log: null, roomy: matchMedia("(min-width: 1180px)").matches };

export function render(state) {
  return h("div", { class: "bank-room" },
    head(state.bank),
    state.phone.stage === "confirming" && confirm(state.phone.digits),
    log(state.ledger.entries),
    controls(state));
}

export function act(action, target, state, desk) {
  const on = {
    confirm: () => desk.post("/sandbox/bank/confirm"),
    withdraw: () => desk.post("/sandbox/bank/withdraw"),
    offer: () => desk.post("/sandbox/phone/offer"),
    forged: () => desk.post("/sandbox/trouble/forged_push"),
    stolen: () => desk.post("/sandbox/trouble/stolen_decision"),
    network: () => desk.post("/sandbox/trouble/lost_network", { on: !state.trouble.lost_network }),
    clock: () => desk.post("/sandbox/trouble/wrong_clock", { on: !state.trouble.wrong_clock }),
    unblock: () => desk.post(`/sandbox/bank/devices/${encodeURIComponent(target.dataset.device)}/unblock`),
    revoke: () => desk.post(`/sandbox/bank/devices/${encodeURIComponent(target.dataset.device)}/revoke`),
    latest: () => { ui.follow = true; desk.redraw(); },
  };
  on[action]?.();
}

/** Keeps the newest entry in sight, unless the person is reading further up. */
export function settled(root, state, desk) {
  const scroll = root.querySelector("[data-log]");
  if (ui.log !== scroll) {
    ui.log = scroll;
    scroll.addEventListener("scroll", () => {
      const follow = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
      if (follow !== ui.follow) { ui.follow = follow; desk.redraw(); }
    }, { passive: true });
    scroll.addEventListener("toggle", ({ target }) => target.open && target.scrollIntoView({ block: "nearest" }), true);
  }
  if (ui.follow) scroll.scrollTop = scroll.scrollHeight;
}

// The head

function head(bank) {
  return h("div", { class: "bank-head" },
    h("p", { class: "bank-title" }, icon("i-bank"), isolated(bank.name)),
    fold("profile", "profile", h("span", { class: "chip", "data-on": bank.fapi, "data-testid": "fapi" }, bank.fapi ? "FAPI-CIBA on" : "FAPI-CIBA off"),
      h("ul", null, bank.profile_note.map((note) => h("li", null, note)))));
}

function confirm(digits) {
  return h("section", { class: "confirm", "data-key": "confirm", "aria-labelledby": "confirm-title" },
    h("h3", { id: "confirm-title" }, "A phone wants to be added"),
    h("p", null, "Are these the digits on the phone?"),
    h("output", { class: "digits-shown", "data-testid": "bank-digits" }, spaced(digits)),
    button("confirm", "button primary wide", { "data-testid": "bank-confirm" }, "They are the same"));
}

// The log

function log(entries) {
  const drawn = new Set([...document.querySelectorAll("[data-log] [data-still]")].map((element) => element.dataset.key));
  const first = beginnings(entries);
  return h("section", { class: "log", "data-key": "log", "aria-labelledby": "log-title" },
    h("h3", { id: "log-title" }, "What the bank saw"),
    h("div", { class: "log-scroll", "data-key": "log-scroll", tabindex: 0, role: "region", "aria-labelledby": "log-title", "data-log": true, "data-testid": "bank-log" },
      entries.length === 0 && h("p", { class: "empty" }, "Nothing yet. Buy something in the shop and follow it here, step by step."),
      h("ol", { class: "entries", "data-key": "entries" }, entries.map((each) => [
        first.has(each) && h("li", { class: "episode-time", "data-key": `episode ${each.id}` }, clock(each.at)),
        drawn.has(name(each)) ? h("li", { "data-key": name(each), "data-still": true }) : entry(each)]))),
    !ui.follow && button("latest", "latest", { "data-testid": "bank-latest" }, icon("i-down"), "Latest"));
}

/** The time tells an entry from one of the same number before the sandbox was started again. */
function name({ id, at }) {
  return `entry ${id} ${at}`;
}

/** Where new episodes begin: with a start by the shop or another client, or after a quiet time. */
function beginnings(entries) {
  const found = new Set();
  let started = -Infinity;
  for (const [place, entry] of entries.entries()) {
    const byShop = entry.who === "shop" && entry.outcome === "info";
    const byOther = entry.http?.path === "/backchannel" && entry.at - started > GRACE;
    const quiet = place === 0 || entry.at - entries[place - 1].at > PAUSE;
    if (byShop || byOther || quiet) found.add(entry);
    if (byShop || byOther) started = entry.at;
  }
  return found;
}

/** What was seen does not change any more: it is drawn once. */
function entry(each) {
  const good = each.checks.filter(({ passed }) => passed).length;
  return h("li", { class: "entry", "data-key": name(each), "data-still": true, "data-entry": each.id, "data-outcome": each.outcome, "data-who": each.who, "data-typ": each.token?.typ },
    h("span", { class: "rail", "aria-hidden": "true" }, icon(each.outcome === "refused" ? "i-cross" : each.outcome === "ok" ? "i-check" : "i-info")),
    h("div", { class: "entry-text" },
      h("p", { class: "entry-head" }, h("span", { class: "who-chip" }, WHO[each.who] ?? each.who), h("time", null, clock(each.at))),
      h("h4", null, each.title, each.outcome === "refused" && h("span", { class: "refused" }, "refused")),
      each.text && h("p", { class: "entry-words" }, each.text),
      each.http && h("p", { class: "http" }, h("span", null, each.http.method), " ", h("span", { class: "path" }, each.http.path), " ", h("b", { "data-good": each.http.status < 400 }, each.http.status)),
      each.checks.length > 0 && h("ul", { class: "checks", "aria-label": `${good} of ${each.checks.length} checks passed` },
        each.checks.map((check) => h("li", { "data-passed": check.passed }, icon(check.passed ? "i-check" : "i-cross"), h("span", null, check.name, h("span", { class: "unseen" }, check.passed ? ": passed" : ": failed"))))),
      each.token && fold("token", "fold", h("code", null, each.token.typ), tokenParts(each.token))));
}

// What can be done here

function controls(state) {
  const { trouble, ledger } = state;
  return h("section", { class: "controls", "data-key": "controls", "aria-label": "Trouble and devices" },
    h("details", { class: "trouble", open: ui.roomy },
      h("summary", null, h("h3", null, "Make trouble")),
      h("div", { class: "trouble-row" },
        toggle("network", "Lost network", trouble.lost_network),
        toggle("clock", "Wrong clock", trouble.wrong_clock),
        button("forged", "button plain small", { "data-testid": "trouble-forged" }, "Forged push"),
        button("stolen", "button plain small", { "data-testid": "trouble-stolen" }, "Stolen decision"),
        button("withdraw", "button plain small", { "data-testid": "bank-withdraw" }, "Withdraw request"))),
    fold("devices", "devices", [h("h3", null, `Phones of this customer (${ledger.devices.length})`)],
      h("ul", null, ledger.devices.map(device)),
      button("offer", "button plain small", { "data-testid": "bank-offer" }, "Enrol again")));
}

function toggle(action, name, on) {
  return button(action, "switch", { role: "switch", "aria-checked": on, "data-testid": `trouble-${action}` }, h("span", { class: "switch-text" }, name), h("span", { class: "track", "aria-hidden": "true" }));
}

function device(each) {
  return h("li", { class: "one-device", "data-key": each.id, "data-state": each.state, "data-testid": `device-${each.state}` },
    icon("i-phone"),
    h("div", { class: "device-text" },
      h("p", null, isolated(each.model)),
      h("p", { class: "quiet" }, isolated(each.account), " · ", DEVICE_STATES[each.state] ?? each.state)),
    each.state === "blocked" && button("unblock", "button plain small", { "data-device": each.id, "data-testid": "device-unblock" }, "Unblock"),
    each.state !== "revoked" && button("revoke", "button plain small", { "data-device": each.id, "data-testid": "device-revoke" }, "Revoke"));
}
