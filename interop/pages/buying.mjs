// Buying, signing in and sharing accounts, as a person does it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { items, lastLine, NARROW, open, post, SHORT, state } from "./desk.mjs";

test("a purchase is read and approved on the phone, the shop confirms it, and the bank ticked every check", async (t) => {
  const [item] = await items("payment");
  const desk = await open(t);
  const last = await lastLine();
  await desk.bring(item);

  const amount = await desk.text("phone-amount");
  const title = await desk.text("phone-title");
  await desk.picture("phone-ready-wide");
  await desk.complete();
  await desk.approve();
  await desk.phone("approved");
  await desk.order("done");

  assert.equal(item.price, "123.50 EUR");
  assert.equal(amount, "€123.50\u00a0EUR");
  assert.ok(title.includes(amount), `${title} does not say ${amount}`);
  const decision = await desk.newLine(last, '[data-typ="consent-approval+jwt"]');
  assert.ok(await decision.locator(".checks li").count() > 5);
  assert.equal(await decision.locator(".checks li:not([data-passed])").count(), 0);
  const claims = decision.getByText("request_hash");
  // A new line in the log may draw this one anew between the click and its effect.
  for (let tries = 0; tries < 5 && !(await claims.isVisible()); tries += 1) {
    await decision.locator("details.fold > summary").click();
    await desk.page.waitForTimeout(500);
  }
  await claims.waitFor({ state: "visible" });
  await desk.picture("approved-wide");
  await desk.get("phone-close").click();
  await desk.phone("home");
});

test("declining refuses the order", async (t) => {
  const [item] = await items("payment");
  const desk = await open(t);
  const last = await lastLine();
  await desk.bring(item);

  await desk.get("phone-decline").click();
  await desk.phone("declined");
  await desk.order("refused");

  assert.equal(await desk.text("order-error"), "access_denied");
  await desk.newLine(last, '[data-typ="consent-denial+jwt"]');
});

test("account access starts with nothing chosen, and a cancelled fingerprint loses nothing", async (t) => {
  const [item] = await items("account_access");
  const desk = await open(t);
  await desk.get("number-entry").click();
  await desk.bring(item);
  const { phone } = await state();
  const [choice] = phone.screen.view.choices;
  const number = await desk.text("number-to-enter");

  assert.equal(await desk.page.locator("[data-testid=phone-consent] input:checked").count(), 0);
  await desk.readToTheEnd();
  assert.ok(await desk.get("phone-approve").isDisabled());
  await desk.get(`account-${choice.accounts[0].id}`).check();
  assert.ok(await desk.get("phone-approve").isDisabled());
  await desk.get("phone-number").fill(number);
  await desk.picture("accounts-wide");

  const scroll = desk.page.locator("#phone [data-scroll]");
  const scrolled = await scroll.evaluate((element) => element.scrollTop);
  await desk.approve("cancel");
  await desk.phone("cancelled");
  await desk.sees("phone-banner");
  assert.equal(await scroll.evaluate((element) => element.scrollTop), scrolled);
  assert.ok(await desk.get(`account-${choice.accounts[0].id}`).isChecked());
  assert.equal(await desk.get("phone-number").inputValue(), number);

  await desk.approve("fail");
  await desk.phone("fingerprint_failed");
  await desk.approve();
  await desk.phone("approved");
  await desk.order("done");
  await desk.get("number-entry").click();
});

test("typing on the phone goes on while other things happen", async (t) => {
  const [item] = await items("login");
  const desk = await open(t);
  await desk.get("number-entry").click();
  await desk.bring(item);
  const number = await desk.text("number-to-enter");
  const box = desk.get("phone-number");
  await box.focus();
  await desk.page.keyboard.type(number[0]);
  const scrolled = await desk.page.locator("#phone [data-scroll]").evaluate((element) => element.scrollTop);

  await post("/sandbox/trouble/wrong_clock", { on: true });
  await desk.page.locator('[data-testid=trouble-clock][aria-checked="true"]').waitFor();
  await post("/sandbox/trouble/wrong_clock", { on: false });
  await desk.page.locator('[data-testid=trouble-clock][aria-checked="false"]').waitFor();

  assert.ok(await box.evaluate((element) => element === document.activeElement));
  assert.equal(await desk.page.locator("#phone [data-scroll]").evaluate((element) => element.scrollTop), scrolled);
  await desk.page.keyboard.type(number.slice(1));
  assert.equal(await box.inputValue(), number);
  await desk.complete();
  await desk.approve();
  await desk.order("done");
});

