// What the pages say. One place, so that the wording can be read and judged as a whole.

/** How much time is left, in words. */
export function timeLeft(seconds) {
  if (seconds <= 0) return "Time is up";
  if (seconds <= 30) return seconds === 1 ? "1 second left" : `${seconds} seconds left`;
  if (seconds < 90) return "About a minute left";
  return `${Math.round(seconds / 60)} minutes left`;
}

/** How long ago something was, in words. */
export function timeAgo(seconds) {
  if (seconds < 20) return "just now";
  if (seconds < 90) return "a minute ago";
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} minutes ago`;
  const hours = Math.round(minutes / 60);
  return hours === 1 ? "an hour ago" : `${hours} hours ago`;
}

export function clock(milliseconds) {
  return new Date(milliseconds).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** Banners above a consent that is still on the screen. */
export const BANNERS = {
  cancelled: { tone: "info", title: "Fingerprint cancelled", text: "Nothing was sent and nothing is lost. You can approve or decline." },
  fingerprint_failed: { tone: "warn", title: "Finger not recognised", text: "Nothing was sent. Try again, or decline." },
  locked_out: { tone: "warn", title: "The sensor is locked", text: "There were too many wrong fingers. Wait a little and try again. Declining works without it." },
  not_added: { tone: "info", title: "This phone was not added", text: "The fingerprint is needed for that. Nothing was sent." },
  key_invalid: { tone: "danger", title: "This phone's key is no longer valid", text: "Its fingerprints or its screen lock changed. Enrol again to approve. Declining still works." },
};

/** Screens that stand instead of the consent. */
export const SCREENS = {
  arriving: { icon: "i-hourglass", tone: "info", title: "A request is arriving", text: "Your phone fetches it from the bank and checks it. Nothing is shown before that." },
  cannot_show: { icon: "i-alert", tone: "danger", title: "This request cannot be shown safely", text: "So it cannot be approved. You can decline it." },
  sending: { icon: "i-send", tone: "info", title: "Sending your answer", text: "It is signed and stored on this phone. It waits for the bank to confirm it." },
  approved: { icon: "i-check", tone: "good", title: "Approved", text: "The bank has recorded your approval and signed a receipt." },
  declined: { icon: "i-cross", tone: "calm", title: "Declined", text: "The bank has recorded that you declined. Nothing was paid or shared." },
  expired: { icon: "i-hourglass", tone: "calm", title: "Time ran out", text: "The request was not answered in time. Nothing was approved." },
  withdrawn: { icon: "i-undo", tone: "calm", title: "The bank withdrew this request", text: "There is nothing left to decide. Nothing was approved." },
  answered_elsewhere: { icon: "i-phone", tone: "calm", title: "Answered on another device", text: "This request has been decided already. Nothing was sent from here." },
  refused: { icon: "i-alert", tone: "danger", title: "The bank refused your answer", text: "Nothing was approved. If you still want it, start again in the shop." },
  unknown: { icon: "i-question", tone: "warn", title: "Not known yet", text: "Your answer was sent, but no confirmation came back. The same answer is sent again until the bank confirms it. It can count only once." },
  offline: { icon: "i-offline", tone: "warn", title: "No connection to the bank", text: "Nothing is lost. Try again when you are connected." },
  not_genuine: { icon: "i-shield-off", tone: "danger", title: "This did not come from your bank", text: "The message was not signed by your bank. Nothing was shown and nothing was answered." },
};

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

export const OUTCOMES = {
  approved: "Approved", denied: "Declined", declined: "Declined", expired: "Expired", withdrawn: "Withdrawn",
  answered_elsewhere: "Answered elsewhere", refused: "Refused by the bank", unknown: "Not known yet",
};

export const WHO = { shop: "Shop", as: "Bank", gateway: "Gateway", phone: "Phone", bank: "Bank staff" };

export const DEVICE_STATES = { pending: "Waiting for confirmation", active: "Active", blocked: "Blocked", revoked: "Revoked" };
