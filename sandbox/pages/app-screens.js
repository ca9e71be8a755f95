// The screens of the bank's app besides the consent: home, enrolment, sheets and endings.

import { button, fold, h, icon, isolated } from "./dom.js";
import { compact, decoded, tokenParts } from "./token.js";
import { bannerOf } from "./consent.js";
import { OUTCOMES, SCREENS } from "./words.js";

const ASSURANCE = [
  ["content_bound", "Your answer is bound to what you saw", "Your answer is not bound to what you saw"],
  ["server_signed_request", "The bank signs every request", "The bank does not sign its requests"],
  ["hardware_key", "The key never leaves this phone's hardware", "A software key, for trying out only"],
];

/** The bank's app at rest. */
export function home({ phone }, still) {
  const quiet = phone.pending.length === 0 && !phone.notice;
  return h("div", { class: "screen home", "data-key": "home", inert: still },
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "The bank's app" },
      quiet && h("section", { class: "calm" },
        h("span", { class: "medal", "data-tone": "calm" }, icon("i-check")),
        h("h3", { tabindex: -1, "data-focus": true }, "Nothing to decide"),
        h("p", null, "When someone asks for your money or your data, it appears here first.")),
      !quiet && h("section", { class: "pending", "data-under-notice": phone.notice },
        h("h3", { tabindex: -1, "data-focus": true }, phone.pending.length > 1 ? `${phone.pending.length} decisions wait for you` : "A decision waits for you"),
        h("ul", null, phone.pending.map((each) => h("li", { "data-key": each.id },
          button("open", "pending-row", { "data-request": each.id, "data-testid": `open-${each.id}` },
            h("span", { class: "pending-text" }, h("strong", null, "Open the request"), h("span", { "data-countdown": true }, h("span", { "data-until": each.expires_at }))),
            icon("i-chevron")))))),
      h("section", { class: "account-card" },
        h("h4", null, "This phone decides for"),
        h("p", { class: "account-name" }, isolated(phone.account ?? "")),
        phone.assurance && h("ul", { class: "assurance" }, ASSURANCE.map(([key, yes, no]) => h("li", { "data-on": phone.assurance[key] },
          icon(phone.assurance[key] ? "i-check" : "i-info"), h("span", null, phone.assurance[key] ? yes : no))))),
      phone.history.length > 0 && h("section", { class: "history" },
        h("h4", null, "What you decided"),
        h("ul", null, phone.history.map((each) => h("li", { "data-key": each.request, "data-outcome": each.outcome },
          h("span", { class: "history-title" }, isolated(each.title)),
          h("span", { class: "history-outcome" }, OUTCOMES[each.outcome] ?? each.outcome),
          h("span", { class: "history-time", "data-since": each.at }))))),
      button("refresh", "button plain wide", { "data-testid": "phone-refresh" }, icon("i-refresh"), "Ask the bank for anything new")));
}

