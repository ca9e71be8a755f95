// A token, taken apart: what it says first, the bytes it came in last.

import { h } from "./dom.js";

/** The header and the payload of a decoded token, and its compact form. */
export function tokenParts({ header, payload, raw }) {
  return h("div", { class: "token" },
    h("p", { class: "label" }, "Header"), json(header),
    h("p", { class: "label" }, "Payload"), json(payload),
    raw && [h("p", { class: "label" }, "As sent"), compact(raw)]);
}

/** Takes a compact token apart for looking at; null if it is none. It checks nothing: that is the core's work. */
export function decoded(raw) {
  try {
    const [header, payload] = raw.split(".").slice(0, 2).map((part) => JSON.parse(text(part)));
    return { header, payload, raw };
  } catch {
    return null;
  }
}

function text(part) {
  const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/** JSON with the names of its members set apart. */
function json(value) {
  const lines = JSON.stringify(value, null, 2).split("\n");
  return h("pre", { tabindex: 0 }, lines.map((line, place) => {
    const end = place + 1 < lines.length ? "\n" : "";
    const member = /^(\s*)("(?:[^"\\]|\\.)*"): (.*)$/.exec(line);
    return member ? [member[1], h("b", null, member[2]), `: ${member[3]}${end}`] : line + end;
  }));
}

export function compact(raw) {
  return h("pre", { class: "raw", tabindex: 0 }, raw.split(".").map((part, place) => [place > 0 && ".", h("span", { "data-part": place }, part)]));
}
