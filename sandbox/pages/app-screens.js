// The screens of the bank's app besides the consent: home, enrolment, sheets and endings.

import { button, fold, h, icon, isolated } from "./dom.js";
import { compact, decoded, tokenParts } from "./token.js";
import { bannerOf } from "./consent.js";
import { counted, said } from "./languages.js";

/** Each ending's drawing and tone. */
const LOOKS = {
  arriving: ["i-hourglass", "info"],
  cannot_show: ["i-alert", "danger"],
  sending: ["i-send", "info"],
  approved: ["i-check", "good"],
  declined: ["i-cross", "calm"],
  expired: ["i-hourglass", "calm"],
  withdrawn: ["i-undo", "calm"],
  answered_elsewhere: ["i-phone", "calm"],
  refused: ["i-alert", "danger"],
  unknown: ["i-question", "warn"],
  never_learned: ["i-question", "warn"],
  offline: ["i-offline", "warn"],
  not_genuine: ["i-shield-off", "danger"],
};

/** The bank's app at rest. */
export function home({ phone }, still) {
  const words = said().home;
  const quiet = phone.pending.length === 0 && !phone.notice;
  return h("div", { class: "screen home", "data-key": "home", inert: still },
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words.region },
      quiet && h("section", { class: "calm" },
        h("span", { class: "medal", "data-tone": "calm" }, icon("i-check")),
        h("h3", { tabindex: -1, "data-focus": true }, words.nothing),
        h("p", null, words.first)),
      !quiet && h("section", { class: "pending", "data-under-notice": phone.notice },
        h("h3", { tabindex: -1, "data-focus": true }, counted(words.waiting, Math.max(1, phone.pending.length))),
        h("ul", null, phone.pending.map((each) => h("li", { "data-key": each.id },
          button("open", "pending-row", { "data-request": each.id, "data-testid": `open-${each.id}` },
            h("span", { class: "pending-text" }, h("strong", null, words.open), h("span", { "data-countdown": true }, h("span", { "data-until": each.expires_at }))),
            icon("i-chevron")))))),
      h("section", { class: "account-card" },
        h("h4", null, words.decides_for),
        h("p", { class: "account-name" }, isolated(phone.account ?? "")),
        phone.assurance && h("ul", { class: "assurance" }, Object.entries(said().assurance).map(([key, [yes, no]]) => h("li", { "data-on": phone.assurance[key] },
          icon(phone.assurance[key] ? "i-check" : "i-info"), h("span", null, phone.assurance[key] ? yes : no))))),
      phone.history.length > 0 && h("section", { class: "history" },
        h("h4", null, words.history),
        h("ul", null, phone.history.map((each) => h("li", { "data-key": each.request, "data-outcome": each.outcome },
          h("span", { class: "history-title" }, isolated(each.title ?? said().past.unnamed)),
          h("span", { class: "history-outcome" }, said().outcomes[each.outcome] ?? said().outcomes.unknown),
          h("span", { class: "history-time", "data-since": each.at }))))),
      button("refresh", "button plain wide", { "data-testid": "phone-refresh" }, icon("i-refresh"), words.refresh)));
}

/** A notification says this and nothing more: whatever it carried is not believed. */
export function notification(bank) {
  return h("div", { class: "notification", "data-key": "notification" },
    button("open", "notification-body", { "data-testid": "phone-notice" },
      icon("i-bell"),
      h("span", null, h("strong", null, bank), h("span", null, said().notice.decide)),
      icon("i-chevron")));
}

// Adding this phone

export function enrolment({ phone, bank }, still, banner) {
  const screens = { unenrolled, offered, confirming };
  return h("div", { class: "screen enrolment", "data-key": `enrolment ${phone.stage}`, inert: still },
    banner && bannerOf(banner),
    screens[phone.stage](phone, bank));
}

function unenrolled(phone, bank) {
  return centred("i-phone", "calm", said().enrol.title, said().enrol.text.replace("{bank}", bank.name),
    button("offer", "button primary wide", { "data-testid": "phone-offer" }, said().enrol.scan));
}

function offered({ offer }) {
  const words = said().enrol;
  return h("div", { class: "scroll", tabindex: 0 }, h("div", { class: "offer" },
    h("h3", { tabindex: -1, "data-focus": true }, words.title),
    h("img", { class: "qr", src: offer.qr, alt: words.code, width: 224, height: 224 }),
    h("dl", { class: "rows" },
      h("div", { class: "row", "data-prominence": 1 }, h("dt", null, words.bank), h("dd", null, isolated(offer.bank))),
      h("div", { class: "row", "data-prominence": 1 }, h("dt", null, words.account), h("dd", null, isolated(offer.account)))),
    button("enrol", "button primary wide", { "data-testid": "phone-enrol" }, icon("i-finger"), words.add),
    button("close", "button plain wide", { "data-testid": "phone-close" }, words.not_now)));
}

