// What the phone says, in English. The other languages have the same keys.

export default {
  name: "English",

  asked: {
    region: "What is asked", who: "Who asks", what: "What", behalf: "on behalf of {party}", known: "Known to {bank}",
    client_words: "the shop's own words", where: "Where it was started", ago: "How long ago", further: "Further details", end: "That is everything",
  },
  number: { title: "The number in the shop", help: "Type the number that the shop shows you now." },
  choice: { any: "Choose as many as you like", at_most: { one: "Choose one at most", other: "Choose {n} at most" } },
  missing: {
    account: "Choose an account to approve", accounts: "Choose at least one account to approve",
    fewer: { one: "Choose one account at most", other: "Choose {n} accounts at most" },
    number: "Type the number from the shop to approve", read: "Read to the end to approve", time: "Time is up", enrol: "Enrol again to approve",
  },
  answer: {
    nothing_sent: "Nothing is sent before your fingerprint", decline: "Decline", approve: "Approve", approve_with: "Approve with fingerprint", not_me: "I did not start this",
    done: "Done", close: "Close", again: "Try again", receipt: "The bank's receipt",
  },

  left: { over: "Time is up", seconds: { one: "{n} second left", other: "{n} seconds left" }, minute: "About a minute left", minutes: { one: "{n} minute left", other: "{n} minutes left" } },
  ago: { now: "just now", minute: "a minute ago", minutes: { one: "{n} minute ago", other: "{n} minutes ago" }, hour: "an hour ago", hours: { one: "{n} hour ago", other: "{n} hours ago" } },

  notice: { decide: "Your bank asks for your decision", none: "No notice" },
  network: "No network",
  home: {
    region: "The bank's app", nothing: "Nothing to decide", first: "When someone asks for your money or your data, it appears here first.",
    waiting: { one: "A decision waits for you", other: "{n} decisions wait for you" }, open: "Open the request", decides_for: "This phone decides for", history: "What you decided", refresh: "Ask the bank for anything new",
  },
  assurance: {
    content_bound: ["Your answer is bound to what you saw", "Your answer is not bound to what you saw"],
    server_signed_request: ["The bank signs every request", "The bank does not sign its requests"],
    hardware_key: ["The key never leaves this phone's hardware", "A software key, for trying out only"],
  },
  past: { unnamed: "A request that was not shown" },

  enrol: {
    title: "Add this phone", text: "Approve what {bank} asks with your fingerprint. The bank shows a code, and this phone scans it.", scan: "Scan the bank's code", code: "The bank's code, as this phone scanned it",
    bank: "Bank", account: "Account", add: "Add with fingerprint", not_now: "Not now", compare: "Compare the digits", compare_text: "The bank shows six digits too. Confirm there only if they are the same.", to_bank: "Go to the bank",
    again: "Enrol again", blocked: "This phone is blocked", blocked_text: "It cannot approve anything until the bank unblocks it.",
  },
  finger: {
    approve: "Approve with your fingerprint", add: "Add this phone with your fingerprint", sensor: "This is the phone's sensor. You are the finger.", touch: "Touch the sensor",
    wrong: "Wrong finger", cancel: "Cancel", or: "Or let something go wrong", locked: "Locked out", invalid: "Key invalidated",
  },
  report: { title: "Tell the bank that this was not you", text: "The request is declined, and this phone is blocked until the bank has looked into it.", confirm: "Report and block", back: "Go back" },

  banners: {
    cancelled: { title: "Fingerprint cancelled", text: "Nothing was sent and nothing is lost. You can approve or decline." },
    fingerprint_failed: { title: "Finger not recognised", text: "Nothing was sent. Try again, or decline." },
    locked_out: { title: "The sensor is locked", text: "There were too many wrong fingers. Wait a little and try again. Declining works without it." },
    not_added: { title: "This phone was not added", text: "The fingerprint is needed for that. Nothing was sent." },
    key_invalid: { title: "This phone's key is no longer valid", text: "Its fingerprints or its screen lock changed. Enrol again to approve. Declining still works." },
  },
  screens: {
    arriving: { title: "A request is arriving", text: "Your phone fetches it from the bank and checks it. Nothing is shown before that." },
    cannot_show: { title: "This request cannot be shown safely", text: "So it cannot be approved. You can decline it." },
    sending: { title: "Sending your answer", text: "It is signed and stored on this phone. It waits for the bank to confirm it." },
    approved: { title: "Approved", text: "The bank has recorded your approval and signed a receipt." },
    declined: { title: "Declined", text: "The bank has recorded that you declined. Nothing was paid or shared." },
    expired: { title: "Time ran out", text: "The request was not answered in time. Nothing was approved." },
    withdrawn: { title: "The bank withdrew this request", text: "There is nothing left to decide. Nothing was approved." },
    answered_elsewhere: { title: "Answered on another device", text: "This request has been decided already. Nothing was sent from here." },
    refused: { title: "The bank refused your answer", text: "Nothing was approved. If you still want it, start again in the shop." },
    unknown: { title: "Not known yet", text: "Your answer was sent, but no confirmation came back. The same answer is sent again until the bank confirms it. It can count only once." },
    never_learned: { title: "Never learned", text: "The bank confirmed nothing about your answer, and this phone has stopped asking. It may have counted. Ask your bank." },
    offline: { title: "No connection to the bank", text: "Nothing is lost. Try again when you are connected." },
    not_genuine: { title: "This did not come from your bank", text: "The message was not signed by your bank. Nothing was shown and nothing was answered." },
  },
  outcomes: {
    approved: "Approved", denied: "Declined", declined: "Declined", expired: "Expired", withdrawn: "Withdrawn",
    answered_elsewhere: "Answered elsewhere", refused: "Refused by the bank", unknown: "Not known yet", never_learned: "Never learned",
  },
};
