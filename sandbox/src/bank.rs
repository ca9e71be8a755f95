//! The bank behind the authorization server: customers, accounts, and what it knows of payees.

use countersign_gateway::channel::{OfferedAccount, PayeeMatch, PayeeVerification};
use countersign_protocol::json::Json;

/// The bank's name on every screen.
pub const NAME: &str = "Desk Bank";
/// Where its customer lives.
pub const TIME_ZONE: &str = "Europe/Berlin";

/// A customer.
#[derive(Debug)]
pub struct Customer {
    /// What a `login_hint` names, and the account's id at the gateway.
    pub id: &'static str,
    /// The masked label that a phone shows.
    pub label: &'static str,
    /// What a client has to know if it is registered for user codes.
    pub user_code: &'static str,
    accounts: &'static [Account],
}

/// An account of a customer.
#[derive(Debug)]
struct Account {
    id: &'static str,
    label: &'static str,
    identification: &'static str,
    currency: &'static str,
    iban: &'static str,
    can_pay: bool,
}

/// The customer whose phone is the one in the sandbox.
pub const CUSTOMER: &str = "customer";

const CUSTOMERS: [Customer; 2] = [
    Customer {
        id: CUSTOMER,
        label: "Current account, ending 8605",
        user_code: "6365",
        accounts: &[
            Account {
                id: "current",
                label: "Current account",
                identification: "DE67 **** 8605",
                currency: "EUR",
                iban: "DE67100100101306118605",
                can_pay: true,
            },
            Account {
                id: "travel",
                label: "Travel account",
                identification: "DE40 **** 8608",
                currency: "GBP",
                iban: "DE40100100103307118608",
                can_pay: true,
            },
            Account {
                id: "household",
                label: "Household account",
                identification: "DE87 **** 7890",
                currency: "GBP",
                iban: "DE87200500001234567890",
                can_pay: true,
            },
            Account {
                id: "savings",
                label: "Savings account",
                identification: "NL76 **** 0371",
                currency: "EUR",
                iban: "NL76RABO0359400371",
                can_pay: false,
            },
        ],
    },
    Customer {
        id: "customer-without-phone",
        label: "Current account, ending 4567",
        user_code: "1234",
        accounts: &[],
    },
];

/// Payees whose banks tell the name on the account.
const PAYEES: [(&str, &str); 3] = [
    ("DE02100100109307118603", "Merchant A"),
    ("FR7612345987650123456789014", "Corner Shop"),
    ("SE9412309876543211234567", "Bookshop"),
];

/// The customer of this id.
#[must_use]
pub fn customer(id: &str) -> Option<&'static Customer> {
    CUSTOMERS.iter().find(|customer| customer.id == id)
}

/// All customers.
#[must_use]
pub fn customers() -> &'static [Customer] {
    const ALL: &[Customer] = &CUSTOMERS;
    ALL
}

impl Customer {
    /// The accounts that the person may choose from, if these details leave a choice.
    ///
    /// A payment leaves one if no account is named and several could pay in its currency; access
    /// to accounts leaves one if it does not name them.
    #[must_use]
    pub fn offer(&self, details: &[Json]) -> Option<Vec<OfferedAccount>> {
        let mut offered: Vec<&Account> = Vec::new();
        for detail in details {
            let candidates: Vec<_> = match text(detail, &["type"]) {
                Some("payment_initiation") => self.payers(detail),
                Some("account_information") if leaves_accounts_open(detail) => {
                    self.accounts.iter().collect()
                }
                _ => Vec::new(),
            };
            for account in candidates {
                if !offered.iter().any(|known| known.id == account.id) {
                    offered.push(account);
                }
            }
        }
        (!offered.is_empty()).then(|| offered.into_iter().map(Account::offered).collect())
    }

    /// The accounts that could pay, if there are several.
    fn payers(&self, payment: &Json) -> Vec<&'static Account> {
        if payment.member("debtorAccount").is_some() {
            return Vec::new();
        }
        let currency = text(payment, &["instructedAmount", "currency"]);
        let payers: Vec<_> = self
            .accounts
            .iter()
            .filter(|account| account.can_pay && Some(account.currency) == currency)
            .collect();
        if payers.len() > 1 { payers } else { Vec::new() }
    }

    /// The IBAN and currency of an account that was chosen.
    #[must_use]
    pub fn account(&self, id: &str) -> Option<(&'static str, &'static str)> {
        self.accounts
            .iter()
            .find(|account| account.id == id)
            .map(|account| (account.iban, account.currency))
    }
}

