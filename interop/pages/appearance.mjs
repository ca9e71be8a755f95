// How the pages look and read, measured in every main state.

import assert from "node:assert/strict";
import { test } from "node:test";
import { items, NARROW, open, WIDE } from "./desk.mjs";
import { contrasts, faults } from "./looks.mjs";

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
