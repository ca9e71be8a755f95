// The tables of docs/protocol.md §7.1 and §7.2: a JSON pointer, its prominence, and which warnings
// its value can have. An element of an array is walked to its end before the next one, so arrays
// hold a table of their own.

import { hasUnusualSpaces, isMixedNumbers, isMixedScript, isWrongIban } from './warnings.mjs';

const text = (field, prominence) => ({ field, prominence, warn: doubts });
const plain = (field, prominence) => ({ field, prominence, warn: () => [] });
const iban = (field, prominence) => ({ field, prominence, warn: wrongIban });
const each = (field, rows, whenEmpty) => ({ field, rows, whenEmpty });
const within = (prefix, rows) => rows.map((row) => ({ ...row, field: prefix + row.field }));
const money = (field, prominence, amount = 'amount', currency = 'currency') => [
  plain(`${field}/${amount}`, prominence), plain(`${field}/${currency}`, prominence),
];

const ONE_PAYMENT = [
  ...money('/instructedAmount', 1),
  text('/creditorName', 1),
  iban('/creditorAccount/iban', 1),
  plain('/creditorAccount/bic', 3),
  plain('/creditorAccount/currency', 3),
  plain('/creditorAgent', 3),
  text('/remittanceInformationUnstructured', 2),
  text('/endToEndIdentification', 3),
  plain('/chargeBearer', 2),
];

const ACCOUNTS = ['accounts', 'balances', 'transactions'].map((kind) => each(
  `/access/${kind}`, [iban('/iban', 1), plain('/currency', 1), plain('/maskedPan', 1)], 1,
));

/** An account of UK Open Banking: an IBAN only if its scheme says so. */
const ukAccount = (field, prominence) => [
  text(`${field}/Name`, prominence),
  {
    field: `${field}/Identification`,
    prominence,
    warn: (value, whole) => (
      at(whole, `${field}/SchemeName`) === 'UK.OBIE.IBAN' ? wrongIban(value) : []),
  },
  plain(`${field}/SchemeName`, 3),
  text(`${field}/SecondaryIdentification`, 2),
];
const UK_CREDITOR = ukAccount('/Initiation/CreditorAccount', 1);
const UK_DEBTOR = ukAccount('/Initiation/DebtorAccount', 2);
const UK_REMITTANCE = within('/Initiation/RemittanceInformation', [
  text('/Reference', 2), text('/Unstructured', 2),
]);

const thirdParty = (field) => within(field, [
  text('/brand_name', 1), text('/legal_name', 2), text('/domain_name', 3),
]);
const TRANSACTION = [text('/transaction_id', 3), plain('/date_time', 3)];
const EUDI_PAYMENT = [
  plain('/amount', 1),
  plain('/currency', 3),
  text('/payee/name', 1),
  text('/payee/id', 1),
  plain('/payee/website', 3),
  plain('/payee/logo', 3),
  plain('/amount_estimated', 1),
  plain('/amount_earmarked', 1),
  plain('/execution_date', 1),
  ...within('/recurrence', [
    plain('/frequency', 1),
    plain('/start_date', 1),
    plain('/end_date', 1),
    plain('/number', 1),
    ...within('/mit_options', [
      plain('/amount_variable', 1),
      plain('/min_amount', 1),
      plain('/max_amount', 1),
      plain('/total_amount', 1),
      plain('/initial_amount', 1),
      plain('/initial_amount_number', 2),
      plain('/apr', 1),
    ]),
  ]),
  plain('/sct_inst', 1),
  ...thirdParty('/pisp'),
  ...TRANSACTION,
];

