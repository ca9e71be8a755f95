// The sandbox's pages as a person uses them. They wait for what can be seen, never for time.
// One file, because there is one desk: two browsers at once would get into each other's way.

import { after, before } from "node:test";
import { launch, quit } from "./desk.mjs";

before(launch);
after(quit);

await import("./buying.mjs");
await import("./trouble.mjs");
await import("./appearance.mjs");
await import("./languages.mjs");
