// What goes wrong: dishonest shops, thieves, lost networks, and phones that have to be looked after.

import assert from "node:assert/strict";
import { test } from "node:test";
import { items, lastLine, open } from "./desk.mjs";

const MARKUP = "markup";

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
  const last = await lastLine();

  await desk.get("trouble-forged").click();
  await desk.newLine(last, '[data-who=phone][data-outcome=refused]');

  assert.equal(await desk.get("phone-amount").count(), 0);
  assert.equal(await desk.get("phone-approve").count(), 0);
  await desk.picture("forged-wide");
});

test("an approval on a lost network is not known to have arrived, and arrives later", async (t) => {
  const [item] = await items("payment");
  const desk = await open(t);
  await desk.bring(item);
  await desk.complete();

  await desk.get("trouble-network").click();
  await desk.page.locator('[data-testid=trouble-network][aria-checked="true"]').waitFor();
  await desk.approve();
  await desk.phone("unknown");
  await desk.picture("unknown-wide");
  await desk.get("trouble-network").click();
  await desk.page.locator('[data-testid=trouble-network][aria-checked="false"]').waitFor();
  await desk.phone("approved");

  await desk.order("done");
});

test("a request that the bank takes back cannot be answered", async (t) => {
  const [item] = await items("payment");
  const desk = await open(t);
  await desk.bring(item);

  await desk.get("bank-withdraw").click();
  await desk.phone("withdrawn");

  assert.equal(await desk.get("phone-approve").count(), 0);
  assert.equal(await desk.get("phone-decline").count(), 0);
});

test("a stolen decision is refused, and the log shows by which check", async (t) => {
  const [item] = await items("payment");
  const desk = await open(t);
  await desk.bring(item);
  await desk.complete();
  await desk.approve();
  await desk.phone("approved");
  const last = await lastLine();

  await desk.get("trouble-stolen").click();
  const line = await desk.newLine(last, ".checks li:not([data-passed])");

  assert.equal(await line.getAttribute("data-outcome"), "refused");
  await desk.picture("stolen-wide");
  assert.equal(await desk.get("phone-state").getAttribute("data-state"), "approved");
  await desk.order("done");
});
