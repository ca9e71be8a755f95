// The phone in six languages: the same words in each, laid out as each is written, nothing cut.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { items, NARROW, open, post, state } from "./desk.mjs";
import { faults } from "./looks.mjs";

const PAGES = new URL("../../sandbox/pages/", import.meta.url);
const TAGS = ["en", "de", "fr", "es", "pt-BR", "ar"];

/** The words of a language. The files are the browser's: they are read, not resolved. */
async function words(tag) {
  const source = await readFile(new URL(`words-${tag}.js`, PAGES), "utf8");
  return (await import(`data:text/javascript,${encodeURIComponent(source)}`)).default;
}

function isCounted(value) {
  return typeof value === "object" && "other" in value;
}

/** Every path to a text; what is counted is one path, whatever forms it takes. */
function paths(value, path = "") {
  if (typeof value === "string" || isCounted(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => paths(inner, `${path}/${key}`)).sort();
}

function texts(value, path = "") {
  return typeof value === "string" ? [[path, value]] : Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path}/${key}`));
}

const holes = (text) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();


test("every language says everything", async () => {
  const files = (await readdir(PAGES)).filter((name) => name.startsWith("words-"));
  assert.deepEqual(files.sort(), TAGS.map((tag) => `words-${tag}.js`).sort());

  const english = await words("en");
  for (const tag of TAGS) {
    const other = await words(tag);
    assert.deepEqual(paths(other), paths(english), tag);
    for (const [path, text] of texts(other)) assert.notEqual(text.trim(), "", `${tag}${path}`);
    for (const [path, text] of texts(english)) {
      const said = path.split("/").slice(1).reduce((inner, key) => inner?.[key], other);
      if (said !== undefined && !path.endsWith("/one")) assert.deepEqual(holes(said), holes(text), `${tag}${path}`);
    }
  }
});

test("numbers take every form that the language has for up to a hundred", async () => {
  for (const tag of TAGS) {
    const rules = new Intl.PluralRules(tag);
    const forms = [...new Set(Array.from({ length: 101 }, (_, n) => rules.select(n)))].sort();
    const counted = (value) => (typeof value === "string" ? [] : isCounted(value) ? [value] : Object.values(value).flatMap(counted));
    for (const each of counted(await words(tag))) assert.deepEqual(Object.keys(each).sort(), forms, `${tag}: ${each.other}`);
  }
});

test("the language is changed while a request is open: it is read anew, and answered", async (t) => {
  const [item] = await items("payment");
  const desk = await open(t);
  await desk.bring(item);
  const before = (await state()).phone.screen;

  await desk.get("language").selectOption("ar");
  await desk.page.locator('.device[lang="ar"][dir="rtl"]').waitFor();
  const after = (await state()).phone.screen;

  assert.equal(after.request, before.request);
  assert.equal(after.view.locale, "ar");
  assert.equal(await desk.text("phone-title"), after.view.title);
  assert.equal((await desk.text("phone-approve")), (await words("ar")).answer.approve);
  await desk.complete();
  await desk.approve();
  await desk.phone("approved");
  await desk.order("done");
  assert.equal(await desk.page.locator("[data-testid=phone-ending] h3").innerText(), (await words("ar")).screens.approved.title);
});

test("an address can ask for a language", async (t) => {
  const desk = await open(t, { path: "/phone?language=pt-BR" });

  await desk.page.locator('.device[lang="pt-BR"][dir="ltr"]').waitFor();

  assert.equal(await desk.get("language").inputValue(), "pt-BR");
});

test("in Arabic what is not Arabic keeps its own direction and stands where Arabic begins", async (t) => {
  const desk = await open(t, { viewport: NARROW, path: "/phone?language=ar" });
  await post("/sandbox/shop/orders", { item: "rain-coat", mode: "poll", number_entry: false });
  await desk.readNotice();
  await desk.phone("ready");
  await desk.page.locator('.device[dir="rtl"]').waitFor();

  const seen = await desk.page.evaluate(() => {
    const direction = (element) => getComputedStyle(element).direction;
    const side = (element) => {
      const [inner, outer] = [element.getBoundingClientRect(), element.parentElement.getBoundingClientRect()];
      return Math.abs(outer.right - inner.right) <= Math.abs(inner.left - outer.left) ? "right" : "left";
    };
    const bare = [...document.querySelectorAll("#phone .row .value")].filter((value) => value.querySelector(":scope > bdi") === null).length;
    const ltr = [...document.querySelectorAll("#phone .row[data-kind=account] bdi, #phone .account-number bdi, [data-testid=phone-amount] bdi")];
    return { bare, ltr: ltr.map((each) => [direction(each), side(each)].join(" ")), title: direction(document.querySelector("[data-testid=phone-title] bdi")) };
  });

  assert.equal(seen.bare, 0);
  assert.ok(seen.ltr.length >= 4);
  assert.deepEqual([...new Set(seen.ltr)], ["ltr right"]);
  assert.equal(seen.title, "rtl");
  await post("/sandbox/phone/deny", { reason: "unspecified" });
  await desk.phone("declined");
});

test("nothing is cut in any language, however long", async (t) => {
  const desk = await open(t, { viewport: NARROW });
  await desk.get("tab-phone").click();
  for (const id of ["oak-chairs", "streaming"]) {
    await post("/sandbox/shop/orders", { item: id, mode: "poll", number_entry: false });
    await desk.readNotice();
    await desk.phone("ready");
    for (const language of TAGS) {
      await post("/sandbox/phone/language", { language });
      await desk.page.locator(`.device[lang="${language}"]`).waitFor();
      const cut = await desk.page.evaluate(() => [...document.querySelectorAll("#phone .consent *")]
        .filter((element) => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && getComputedStyle(element).display !== "inline" && !element.matches("svg, svg *, input"))
        .map((element) => `${element.className} ${element.textContent.slice(0, 40)}`));
      assert.deepEqual(cut, [], `${id} in ${language}`);
      assert.deepEqual(await faults(desk.page), [], `${id} in ${language}`);
    }
    await post("/sandbox/phone/deny", { reason: "unspecified" });
    await desk.phone("declined");
    await post("/sandbox/phone/close");
  }
});