impl Account {
    fn offered(&self) -> OfferedAccount {
        OfferedAccount {
            id: self.id.to_owned(),
            label: self.label.to_owned(),
            identification: self.identification.to_owned(),
            currency: Some(self.currency.to_owned()),
        }
    }
}

/// Asks the payees' banks whether names and accounts fit.
#[must_use]
pub fn verify_payees(details: &[Json]) -> Option<Vec<PayeeVerification>> {
    let verified: Vec<_> = (0..)
        .zip(details)
        .filter(|(_, detail)| text(detail, &["type"]) == Some("payment_initiation"))
        .map(|(detail, payment)| PayeeVerification {
            detail,
            result: verify_payee(payment),
            name_on_file: None,
        })
        .collect();
    (!verified.is_empty()).then_some(verified)
}

fn verify_payee(payment: &Json) -> PayeeMatch {
    let iban = text(payment, &["creditorAccount", "iban"]);
    let known = PAYEES.iter().find(|(known, _)| Some(*known) == iban);
    match (known, text(payment, &["creditorName"])) {
        (Some((_, name)), Some(claimed)) if *name == claimed => PayeeMatch::Match,
        (Some(_), Some(_)) => PayeeMatch::NoMatch,
        _ => PayeeMatch::NotAvailable,
    }
}

/// Whether access to accounts is asked for without naming them: `[]` means "to be chosen".
fn leaves_accounts_open(detail: &Json) -> bool {
    let open = |name: &str| {
        let list = detail.member("access").and_then(|access| access.member(name));
        matches!(list, Some(Json::Array(accounts)) if accounts.is_empty())
    };
    detail.member("access").is_none()
        || ["accounts", "balances", "transactions"].into_iter().any(open)
}

fn text<'a>(json: &'a Json, path: &[&str]) -> Option<&'a str> {
    path.iter().try_fold(json, |json, name| json.member(name))?.as_str()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn detail(json: &str) -> Vec<Json> {
        vec![Json::parse(json.as_bytes()).unwrap()]
    }

    fn offered(json: &str) -> Option<Vec<String>> {
        let offered = customer(CUSTOMER).unwrap().offer(&detail(json))?;
        Some(offered.into_iter().map(|account| account.id).collect())
    }

    #[test]
    fn a_payment_leaves_a_choice_only_where_several_accounts_could_pay() {
        let in_currency = |currency| {
            format!(
                r#"{{"type":"payment_initiation","instructedAmount":{{"currency":"{currency}","amount":"1"}}}}"#
            )
        };

        assert_eq!(offered(&in_currency("EUR")), None);
        assert_eq!(offered(&in_currency("GBP")), Some(vec!["travel".into(), "household".into()]));
        assert_eq!(offered(&in_currency("JPY")), None);
    }

    #[test]
    fn access_that_names_no_account_leaves_a_choice_of_all() {
        let open = r#"{"type":"account_information","access":{"accounts":[]}}"#;
        let named = r#"{"type":"account_information",
            "access":{"accounts":[{"iban":"NL76RABO0359400371"}]}}"#;

        assert_eq!(offered(open).map(|ids| ids.len()), Some(4));
        assert_eq!(offered(named), None);
    }

    #[test]
    fn a_payee_is_known_by_name_and_account_together() {
        let paid_to = |name: &str, iban: &str| {
            let json = format!(
                r#"{{"type":"payment_initiation","creditorName":"{name}","creditorAccount":{{"iban":"{iban}"}}}}"#
            );
            verify_payees(&detail(&json)).unwrap()[0].result
        };

        assert_eq!(paid_to("Merchant A", "DE02100100109307118603"), PayeeMatch::Match);
        assert_eq!(paid_to("Merchant B", "DE02100100109307118603"), PayeeMatch::NoMatch);
        assert_eq!(paid_to("Merchant A", "NL76RABO0359400371"), PayeeMatch::NotAvailable);
    }
}
