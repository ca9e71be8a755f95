// What is granted, from what was asked and what the person chose (RFC 9396 §7.1).

/**
 * The authorization details as granted.
 *
 * @param details    as the client asked for them
 * @param selection  [{ detail, accounts: [id] }] from the decision, if there was a choice
 * @param accounts   those that were offered, each with the `iban` that only the bank knows in full
 */
export function granted(details, selection = [], accounts = []) {
  return details.map((detail, index) => {
    const chosen = selection.find((entry) => entry.detail === index)?.accounts;
    return chosen ? filledIn(detail, chosen.map((id) => reference(id, accounts))) : detail;
  });
}

/** Whether this detail leaves open which of the customer's accounts it is about. */
export function leavesAccountsOpen(detail) {
  switch (detail.type) {
    case 'payment_initiation':
      return detail.debtorAccount === undefined;
    case 'account_information':
      return detail.access === undefined
        || Object.values(detail.access).some((list) => list.length === 0);
    default:
      return false;
  }
}

function filledIn(detail, references) {
  if (detail.type === 'payment_initiation') {
    return { ...detail, debtorAccount: references[0] };
  }
  // An empty array asks the person to choose. One that names accounts is left as it is.
  const access = detail.access ?? { accounts: [] };
  return {
    ...detail,
    access: Object.fromEntries(Object.entries(access).map(
      ([kind, list]) => [kind, list.length === 0 ? references : list],
    )),
  };
}

function reference(id, accounts) {
  const { iban, currency } = accounts.find((account) => account.id === id);
  return currency === undefined ? { iban } : { iban, currency };
}