test("nothing is approved before its end was on the screen", async (t) => {
  const [item] = await items("payment");
  const desk = await open(t, { viewport: SHORT });
  await desk.buy(item);
  await desk.get("tab-phone").click();
  await desk.readNotice();
  await desk.phone("ready");
  const scroll = desk.page.locator("#phone [data-scroll]");
  assert.ok(await scroll.evaluate((element) => element.scrollHeight > element.clientHeight), "everything fits already");

  const { phone } = await state();
  for (const choice of phone.screen.view.choices) await desk.get(`account-${choice.accounts[0].id}`).check();
  await scroll.evaluate((element) => element.scrollTo(0, 0));
  assert.ok(await desk.get("phone-approve").isDisabled());
  await desk.page.locator("button[data-testid=phone-hint]").focus();
  while (await desk.page.locator("button[data-testid=phone-hint]").count() > 0) {
    const before = await scroll.evaluate((element) => element.scrollTop);
    await desk.page.keyboard.press("Enter");
    await desk.page.waitForFunction((top) => document.querySelector("#phone [data-scroll]").scrollTop > top
      || document.querySelector("[data-testid=phone-approve]:enabled") !== null, before);
  }

  await desk.page.locator("[data-testid=phone-approve]:enabled").waitFor();
  await desk.get("phone-decline").click();
  await desk.phone("declined");
});

test("a narrow window does the whole purchase with tabs, by keyboard too", async (t) => {
  const [item] = await items("payment");
  const desk = await open(t, { viewport: NARROW });
  assert.ok(await desk.get("phone").isHidden());
  await desk.picture("shop-narrow");
  await desk.buy(item);
  await desk.picture("order-narrow");

  await desk.get("tab-shop").focus();
  await desk.page.keyboard.press("ArrowRight");
  assert.equal(await desk.get("tab-phone").getAttribute("aria-selected"), "true");
  await desk.readNotice();
  await desk.phone("ready");
  await desk.sees("phone-amount");
  await desk.picture("phone-narrow");
  await desk.complete();
  await desk.page.locator("[data-testid=phone-approve]:enabled").waitFor();
  await desk.picture("phone-narrow-end");
  await desk.approve("cancel");
  await desk.phone("cancelled");
  await desk.page.locator("[data-testid=phone-approve]:enabled").click();
  await desk.sees("sheet-finger");
  await desk.picture("finger-narrow");
  await desk.get("finger-succeed").click();
  await desk.phone("approved");
  await desk.picture("approved-narrow");

  await desk.get("tab-bank").click();
  await desk.sees("bank-log");
  await desk.picture("bank-narrow");
  await desk.get("tab-shop").click();
  assert.ok(await desk.get("order-state").isVisible());
  await desk.order("done");
});

test("a login in ping mode shows the same message on both screens", async (t) => {
  const [item] = await items("login");
  const desk = await open(t);
  await desk.get("mode-ping").click();
  await desk.bring(item);
  const message = await desk.text("binding-message");

  await desk.get("phone-consent").getByText(message).waitFor();
  await desk.complete();
  await desk.approve();
  await desk.order("done");

  await desk.page.locator("[data-testid=order] .fold > summary", { hasText: "What the shop got" }).click();
  await desk.get("order").getByText("acr").first().waitFor({ state: "visible" });
});

test("a request that nobody answers ends on the phone and in the shop", async (t) => {
  const [item] = await items("payment");
  const desk = await open(t);

  await post("/sandbox/shop/orders", { item: item.id, mode: "poll", number_entry: false, expires_in: 5 });
  await desk.readNotice();
  await desk.page.locator("[data-countdown][data-insistent] [data-testid=phone-countdown]").waitFor();
  await desk.phone("expired");
  await desk.order("expired");

  assert.equal(await desk.get("phone-approve").count(), 0);
});
