// What the shop and the bank say, in English. The phone says it in the language it is set to: languages.js.

/** How much time is left, in words. */
export function timeLeft(seconds) {
  if (seconds <= 0) return "Time is up";
  if (seconds <= 30) return seconds === 1 ? "1 second left" : `${seconds} seconds left`;
  if (seconds < 90) return "About a minute left";
  return `${Math.round(seconds / 60)} minutes left`;
}

export function clock(milliseconds) {
  return new Date(milliseconds).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

const NOTHING_HAPPENED = { account_access: "Nothing is shared", login: "You are not signed in" };

function without(kind) {
  return NOTHING_HAPPENED[kind] ?? "Nothing was paid";
}

/** How an order stands, as the shop puts it. The shop is not told who said no. */
export const ORDERS = {
  asking: { tone: "info", step: 0, text: () => "Asking your bank" },
  waiting: { tone: "info", step: 1, text: () => "Waiting for you to decide on your phone" },
  done: { tone: "good", step: 2, text: (kind) => ({ account_access: "Your account is connected", login: "You are signed in" })[kind] ?? "Paid. Thank you" },
  refused: { tone: "bad", step: 2, text: (kind) => `Not approved. ${without(kind)}` },
  expired: { tone: "bad", step: 2, text: (kind) => `Time ran out. ${without(kind)}` },
  failed: { tone: "bad", step: 2, text: () => "The bank did not accept this request" },
};

export const WHO = { shop: "Shop", as: "Bank", gateway: "Gateway", phone: "Phone", bank: "Bank staff" };

export const DEVICE_STATES = { pending: "Waiting for confirmation", active: "Active", blocked: "Blocked", revoked: "Revoked" };
