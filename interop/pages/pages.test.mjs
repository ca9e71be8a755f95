// The sandbox's pages as a person uses them. They wait for what can be seen, never for time.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { items, launch, NARROW, open, post, quit, SHORT, state, WIDE } from "./desk.mjs";
import { contrasts, faults } from "./looks.mjs";

const MARKUP = "markup";

before(launch);
after(quit);

test("a purchase is read and approved on the phone, the shop confirms it, and the bank ticked every check", async (t) => {
  const [item] = await items("payment");
  const desk = await open(t);
  await desk.bring(item);

  const amount = await desk.text("phone-amount");
  const title = await desk.text("phone-title");
  await desk.picture("phone-ready-wide");
  await desk.complete();
  await desk.approve();
  await desk.phone("approved");
  await desk.order("done");

  assert.equal(amount, item.price);
  assert.ok(title.includes(item.price), `${title} does not say ${item.price}`);
  const decision = desk.page.locator('[data-testid=bank-log] [data-typ="consent-approval+jwt"]').last();
  await decision.waitFor();
  assert.ok(await decision.locator(".checks li").count() > 5);
  assert.equal(await decision.locator(".checks li:not([data-passed])").count(), 0);
  await decision.locator("details.fold > summary").click();
  await decision.getByText("request_hash").waitFor({ state: "visible" });
  await desk.picture("approved-wide");
  await desk.get("phone-close").click();
  await desk.phone("home");
});

test("declining refuses the order", async (t) => {
  const [item] = await items("payment");
  const desk = await open(t);
  await desk.bring(item);

  await desk.get("phone-decline").click();
  await desk.phone("declined");
  await desk.order("refused");

  assert.equal(await desk.text("order-error"), "access_denied");
  await desk.page.locator('[data-testid=bank-log] [data-typ="consent-denial+jwt"]').last().waitFor();
});

test("hostile requests are refused, can only be declined, or carry a warning", async (t) => {
  const desk = await open(t);
  const ends = new Map();

  for (const item of (await items("hostile")).filter(({ id }) => id !== MARKUP)) {
    await desk.buy(item);
    const order = await desk.order("waiting", "failed", "refused");
    if (order !== "waiting") {
      ends.set(item.id, "refused by the bank");
      continue;
    }
    await desk.readNotice();
    const screen = await desk.phone("cannot_show", "ready");
    if (screen === "cannot_show") {
      assert.equal(await desk.get("phone-approve").count(), 0, `${item.id} offers to approve`);
      assert.notEqual(await desk.text("phone-problem"), "");
    } else {
      assert.notEqual(await desk.page.locator("[data-testid=phone-consent] .warnings li").count(), 0, `${item.id} shows no warning`);
    }
    await desk.picture(`hostile-${item.id}`);
    await desk.get("phone-decline").click();
    await desk.phone("declined");
    await desk.order("refused");
    await desk.get("phone-close").click();
    await desk.phone("home");
    ends.set(item.id, screen);
  }

  assert.ok([...ends.values()].includes("cannot_show"), JSON.stringify([...ends]));
});

test("markup in a reference is shown as the plain text it is", async (t) => {
  const desk = await open(t);
  await desk.bring((await items("hostile")).find(({ id }) => id === MARKUP));

  const consent = desk.page.getByTestId("phone-consent");
  await consent.getByText("<b>Paid</b><script>alert(1)</script>").waitFor();

  assert.equal(await consent.locator("b, script").count(), 0);
  await consent.getByText("the shop's own words").first().waitFor();
  await desk.get("phone-decline").click();
  await desk.phone("declined");
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

test("reporting a request blocks the phone until the bank unblocks it", async (t) => {
  const [item] = await items("payment");
  const desk = await open(t);
  await desk.bring(item);

  await desk.get("phone-report").click();
  await desk.sees("sheet-report");
  await desk.get("report-confirm").click();
  await desk.page.locator("[data-testid=phone-state][data-stage=blocked]").waitFor();
  await desk.order("refused");
  await desk.picture("blocked-wide");
  await desk.page.locator(".devices > summary").click();
  await desk.get("device-unblock").click();

  await desk.page.locator("[data-testid=phone-state][data-stage=ready]").waitFor();
});

test("a phone is added again once its digits were compared", async (t) => {
  const desk = await open(t);
  await desk.page.locator(".devices > summary").click();
  await desk.get("bank-offer").click();

  await desk.get("phone-enrol").click();
  await desk.get("finger-cancel").click();
  await desk.sees("phone-banner");
  await desk.picture("offer-wide");
  await desk.get("phone-enrol").click();
  await desk.get("finger-succeed").click();
  const onPhone = await desk.text("phone-digits");
  const atBank = await desk.text("bank-digits");
  await desk.picture("digits-wide");
  assert.match(onPhone, /^\d{3} \d{3}$/);
  assert.equal(atBank, onPhone);
  await desk.get("bank-confirm").click();

  await desk.page.locator("[data-testid=phone-state][data-stage=ready]").waitFor();
});

test("a forged push shows nothing and is seen to be refused", async (t) => {
  const desk = await open(t);
  const before = (await state()).ledger.entries.length;

  await desk.get("trouble-forged").click();
  await desk.page.waitForFunction((count) => document.querySelectorAll("[data-testid=bank-log] .entry").length > count, before);

  await desk.page.locator("[data-testid=bank-log] .entry[data-outcome=refused]").last().waitFor();
  assert.equal(await desk.get("phone-amount").count(), 0);
  assert.equal(await desk.get("phone-approve").count(), 0);
  await desk.picture("forged-wide");
});

test("each pane has an address of its own", async (t) => {
  for (const name of ["shop", "phone", "bank"]) {
    const desk = await open(t, { path: `/${name}` });

    for (const other of ["shop", "phone", "bank"]) {
      assert.equal(await desk.get(other).isVisible(), other === name, `${other} at /${name}`);
    }
  }
});

for (const [viewport, size] of [[WIDE, "wide"], [NARROW, "narrow"]]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`everything has a name, a size to touch and enough contrast, ${size} and ${colorScheme}`, async (t) => {
      const [item] = await items("account_access");
      const desk = await open(t, { viewport, colorScheme });
      const seen = [];
      const look = async (where) => seen.push(...(await faults(desk.page)).map((fault) => `${where}: ${fault}`));
      const turn = async (name) => viewport === NARROW && desk.get(`tab-${name}`).click();

      await look("start");
      await desk.buy(item);
      await look("order");
      await turn("phone");
      await desk.sees("phone-notice");
      await look("notice");
      await desk.readNotice();
      await desk.phone("ready");
      await look("consent");
      const low = await contrasts(desk.page, "[data-testid=phone-title], [data-testid=phone-client], .row .value, .account-label", 7);
      const lowRest = await contrasts(desk.page, "main p, main dt, main h3, main h4, main button span, main time", 4.5);
      await desk.picture(`consent-${size}-${colorScheme}`);
      await desk.complete();
      await desk.page.locator("[data-testid=phone-approve]:enabled").click();
      await desk.sees("sheet-finger");
      await look("fingerprint");
      await desk.get("finger-succeed").click();
      await desk.phone("approved");
      await look("approved");
      await turn("bank");
      await look("bank");
      await desk.picture(`end-${size}-${colorScheme}`);

      assert.deepEqual(seen, []);
      assert.deepEqual(low, []);
      assert.deepEqual(lowRest, []);
    });
  }
}
