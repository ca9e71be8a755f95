// A browser in front of a running sandbox, and the few things a person does with its pages.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

const address = process.env.COUNTERSIGN_SANDBOX_URL;
const pictures = process.env.COUNTERSIGN_SCREENSHOTS;
const PATIENCE = 15_000;

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 390, height: 844 };
export const SHORT = { width: 390, height: 640 };

let browser;

export async function launch() {
  assert.ok(address, "COUNTERSIGN_SANDBOX_URL must be the address of a running sandbox");
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
}

export async function quit() {
  await browser?.close();
}

/** Opens the pages. When the test ends, nothing may have been complained about or fetched from elsewhere. */
export async function open(t, { viewport = WIDE, colorScheme = "light", path = "/" } = {}) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => new URL(request.url()).protocol !== "data:" && new URL(request.url()).origin !== new URL(address).origin && complaints.push(`left the origin: ${request.url()}`));
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });

  // Whatever language the phone was left in; an address can then ask for another.
  if ((await state()).phone.language !== "en") await post("/sandbox/phone/language", { language: "en" });
  await page.goto(new URL(path, address).href);
  await page.locator("[data-testid=panes][data-ready=true]").waitFor();
  const desk = new Desk(page, t.name);
  await desk.clear();
  return desk;
}

export async function state() {
  const answer = await fetch(new URL("/sandbox/state", address));
  return answer.json();
}

export async function post(path, body = {}) {
  const answer = await fetch(new URL(path, address), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${path} answered ${answer.status}`);
}

/** The number of the newest line in the bank's log. */
export async function lastLine() {
  return (await state()).ledger.entries.at(-1)?.id ?? 0;
}

export async function items(kind) {
  const { shop } = await state();
  const found = shop.catalogue.filter((item) => item.kind === kind);
  assert.notEqual(found.length, 0, `the shop has nothing of the kind ${kind}`);
  return found;
}

export class Desk {
  constructor(page, name) {
    this.page = page;
    this.name = name;
  }

  get(id) {
    return this.page.getByTestId(id);
  }

  async sees(id) {
    await this.get(id).first().waitFor({ state: "visible" });
    return this.get(id).first();
  }

  async text(id) {
    return (await (await this.sees(id)).innerText()).trim();
  }

  /** Waits for the phone to show one of these states, and says which. */
  async phone(...wanted) {
    const selector = wanted.map((each) => `[data-testid=phone-state][data-state="${each}"]`).join(", ");
    const glass = this.page.locator(selector);
    await glass.waitFor({ state: "attached" });
    return glass.getAttribute("data-state");
  }

  async order(...wanted) {
    const selector = wanted.map((each) => `[data-testid=order-state][data-state="${each}"]`).join(", ");
    await this.page.locator(selector).waitFor({ state: "attached" });
    return this.page.locator(selector).getAttribute("data-state");
  }

  /** Leaves nothing open on the phone, whatever went before. */
  async clear() {
    const { phone } = await state();
    if (phone.screen) await post("/sandbox/phone/close");
    await this.phone("home");
  }

  async buy(item) {
    const before = (await state()).shop.orders[0]?.id;
    await this.get(`buy-${item.id}`).click();
    await this.page.waitForFunction((last) => {
      const order = document.querySelector("[data-testid=order]");
      return order !== null && order.getAttribute("data-key") !== last;
    }, before ?? null);
  }

  async readNotice() {
    await (await this.sees("phone-notice")).click();
  }

  async readToTheEnd() {
    await this.page.locator("[data-end]").scrollIntoViewIfNeeded();
  }

  /** Buys, opens and returns once the phone shows what is asked. */
  async bring(item) {
    await this.buy(item);
    await this.readNotice();
    await this.phone("ready");
  }

  /** Gives what the request asks for besides a fingerprint. */
  async complete() {
    const { phone } = await state();
    for (const choice of phone.screen.view.choices) await this.get(`account-${choice.accounts[0].id}`).check();
    await this.readToTheEnd();
  }

  async approve(result = "succeed") {
    await this.page.locator("[data-testid=phone-approve]:enabled").click();
    await this.phone("waiting_for_fingerprint");
    await this.get(`finger-${result}`).click();
  }

  /** Waits for a line in the bank's log that is newer than `last`, and returns its place. */
  async newLine(last, selector) {
    const found = await this.page.waitForFunction(([last, selector]) => [...document.querySelectorAll(`[data-testid=bank-log] ${selector}`)]
      .map((element) => Number(element.closest("[data-entry]").dataset.entry)).find((entry) => entry > last), [last, selector]);
    return this.page.locator(`[data-entry="${await found.jsonValue()}"]`);
  }

  async picture(name) {
    if (!pictures) return;
    await mkdir(pictures, { recursive: true });
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }
}
