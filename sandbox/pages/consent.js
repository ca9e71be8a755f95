// The consent: who asks, what for, and everything that belongs to it, by prominence.
// Nothing here decides: what may be approved at all was settled by the core before this is drawn.

import { button, h, icon, isolated } from "./dom.js";
import { counted, filled, said } from "./languages.js";

/** Sections that have a place of their own and are not listed among the others. */
const ELSEWHERE = /^(client|number_entry|context|request|accounts\/\d+|selection\/\d+)$/;
const DETAILS = "authorization_details/";

/** What the person has done so far about one request. */
export function emptyAnswers() {
  return { read: false, number: "", selection: new Map() };
}

/** What still stands before approving, in words; null if nothing does. */
export function missing(view, answers) {
  const words = said().missing;
  for (const choice of view.choices) {
    const count = answers.selection.get(choice.detail)?.size ?? 0;
    if (count < choice.at_least) return choice.at_most === 1 ? words.account : words.accounts;
    if (count > choice.at_most) return counted(words.fewer, choice.at_most);
  }
  if (view.number_digits && answers.number.length < view.number_digits) return words.number;
  if (!answers.read) return words.read;
  return null;
}

/** The selection as the phone signs it: ids in the order in which they were offered. */
export function selection(view, answers) {
  return view.choices.map(({ detail, accounts }) => {
    const chosen = answers.selection.get(detail) ?? new Set();
    return { detail, accounts: accounts.map(({ id }) => id).filter((id) => chosen.has(id)) };
  });
}

export function consent({ request, view, bank, banner, answers, hint, mayApprove, still }) {
  const client = view.sections.find(({ key }) => key === "client");
  const listed = view.sections.filter(({ key }) => !ELSEWHERE.test(key));
  const context = view.sections.filter(({ key }) => key === "context" || key === "request");
  return h("div", { class: "consent", "data-key": `consent ${request}`, "data-testid": "phone-consent", "data-request": request, inert: still },
    banner && bannerOf(banner),
    h("div", { class: "scroll", "data-key": "scroll", tabindex: 0, role: "region", "aria-label": said().asked.region, "data-scroll": true },
      who(client, bank),
      what(view),
      warnings(view.warnings),
      listed.map((section) => group(section, view)),
      view.choices.map((choice) => choiceOf(choice, answers, request)),
      view.number_digits && numberEntry(view, answers, request),
      where(context, view),
      further(view.sections),
      h("p", { class: "end", "data-key": "end", "data-end": request }, said().asked.end)),
    decide(hint, mayApprove));
}

export function bannerOf({ tone, title, text, action }) {
  return h("div", { class: "banner", "data-key": "banner", "data-tone": tone, "data-testid": "phone-banner" },
    icon(tone === "info" ? "i-info" : "i-alert"),
    h("div", null, h("p", { class: "banner-title" }, title), h("p", null, text), action));
}

// Who asks

function who(client, bank) {
  const value = (name) => client?.fields.find(({ key }) => bare(key) === name);
  const name = value("name");
  const behalf = value("on_behalf_of");
  const legal = value("legal_name");
  return h("section", { class: "who", "data-key": "who", "aria-label": said().asked.who },
    h("p", { class: "label" }, said().asked.who),
    h("p", { class: "who-name", "data-testid": "phone-client" }, name && words(name)),
    behalf && h("p", { class: "who-behalf" }, filled(said().asked.behalf, { party: words(behalf) })),
    legal && h("p", { class: "who-legal" }, words(legal)),
    h("p", { class: "who-checked" }, icon("i-shield"), h("span", null, filled(said().asked.known, { bank: isolated(bank) }))),
    [name, behalf, legal].map((field) => field && warnings(field.warnings)));
}

// What

function what(view) {
  return h("section", { class: "what", "data-key": "what", "aria-label": said().asked.what },
    h("h3", { class: "title", tabindex: -1, "data-focus": true, "data-testid": "phone-title" }, isolated(view.title)),
    view.amount && h("p", { class: "amount", "data-testid": "phone-amount", "data-length": amountLength(view.amount) }, h("bdi", { dir: "ltr" }, amount(view.amount))));
}

/** The digits and the currency beside them, to the letter; never broken, so long ones are set smaller. */
function amount(text) {
  return text.split(/(\s+)/).map((part) => (part.trim() === "" ? part : h("span", { class: /\p{Nd}/u.test(part) ? "digits" : "code" }, part)));
}

function amountLength(text) {
  return text.length <= 11 ? "short" : text.length <= 16 ? "middle" : text.length <= 21 ? "long" : "longest";
}

function warnings(list) {
  return list.length > 0 && h("ul", { class: "warnings" }, list.map(({ key, text }) => h("li", { "data-key": key }, icon("i-alert"), h("span", null, text))));
}

function group(section, view) {
  const hero = heroField(view);
  const fields = [1, 2].flatMap((prominence) => section.fields.filter((field) => field.prominence === prominence && field !== hero));
  if (fields.length === 0) return null;
  return h("section", { class: "group", "data-section": section.key, "data-key": section.key },
    h("h4", null, isolated(section.title)),
    rows(fields));
}