function confirming({ digits }) {
  return centred("i-shield", "calm", said().enrol.compare, said().enrol.compare_text,
    h("output", { class: "digits-shown", "data-testid": "phone-digits" }, spaced(digits)),
    button("to-bank", "button plain wide to-bank", null, said().enrol.to_bank));
}

export function spaced(digits) {
  return digits ? `${digits.slice(0, 3)} ${digits.slice(3)}` : "";
}

/** Blocked by the bank: after a report, or after too many failed answers. */
export function stopped(still) {
  return h("div", { class: "screen", "data-key": "blocked", inert: still },
    centred("i-lock", "danger", said().enrol.blocked, said().enrol.blocked_text,
      button("offer", "button plain wide", { "data-testid": "phone-enrol-again" }, said().enrol.again),
      button("to-bank", "button plain wide to-bank", null, said().enrol.to_bank)));
}

// Endings, and everything that stands instead of a consent

export function ending(screen, bank, still) {
  const state = screen.state in LOOKS ? screen.state : "arriving";
  const words = said().screens[state];
  const [drawing, tone] = LOOKS[state];
  const moving = screen.state === "arriving" || screen.state === "sending";
  return h("div", { class: "screen ending", "data-key": `${screen.state} ${screen.request}`, "data-testid": "phone-ending", inert: still },
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words.title },
      h("div", { class: "centred" },
        h("span", { class: "medal", "data-tone": tone, "data-moving": moving }, icon(drawing)),
        h("h3", { tabindex: -1, "data-focus": true }, words.title),
        screen.view && screen.state !== "cannot_show" && h("p", { class: "ending-what" }, isolated(screen.view.title)),
        h("p", null, words.text),
        screen.problem && h("p", { class: "problem", "data-testid": "phone-problem" }, icon("i-alert"), h("span", null, screen.problem.text)),
        screen.receipt && receipt(screen.receipt))),
    way(screen));
}

function receipt(raw) {
  const token = decoded(raw);
  return fold("receipt", "fold", said().answer.receipt, token ? tokenParts(token) : compact(raw));
}

function way({ state }) {
  if (state === "arriving" || state === "sending") return null;
  if (state === "cannot_show") {
    return h("footer", { class: "decide" }, h("div", { class: "answers" }, button("decline", "answer decline", { "data-testid": "phone-decline" }, icon("i-cross"), h("span", null, said().answer.decline))));
  }
  const again = state === "unknown" || state === "offline";
  const finished = state === "approved" || state === "declined";
  return h("footer", { class: "decide" }, h("div", { class: "answers" },
    button("close", again ? "answer other" : "answer approve", { "data-testid": "phone-close" }, h("span", null, finished ? said().answer.done : said().answer.close)),
    again && button("refresh", "answer approve", { "data-testid": "phone-refresh" }, icon("i-refresh"), h("span", null, said().answer.again))));
}

function centred(drawing, tone, title, text, ...rest) {
  return h("div", { class: "centred" },
    h("span", { class: "medal", "data-tone": tone }, icon(drawing)),
    h("h3", { tabindex: -1, "data-focus": true }, title),
    h("p", null, text),
    rest);
}

// Sheets: the system's own fingerprint dialogue, and the question before a report

export function sheetOf({ kind, title }) {
  return h("div", { class: "sheet-room", "data-key": `sheet ${kind}` },
    h("div", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": "sheet-title", "data-testid": `sheet-${kind}` }, kind === "finger" ? fingerSheet(title) : reportSheet()));
}

function fingerSheet(title) {
  const words = said().finger;
  const choice = (result, name, className) => button("finger", className, { "data-result": result, "data-testid": `finger-${result}` }, name);
  return [
    h("span", { class: "sensor", "aria-hidden": "true" }, icon("i-finger")),
    h("h3", { id: "sheet-title" }, isolated(title)),
    h("p", { class: "quiet" }, words.sensor),
    choice("succeed", words.touch, "button primary wide"),
    h("div", { class: "pair" }, choice("fail", words.wrong, "button plain"), choice("cancel", words.cancel, "button plain")),
    h("p", { class: "label" }, words.or),
    h("div", { class: "pair" }, choice("lock_out", words.locked, "button plain"), choice("invalidate", words.invalid, "button plain")),
  ];
}

function reportSheet() {
  const words = said().report;
  return [
    h("span", { class: "medal", "data-tone": "danger" }, icon("i-flag")),
    h("h3", { id: "sheet-title" }, words.title),
    h("p", { class: "quiet" }, words.text),
    button("report", "button danger wide", { "data-testid": "report-confirm" }, words.confirm),
    button("report-back", "button plain wide", { "data-testid": "report-back" }, words.back),
  ];
}
