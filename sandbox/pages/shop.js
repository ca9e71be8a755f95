// The shop: its shelf, and the orders that stay on its page from the first step to the last.

import { button, fold, h, icon, isolated } from "./dom.js";
import { clock, ORDERS } from "./words.js";
import { tokenParts } from "./token.js";

const SHELVES = [
  { kind: "payment", title: "Buy", verb: "Buy" },
  { kind: "account_access", title: "Connect an account", verb: "Connect" },
  { kind: "login", title: "Sign in", verb: "Sign in" },
];
const DRAWINGS = {
  "coffee-grinder": "art-grinder", "tea-bowl": "art-bowl", "rain-coat": "art-coat", "desk-lamp": "art-lamp",
};
const KIND_DRAWINGS = { account_access: "art-accounts", login: "art-door" };

const ui = { mode: "poll", numberEntry: false, asking: null };

export function render(state) {
  const { catalogue, orders } = state.shop;
  const prices = new Map(catalogue.map(({ id, price }) => [id, price]));
  return h("div", { class: "shop-floor" },
    orders.length > 0 && h("section", { class: "orders", "data-key": "orders", "aria-labelledby": "orders-title" },
      h("h3", { id: "orders-title", class: "unseen" }, "Your orders"),
      order(orders[0], true, prices),
      orders.length > 1 && fold("earlier", "earlier", `Earlier orders (${orders.length - 1})`, orders.slice(1).map((each) => order(each, false, prices)))),
    terms(),
    SHELVES.map((shelf) => shelfOf(shelf, catalogue.filter(({ kind }) => kind === shelf.kind))),
    tricks(catalogue.filter(({ kind }) => kind === "hostile")));
}

export function act(action, target, state, desk) {
  if (action === "mode") { ui.mode = target.dataset.mode; desk.redraw(); }
  if (action === "number-entry") { ui.numberEntry = !ui.numberEntry; desk.redraw(); }
  if (action === "buy") buy(target.dataset.item, desk);
  if (action === "to-phone") desk.show("phone");
}

export function keydown(event, state, desk) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step || event.target.dataset.do !== "mode") return;
  event.preventDefault();
  ui.mode = ui.mode === "poll" ? "ping" : "poll";
  desk.redraw();
  document.getElementById(`mode-${ui.mode}`).focus();
}

/** What is worth reading out about the orders. */
export function news(state) {
  return state.shop.orders.map((each) => [`order ${each.id}`, `Shop: ${wording(each)}`]);
}

async function buy(item, desk) {
  if (ui.asking) return;
  ui.asking = item;
  desk.redraw();
  await desk.post("/sandbox/shop/orders", { item, mode: ui.mode, number_entry: ui.numberEntry });
  ui.asking = null;
  desk.redraw();
  document.getElementById("shop").scrollTo({ top: 0 });
}

// The order

function order(each, newest, prices) {
  const stage = ORDERS[each.state] ?? ORDERS.failed;
  const open = each.state === "asking" || each.state === "waiting";
  return h("article", { class: "order", "data-key": each.id, "data-testid": newest ? "order" : `order-${each.id}`, "data-tone": stage.tone, "data-state": each.state },
    h("header", { class: "order-head" },
      h("h4", null, isolated(each.title), prices.get(each.item) && h("span", { class: "order-price" }, prices.get(each.item))),
      open && each.expires_at && h("p", { class: "left", "data-countdown": true }, h("span", { "data-until": each.expires_at }))),
    h("p", { class: "order-state", "data-testid": newest ? "order-state" : null, "data-state": each.state },
      icon(stage.tone === "good" ? "i-check" : stage.tone === "bad" ? "i-cross" : "i-phone"), h("span", null, wording(each))),
    progress(each, stage),
    open && each.number_to_enter && h("div", { class: "handover" },
      h("p", null, "Type this number on your phone"),
      h("output", { class: "big-number", "data-testid": "number-to-enter" }, each.number_to_enter)),
    open && each.binding_message && h("div", { class: "handover" },
      h("p", null, "Your phone shows this message too"),
      h("p", { class: "binding", "data-testid": "binding-message" }, isolated(each.binding_message))),
    newest && open && button("to-phone", "button plain to-phone", null, "Go to the phone"),
    each.error && h("p", { class: "order-error" }, "The bank answered ", h("code", { "data-testid": newest ? "order-error" : null }, each.error)),
    fold("behind", "fold", "What the shop did", h("p", { class: "quiet" }, each.mode === "ping" ? "The bank pings the shop when there is an answer." : "The shop asks the bank until there is an answer."), steps(each.steps)),
    each.tokens && fold("tokens", "fold", "What the shop got", tokens(each.tokens)));
}

