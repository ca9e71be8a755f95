// What is asked in these tests: one of every kind, with all that a consent can hold.

/** A gateway's limits for tests that ask more of a customer in a minute than a bank would. */
export const ROOMY = {
  consents_per_hour: 1000, pending_per_account: 100, calls_per_minute: 10_000, offers_per_hour: 100,
};

const CLIENT = { name: 'Desk Shop', legal_name: 'Desk Shop Ltd' };
const ACCOUNTS = [
  { id: 'acc-1', label: 'Current account', identification: 'DE02 •••• 2051', currency: 'EUR' },
  { id: 'acc-2', label: 'Savings', identification: 'DE02 •••• 7030' },
];

export const PAYMENT = {
  account: 'customer-1',
  client: { ...CLIENT, on_behalf_of: 'Merchant A', registration: 'PSD-1' },
  authorization_details: [{
    type: 'payment_initiation',
    actions: ['initiate', 'status', 'cancel'],
    locations: ['https://bank.example/payments'],
    instructedAmount: { currency: 'EUR', amount: '123.50' },
    creditorName: 'Merchant A',
    creditorAccount: { bic: 'ABCIDEFFXXX', iban: 'DE02100100109307118603' },
    remittanceInformationUnstructured: 'Ref Number Merchant',
  }],
  binding_message: 'S24R-7',
  context: {
    requested_at: 1_795_000_000, device: 'Chrome on Windows', location: 'Berlin', ip_address: '192.0.2.7',
  },
  number_entry: 2,
  accounts: ACCOUNTS,
  payee_verification: [{ detail: 0, result: 'close_match', name_on_file: 'Merchant A GmbH' }],
  expires_in: 120,
};

/** The accounts that the person chooses for it. */
export const PAYS = [{ detail: 0, accounts: ['acc-2'] }];

export const ACCESS = {
  account: 'customer-1',
  client: CLIENT,
  scope: 'openid accounts',
  authorization_details: [
    {
      type: 'account_information',
      access: { accounts: [], balances: [{ iban: 'DE02120300000000202051', currency: 'EUR' }] },
      recurringIndicator: true,
      validUntil: '9999-12-31',
      frequencyPerDay: 4,
    },
    { type: 'account_information', actions: ['list_accounts', 'read_balances'] },
  ],
  accounts: ACCOUNTS,
  expires_in: 120,
};

export const SHARES = [
  { detail: 0, accounts: ['acc-1', 'acc-2'] }, { detail: 1, accounts: ['acc-1'] },
];

/** A login whose words mix scripts and whose payee's account number has wrong check digits. */
export const LOGIN = {
  account: 'customer-1', client: CLIENT, scope: 'openid', binding_message: 'Раypal 7', expires_in: 120,
};

export const DOUBTFUL = {
  account: 'customer-1',
  client: CLIENT,
  authorization_details: [{
    type: 'payment_initiation',
    instructedAmount: { currency: 'JPY', amount: '5000' },
    creditorName: 'Мerchant A',
    creditorAccount: { iban: 'DE02100100109307118604' },
    debtorAccount: { iban: 'DE02120300000000202051', currency: 'EUR' },
  }],
  payee_verification: [{ detail: 0, result: 'no_match' }],
  expires_in: 120,
};

/** What no phone can show in full, and so nobody can approve. */
export const UNKNOWN = {
  account: 'customer-1',
  client: CLIENT,
  authorization_details: [{ type: 'standing_order', everyMonth: true }],
  expires_in: 120,
};