/** A notification says this and nothing more: whatever it carried is not believed. */
export function notification(bank) {
  return h("div", { class: "notification", "data-key": "notification" },
    button("open", "notification-body", { "data-testid": "phone-notice" },
      icon("i-bell"),
      h("span", null, h("strong", null, bank), h("span", null, "Your bank asks for your decision")),
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
  return centred("i-phone", "calm", "Add this phone", `Approve what ${bank.name} asks with your fingerprint. The bank shows a code, and this phone scans it.`,
    button("offer", "button primary wide", { "data-testid": "phone-offer" }, "Scan the bank's code"));
}

function offered({ offer }) {
  return h("div", { class: "scroll", tabindex: 0 }, h("div", { class: "offer" },
    h("h3", { tabindex: -1, "data-focus": true }, "Add this phone"),
    h("img", { class: "qr", src: offer.qr, alt: "The bank's code, as this phone scanned it", width: 224, height: 224 }),
    h("dl", { class: "rows" },
      h("div", { class: "row", "data-prominence": 1 }, h("dt", null, "Bank"), h("dd", null, isolated(offer.bank))),
      h("div", { class: "row", "data-prominence": 1 }, h("dt", null, "Account"), h("dd", null, isolated(offer.account)))),
    button("enrol", "button primary wide", { "data-testid": "phone-enrol" }, icon("i-finger"), "Add with fingerprint"),
    button("close", "button plain wide", { "data-testid": "phone-close" }, "Not now")));
}

function confirming({ digits }) {
  return centred("i-shield", "calm", "Compare the digits", "The bank shows six digits too. Confirm there only if they are the same.",
    h("output", { class: "digits-shown", "data-testid": "phone-digits" }, spaced(digits)),
    button("to-bank", "button plain wide to-bank", null, "Go to the bank"));
}

export function spaced(digits) {
  return digits ? `${digits.slice(0, 3)} ${digits.slice(3)}` : "";
}

/** Blocked by the bank: after a report, or after too many failed answers. */
export function stopped(still) {
  return h("div", { class: "screen", "data-key": "blocked", inert: still },
    centred("i-lock", "danger", "This phone is blocked", "It cannot approve anything until the bank unblocks it.",
      button("offer", "button plain wide", { "data-testid": "phone-enrol-again" }, "Enrol again"),
      button("to-bank", "button plain wide to-bank", null, "Go to the bank")));
}

// Endings, and everything that stands instead of a consent

export function ending(screen, bank, still) {
  const words = SCREENS[screen.state] ?? SCREENS.arriving;
  const moving = screen.state === "arriving" || screen.state === "sending";
  return h("div", { class: "screen ending", "data-key": `${screen.state} ${screen.request}`, "data-testid": "phone-ending", inert: still },
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": words.title },
      h("div", { class: "centred" },
        h("span", { class: "medal", "data-tone": words.tone, "data-moving": moving }, icon(words.icon)),
        h("h3", { tabindex: -1, "data-focus": true }, words.title),
        screen.view && screen.state !== "cannot_show" && h("p", { class: "ending-what" }, isolated(screen.view.title)),
        h("p", null, words.text),
        screen.problem && h("p", { class: "problem", "data-testid": "phone-problem" }, icon("i-alert"), h("span", null, screen.problem.text)),
        screen.receipt && receipt(screen.receipt))),
    way(screen));
}

function receipt(raw) {
  const token = decoded(raw);
  return fold("receipt", "fold", "The bank's receipt", token ? tokenParts(token) : compact(raw));
}

function way({ state }) {
  if (state === "arriving" || state === "sending") return null;
  if (state === "cannot_show") {
    return h("footer", { class: "decide" }, h("div", { class: "answers" }, button("decline", "answer decline", { "data-testid": "phone-decline" }, icon("i-cross"), h("span", null, "Decline"))));
  }
  const again = state === "unknown" || state === "offline";
  const finished = state === "approved" || state === "declined";
  return h("footer", { class: "decide" }, h("div", { class: "answers" },
    button("close", again ? "answer other" : "answer approve", { "data-testid": "phone-close" }, h("span", null, finished ? "Done" : "Close")),
    again && button("refresh", "answer approve", { "data-testid": "phone-refresh" }, icon("i-refresh"), h("span", null, "Try again"))));
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
  const choice = (result, name, className) => button("finger", className, { "data-result": result, "data-testid": `finger-${result}` }, name);
  return [
    h("span", { class: "sensor", "aria-hidden": "true" }, icon("i-finger")),
    h("h3", { id: "sheet-title" }, title),
    h("p", { class: "quiet" }, "This is the phone's sensor. You are the finger."),
    choice("succeed", "Touch the sensor", "button primary wide"),
    h("div", { class: "pair" }, choice("fail", "Wrong finger", "button plain"), choice("cancel", "Cancel", "button plain")),
    h("p", { class: "label" }, "Or let something go wrong"),
    h("div", { class: "pair" }, choice("lock_out", "Locked out", "button plain"), choice("invalidate", "Key invalidated", "button plain")),
  ];
}

function reportSheet() {
  return [
    h("span", { class: "medal", "data-tone": "danger" }, icon("i-flag")),
    h("h3", { id: "sheet-title" }, "Tell the bank that this was not you"),
    h("p", { class: "quiet" }, "The request is declined, and this phone is blocked until the bank has looked into it."),
    button("report", "button danger wide", { "data-testid": "report-confirm" }, "Report and block"),
    button("report-back", "button plain wide", { "data-testid": "report-back" }, "Go back"),
  ];
}