function wording({ state, kind }) {
  return (ORDERS[state] ?? ORDERS.failed).text(kind);
}

function progress(each, stage) {
  const names = ["Bank asked", "On your phone", each.state === "done" ? "Done" : stage.step === 2 ? "Ended" : "Done"];
  return h("ol", { class: "progress", "data-tone": stage.tone, "aria-label": "Progress" },
    names.map((name, place) => h("li", {
      "data-place": place < stage.step || stage.tone === "good" ? "past" : place === stage.step ? "here" : "ahead",
      "aria-current": place === stage.step ? "step" : null,
    }, name)));
}

function steps(list) {
  return h("ol", { class: "steps" }, list.map((step) => h("li", null, h("time", null, clock(step.at)), h("span", null, step.text))));
}

function tokens(got) {
  return h("div", { class: "got" },
    got.id_token && [h("h5", null, "ID token"), tokenParts(got.id_token)],
    got.access_token && [h("h5", null, "Access token"), h("pre", { class: "raw" }, got.access_token)],
    got.authorization_details && [h("h5", null, "Authorization details"), h("pre", null, JSON.stringify(got.authorization_details, null, 2))]);
}

// The shelf

function terms() {
  return h("div", { class: "terms", "data-key": "terms" },
    h("div", { class: "term" },
      h("span", { id: "mode-label" }, "Answer by"),
      h("div", { class: "segments", role: "radiogroup", "aria-labelledby": "mode-label" },
        ["poll", "ping"].map((mode) => h("button", {
          type: "button", role: "radio", id: `mode-${mode}`, "data-testid": `mode-${mode}`, "data-do": "mode", "data-mode": mode,
          "aria-checked": ui.mode === mode, tabindex: ui.mode === mode ? 0 : -1,
        }, mode === "poll" ? "Poll" : "Ping")))),
    button("number-entry", "switch", { role: "switch", "aria-checked": ui.numberEntry, "data-testid": "number-entry" },
      h("span", { class: "switch-text" }, "Ask for a number"), h("span", { class: "track", "aria-hidden": "true" })));
}

function shelfOf({ kind, title, verb }, items) {
  if (items.length === 0) return null;
  return h("section", { class: "shelf", "data-key": kind, "data-kind": kind, "aria-labelledby": `shelf-${kind}` },
    h("h3", { id: `shelf-${kind}` }, title),
    h("ul", { class: kind === "payment" ? "cards" : "lines" }, items.map((item, place) => h("li", { class: "card", "data-key": item.id },
      h("div", { class: "art", "data-shade": place % 4 }, icon(drawing(item), "drawing")),
      h("div", { class: "card-text" },
        h("h4", null, isolated(item.title)),
        h("p", null, isolated(item.description))),
      h("div", { class: "card-foot" },
        item.price && h("p", { class: "price" }, item.price),
        buyButton(item, verb, "button primary"))))));
}

function tricks(items) {
  if (items.length === 0) return null;
  return h("section", { class: "shelf tricks", "data-key": "hostile", "aria-labelledby": "shelf-hostile" },
    h("h3", { id: "shelf-hostile" }, icon("i-alert"), "Try to trick the phone"),
    h("p", { class: "quiet" }, "A dishonest shop sends these. See what the bank and the phone make of them."),
    h("ul", { class: "lines" }, items.map((item) => h("li", { class: "card", "data-key": item.id },
      h("div", { class: "card-text" },
        h("h4", null, isolated(item.title)),
        h("p", null, isolated(item.description))),
      buyButton(item, "Try", "button plain")))));
}

function buyButton(item, verb, className) {
  const busy = ui.asking === item.id;
  return button("buy", className, { "data-item": item.id, "data-testid": `buy-${item.id}`, "aria-label": `${verb}: ${item.title}`, "aria-busy": busy }, verb);
}

function drawing({ id, kind }) {
  return DRAWINGS[id] ?? KIND_DRAWINGS[kind] ?? "art-parcel";
}
