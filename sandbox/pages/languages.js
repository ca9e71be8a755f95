// The phone's language: which words it says, and how they are put together.

import ar from "./words-ar.js";
import de from "./words-de.js";
import en from "./words-en.js";
import es from "./words-es.js";
import fr from "./words-fr.js";
import ptBR from "./words-pt-BR.js";

/** By BCP 47 tag, in the order of the switch. */
export const LANGUAGES = { en, de, fr, es, "pt-BR": ptBR, ar };

const RIGHT_TO_LEFT = new Set(["ar"]);

let spoken = "en";

/** From now on the phone says everything in this language. */
export function speak(tag) {
  if (tag in LANGUAGES) spoken = tag;
}

export function language() {
  return { tag: spoken, dir: RIGHT_TO_LEFT.has(spoken) ? "rtl" : "ltr" };
}

/** The words of the language that is spoken. */
export function said() {
  return LANGUAGES[spoken];
}

/** A text with something put into it: elements, so that a foreign name cannot turn what is around it. */
export function filled(text, parts) {
  return text.split(/(\{\w+\})/).map((piece) => (piece.startsWith("{") ? parts[piece.slice(1, -1)] : piece));
}

/** The form that a number takes in this language, by CLDR's rules. */
export function counted(forms, n) {
  const form = forms[new Intl.PluralRules(spoken).select(n)] ?? forms.other;
  return form.replace("{n}", String(n));
}

/** How much time is left, in words. */
export function timeLeft(seconds) {
  const { left } = said();
  if (seconds <= 0) return left.over;
  if (seconds <= 30) return counted(left.seconds, seconds);
  if (seconds < 90) return left.minute;
  return counted(left.minutes, Math.round(seconds / 60));
}

/** How long ago something was, in words. */
export function timeAgo(seconds) {
  const { ago } = said();
  if (seconds < 20) return ago.now;
  if (seconds < 90) return ago.minute;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return counted(ago.minutes, minutes);
  const hours = Math.round(minutes / 60);
  return hours === 1 ? ago.hour : counted(ago.hours, hours);
}