const BUILT_IN = {
  payment_initiation: [
    ...ONE_PAYMENT,
    each('/payments', ONE_PAYMENT),
    plain('/requestedExecutionDate', 1),
    plain('/frequency', 1),
    plain('/startDate', 1),
    plain('/endDate', 1),
    plain('/dayOfExecution', 2),
    plain('/executionRule', 3),
    plain('/batchBookingPreferred', 3),
    iban('/debtorAccount/iban', 2),
    plain('/debtorAccount/currency', 2),
    each('/actions', [plain('', 3)]),
    each('/locations', [plain('', 3)]),
  ],
  account_information: [
    each('/actions', [plain('', 1)]),
    ...ACCOUNTS,
    plain('/access/availableAccounts', 1),
    plain('/access/availableAccountsWithBalance', 1),
    plain('/access/allPsd2', 1),
    plain('/recurringIndicator', 1),
    plain('/validUntil', 1),
    plain('/frequencyPerDay', 2),
    plain('/combinedServiceIndicator', 2),
    each('/locations', [plain('', 3)]),
  ],
  domestic_payment_consent: [
    ...money('/Initiation/InstructedAmount', 1, 'Amount', 'Currency'),
    ...UK_CREDITOR,
    ...UK_REMITTANCE,
    ...UK_DEBTOR,
    text('/Initiation/InstructionIdentification', 3),
    text('/Initiation/EndToEndIdentification', 3),
    plain('/Risk/PaymentContextCode', 3),
  ],
  domestic_vrp_consent: [
    ...within('/ControlParameters', [
      ...money('/MaximumIndividualAmount', 1, 'Amount', 'Currency'),
      each('/PeriodicLimits', [
        plain('/Amount', 1), plain('/Currency', 3), plain('/PeriodType', 1), plain('/PeriodAlignment', 2),
      ]),
      plain('/ValidFromDateTime', 1),
      plain('/ValidToDateTime', 1),
      each('/VRPType', [plain('', 2)]),
    ]),
    ...UK_CREDITOR,
    ...UK_REMITTANCE,
    ...UK_DEBTOR,
    plain('/Risk/PaymentContextCode', 3),
  ],
  'urn:eudi:sca:payment:1': within('/payload', EUDI_PAYMENT),
  'urn:eudi:sca:login_risk_transaction:1': within('/payload', [
    text('/action', 1), text('/service', 1), ...TRANSACTION,
  ]),
  'urn:eudi:sca:account_access:1': within('/payload', [
    ...thirdParty('/aisp'), text('/description', 1), ...TRANSACTION,
  ]),
  'urn:eudi:sca:emandate:1': within('/payload', [
    text('/purpose', 1),
    plain('/start_date', 1),
    plain('/end_date', 1),
    text('/reference_number', 2),
    text('/creditor_id', 2),
    ...within('/payment_payload', EUDI_PAYMENT),
    ...TRANSACTION,
  ]),
  '3ds:payment_authorisation': [
    ...money('/instructed_amount', 1),
    text('/beneficiary_name', 1),
    plain('/source_account', 1),
    text('/payment_desc', 2),
  ],
};

/** The parts of a request that are no authorization details. */
export const PARTS = {
  client: [
    text('/name', 1), text('/on_behalf_of', 1), text('/legal_name', 2), text('/registration', 3),
  ],
  payee_verification: [
    plain('/detail', 4),
    { field: '/result', prominence: 1, warn: (result) => (result === 'match' ? [] : [`payee_${result}`]) },
    text('/name_on_file', 1),
  ],
  scope: [each('', [plain('', 2)])],
  binding_message: [text('', 1)],
  accounts: [
    plain('/id', 4), text('/label', 2), text('/identification', 2), plain('/currency', 2),
  ],
  number_entry: [plain('/digits', 2)],
  context: [
    text('/device', 2), text('/location', 2), text('/ip_address', 3), plain('/requested_at', 2),
  ],
  request: [plain('/iat', 3), plain('/exp', 2)],
  selection: [each('', [plain('', 1)])],
};

/** The table of a type: a built-in one, or one of the bank's own (docs/own-types.md). */
export function tableOf(type, ownTypes) {
  const own = ownTypes.find((schema) => schema.type === type);
  const table = own ? fields(own.fields) : BUILT_IN[type];
  return [plain('/type', 2), ...table ?? []];
}

function fields(described) {
  return described.flatMap((field) => {
    const name = `/${field.name.replaceAll('~', '~0')}`;
    const prominence = field.prominence ?? 2;
    switch (field.kind) {
      case 'object':
        return within(name, fields(field.fields));
      case 'money':
        return money(name, prominence);
      case 'list':
        return [each(
          name, field.item.fields ? fields(field.item.fields) : value(field.item, '', prominence),
        )];
      default:
        return value(field, name, prominence);
    }
  });
}

function value({ kind }, name, prominence) {
  switch (kind) {
    case 'iban': return [iban(name, prominence)];
    case 'text': case 'client_text': case 'payee': return [text(name, prominence)];
    default: return [plain(name, prominence)];
  }
}

/** The value at a JSON pointer (RFC 6901). */
export function at(part, pointer) {
  return pointer.split('/').slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((found, name) => found?.[name], part);
}

function doubts(value) {
  return [
    ...(isMixedNumbers(value) ? ['mixed_numbers'] : []),
    ...(isMixedScript(value) ? ['mixed_script'] : []),
    ...(hasUnusualSpaces(value) ? ['unusual_spaces'] : []),
  ];
}

function wrongIban(value) {
  return isWrongIban(value) ? ['iban_check_failed'] : [];
}