/** The amount that stands in large type already is not repeated as a row. */
function heroField(view) {
  const details = view.sections.filter(({ key }) => key.startsWith(DETAILS)).flatMap(({ fields }) => fields);
  return details.find(({ kind, text }) => kind === "amount" && text === view.amount);
}

function rows(fields, first = null) {
  return h("dl", { class: "rows" }, first, fields.map((field, place) => h("div", {
    class: "row", "data-kind": field.kind, "data-prominence": field.prominence, "data-client-words": field.client_words,
    "data-same": isGranted(field) && fields[place - 1]?.label === field.label,
  },
    h("dt", null, field.label, field.from && h("span", null, isolated(field.from)), field.client_words && h("span", { class: "client-words" }, said().asked.client_words)),
    h("dd", null, isGranted(field) && icon("i-check"), h("span", { class: "value" }, words(field)), warnings(field.warnings)))));
}

/** Whether it is something that the client may then do: not what kind of thing it is, and nothing to beware of. */
function isGranted({ kind, key, warnings }) {
  return kind === "permission" && bare(key) !== "type" && warnings.length === 0;
}

function words(field) {
  return isolated(field.text, field.direction === "ltr" ? "ltr" : "auto");
}

function bare(key) {
  return key.replace(/^\//, "");
}

// What the person adds

function choiceOf(choice, answers, request) {
  const single = choice.at_most === 1;
  const chosen = answers.selection.get(choice.detail) ?? new Set();
  return h("fieldset", { class: "choice", "data-key": `choice ${choice.detail}` },
    h("legend", null, choice.title),
    !single && h("p", { class: "quiet" }, choice.accounts.length === choice.at_most ? said().choice.any : counted(said().choice.at_most, choice.at_most)),
    choice.accounts.map((account) => h("label", { class: "account", "data-key": account.id },
      h("input", {
        type: single ? "radio" : "checkbox", name: `choice ${request} ${choice.detail}`, value: account.id, checked: chosen.has(account.id),
        "data-choice": choice.detail, "data-testid": `account-${account.id}`,
      }),
      h("span", { class: "account-text" },
        h("span", { class: "account-label" }, isolated(account.label)),
        h("span", { class: "account-number" }, isolated(account.identification, "ltr"))),
      account.currency && h("span", { class: "account-currency" }, account.currency))));
}

function numberEntry(view, answers, request) {
  const boxes = Array.from({ length: view.number_digits }, (_, place) => answers.number[place] ?? "");
  return h("section", { class: "number", "data-key": "number" },
    h("h4", { id: "number-title" }, said().number.title),
    h("p", { class: "quiet", id: "number-help" }, said().number.help),
    h("div", { class: "number-boxes" },
      boxes.map((digit, place) => h("span", { class: "number-box", "aria-hidden": "true", "data-next": place === answers.number.length, "data-filled": digit !== "" }, digit)),
      h("input", {
        type: "text", inputmode: "numeric", pattern: "[0-9]*", maxlength: view.number_digits, autocomplete: "off", value: answers.number,
        "aria-labelledby": "number-title", "aria-describedby": "number-help", "data-number": request, "data-testid": "phone-number",
      })));
}

// Where from, when, and what few people ask for

function where(sections, view) {
  const fields = sections.flatMap(({ fields }) => fields).filter(({ prominence }) => prominence <= 2);
  const ago = h("div", { class: "row", "data-prominence": 2 }, h("dt", null, said().asked.ago), h("dd", null, h("span", { "data-since": view.requested_at })));
  return h("section", { class: "group", "data-key": "where", "data-section": "context" },
    h("h4", null, said().asked.where),
    rows(fields, ago));
}

function further(sections) {
  const fields = sections.flatMap(({ title, fields }) => fields.filter(({ prominence }) => prominence === 3).map((field) => ({ ...field, from: title })));
  if (fields.length === 0) return null;
  return h("section", { class: "group further", "data-key": "further", "data-section": "further" },
    h("h4", null, said().asked.further),
    rows(fields));
}

// The answer

function decide(hint, mayApprove) {
  const words = said().answer;
  return h("footer", { class: "decide", "data-key": "decide" },
    hint && hint.more
      ? button("read-on", "hint", { "data-testid": "phone-hint", id: "approve-hint" }, icon("i-down"), h("span", null, hint.text))
      : h("p", { class: "hint", "data-testid": "phone-hint", id: "approve-hint" }, hint ? hint.text : words.nothing_sent),
    h("div", { class: "answers" },
      button("decline", "answer decline", { "data-testid": "phone-decline" }, icon("i-cross"), h("span", null, words.decline)),
      button("approve", "answer approve", { "data-testid": "phone-approve", disabled: !mayApprove, "aria-describedby": "approve-hint", "aria-label": words.approve_with },
        icon("i-finger"), h("span", null, words.approve))),
    button("not-me", "not-me", { "data-testid": "phone-report" }, words.not_me));
}
