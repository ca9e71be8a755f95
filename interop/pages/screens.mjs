// Pictures of the phone's consent screen: every kind of request in every language, each as high
// as all of it needs. `cargo xtask screens` runs this; the pictures go to docs/screens.

import assert from "node:assert/strict";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

const address = process.env.COUNTERSIGN_SANDBOX_URL;
const folder = process.env.COUNTERSIGN_SCREENS;
const format = process.env.COUNTERSIGN_SCREENS_FORMAT ?? "webp";

/** What the shop asks for, and what that shows. */
const SCENES = {
  "coffee-grinder": "`payment_initiation`: a payment",
  "rain-coat": "the same with a choice of accounts",
  "magazine": "a standing order without an end",
  "dinner": "two payees and their total",
  "desk-lamp": "a payee whose name does not fit the account",
  "oak-chairs": "names and texts as long as they may be",
  "garden-chair": "`domestic_payment_consent`",
  "savings-pot": "`domestic_vrp_consent`",
  "streaming": "`urn:eudi:sca:payment:1`",
  "gym": "`urn:eudi:sca:emandate:1`",
  "balance-check": "`urn:eudi:sca:account_access:1`",
  "new-address": "`urn:eudi:sca:login_risk_transaction:1`",
  "postcards": "`3ds:payment_authorisation`",
  "budget-planner": "`account_information`, with a choice of accounts",
  "log-in": "a login",
  "loud-name": "a name that looks like an amount, in two alphabets",
  "turned-name": "a request that cannot be shown",
};
const WIDTH = 390;
const LOWEST = 640;

async function post(path, body = {}) {
  const answer = await fetch(new URL(path, address), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${path} answered ${answer.status}`);
}

/** Asks for it in the shop and opens it on the phone. */
async function bring(page, item) {
  await post("/sandbox/shop/orders", { item, mode: "poll", number_entry: item === "log-in" });
  await page.getByTestId("phone-notice").click();
  await page.locator("[data-testid=phone-state]:is([data-state=ready], [data-state=cannot_show])").waitFor();
}

/** The screen in this language, with nothing left to scroll. */
async function picture(page, session, language) {
  await post("/sandbox/phone/language", { language });
  await page.locator(`.device[lang="${language}"]`).waitFor();
  await page.setViewportSize({ width: WIDTH, height: LOWEST });
  const hidden = await page.evaluate(() => {
    const scroll = document.querySelector("[data-scroll]");
    return scroll ? scroll.scrollHeight - scroll.clientHeight : 0;
  });
  await page.setViewportSize({ width: WIDTH, height: LOWEST + hidden });
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const { x, y, width, height } = await page.getByTestId("phone-state").boundingBox();
  const clip = { x, y, width, height, scale: 1 };
  const quality = format === "png" ? {} : { quality: 60 };
  const { data } = await session.send("Page.captureScreenshot", { format, ...quality, clip });
  return Buffer.from(data, "base64");
}

function index(languages) {
  const rows = Object.entries(SCENES).map(([item, about]) => `| ${about} | ${languages.map((tag) => `[${tag}](${item}.${tag}.${format})`).join(" ")} |`);
  return `# What the person sees\n\nThe sandbox's phone, every kind of request in every language, made by \`cargo xtask screens\`.\nEach picture is as high as all of it needs: a phone shows the first part, and approving waits until the rest was on the screen too.\n\n| | |\n|---|---|\n${rows.join("\n")}\n`;
}

assert.ok(address && folder, "COUNTERSIGN_SANDBOX_URL and COUNTERSIGN_SCREENS must be set");
await mkdir(folder, { recursive: true });
for (const old of await readdir(folder)) if (old.endsWith(`.${format}`)) await rm(join(folder, old));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const context = await browser.newContext({ viewport: { width: WIDTH, height: LOWEST }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.goto(new URL("/phone", address).href);
  await page.locator("[data-testid=panes][data-ready=true]").waitFor();
  const languages = await page.locator("#language option").evaluateAll((options) => options.map(({ value }) => value));
  for (const item of Object.keys(SCENES)) {
    await bring(page, item);
    for (const language of languages) {
      await writeFile(join(folder, `${item}.${language}.${format}`), await picture(page, session, language));
    }
    await post("/sandbox/phone/deny", { reason: "unspecified" });
    await post("/sandbox/phone/close");
    await page.getByTestId("phone-consent").waitFor({ state: "detached" });
  }
  await writeFile(join(folder, "README.md"), index(languages));
} finally {
  await browser.close();
}
