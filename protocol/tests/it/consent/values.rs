//! Values that their fields do not allow: amounts, currencies, accounts, dates and closed lists.

use super::refused::{DETAIL, bent, login_and, refused};
use crate::signed::examples::{
    ACCESS_NAMED, ACCESS_OPEN, ACTIONS, CLIENT_ONLY, PAYMENT, PAYMENT_FROM, checked_payee, details,
    details_and_accounts,
};
use countersign_protocol::consent::ProblemKind;

#[test]
fn a_value_that_is_not_in_its_list() {
    for (detail, from, to) in [
        (PAYMENT, r#""status""#, r#""refund""#),
        (ACTIONS, r#""read_balances""#, r#""write_balances""#),
        (ACCESS_OPEN, r#""frequencyPerDay":4"#, r#""frequencyPerDay":0"#),
        (ACCESS_OPEN, r#""frequencyPerDay":4"#, r#""frequencyPerDay":10000"#),
        (PAYMENT, "https://example.com/payments", "http://example.com/payments"),
        (PAYMENT, "https://example.com/payments", "javascript:alert"),
        (PAYMENT, "https://example.com/payments", "https://example.com/a b"),
    ] {
        refused(&bent(detail, from, to), ProblemKind::UnknownValue, DETAIL);
    }
    refused(
        &format!(r#"{CLIENT_ONLY},"scope":"openid openid""#),
        ProblemKind::UnknownValue,
        "scope",
    );
    for digits in ["1", "7", "-2"] {
        refused(
            &login_and(&format!(r#""number_entry":{{"digits":{digits}}}"#)),
            ProblemKind::UnknownValue,
            "number_entry",
        );
    }
    let twice = details_and_accounts(PAYMENT).replace("acc-2", "acc-1");
    refused(&twice, ProblemKind::UnknownValue, "accounts/1");
    let no_id = details_and_accounts(PAYMENT).replace("acc-2", "acc 2");
    refused(&no_id, ProblemKind::UnknownValue, "accounts/1");
}

#[test]
fn a_payee_check_of_what_is_no_payment_or_was_checked_already() {
    for verification in [
        r#"{"detail":1,"result":"match"}"#,
        r#"{"detail":-1,"result":"match"}"#,
        r#"{"detail":"0","result":"match"}"#,
        r#"{"detail":0.0,"result":"match"}"#,
        r#"{"detail":0,"result":"MATCH"}"#,
        r#"{"result":"match"}"#,
    ] {
        refused(&checked_payee(verification), ProblemKind::UnknownValue, "payee_verification/0");
    }
    refused(
        &checked_payee(r#"{"detail":0,"result":"match"},{"detail":0,"result":"no_match"}"#),
        ProblemKind::UnknownValue,
        "payee_verification/1",
    );
    let access =
        format!(r#"{},"payee_verification":[{{"detail":0,"result":"match"}}]"#, details(ACTIONS));
    refused(&access, ProblemKind::UnknownValue, "payee_verification/0");
}

#[test]
fn an_amount_that_is_not_exact() {
    for amount in [
        "10.005",
        "007.00",
        "00.50",
        "-0",
        "-1",
        "+1",
        "0",
        "0.00",
        "1e2",
        "1E2",
        ".5",
        "5.",
        "",
        " 1",
        "1 ",
        "1,000",
        "1.000,00",
        "1'000",
        "0x10",
        "NaN",
        "Infinity",
        "123456789012345",
        "１２３",
        "١٢٣",
        "1\u{2024}5",
        "1.5.5",
    ] {
        refused(&bent(PAYMENT, "123.50", amount), ProblemKind::Amount, DETAIL);
    }
    let yen = PAYMENT.replace("EUR", "JPY");
    refused(&bent(&yen, "123.50", "1.5"), ProblemKind::Amount, DETAIL);
    refused(&bent(&yen, "123.50", "1.0"), ProblemKind::Amount, DETAIL);
    let dinar = PAYMENT.replace("EUR", "KWD");
    refused(&bent(&dinar, "123.50", "1.2345"), ProblemKind::Amount, DETAIL);
}

#[test]
fn a_currency_without_minor_units_or_that_does_not_exist() {
    for code in ["XAU", "XXX", "XTS", "ZZZ", "eur", "EURO", "EU", "", "E\u{39f}R", "978"] {
        refused(&bent(PAYMENT, "EUR", code), ProblemKind::Currency, DETAIL);
    }
    let account = bent(PAYMENT_FROM, r#""currency":"EUR"}}"#, r#""currency":"XAU"}}"#);
    refused(&account, ProblemKind::Currency, DETAIL);
    let offered = details_and_accounts(PAYMENT)
        .replace(r#"8603","currency":"EUR""#, r#"8603","currency":"XXX""#);
    refused(&offered, ProblemKind::Currency, "accounts/0");
}

#[test]
fn an_account_number_that_is_none() {
    for iban in [
        "de02100100109307118603",
        "DE02 1001 0010 9307 1186 03",
        "DE0210010010930711860３",
        "DE10000000012",
        "0002100100109307118603",
        "DEXX100100109307118603",
        "DE021001001093071186030000000000000",
        "",
    ] {
        refused(&bent(PAYMENT, "DE02100100109307118603", iban), ProblemKind::Account, DETAIL);
    }
    for bic in ["ABCIDEF", "abcideffxxx", "ABCI12FFXXX", "ABCIDEFFXX", "ABCIDEFF XXX", ""] {
        refused(&bent(PAYMENT, "ABCIDEFFXXX", bic), ProblemKind::Account, DETAIL);
    }
    for pan in ["1234567890123456", "123456xxx", "xxxxxxxxxxxxxxxx", "12345678901xxxx1", "12-4xxxx"]
    {
        refused(&bent(ACCESS_NAMED, "123456xxxxxx1234", pan), ProblemKind::Account, DETAIL);
    }
}

#[test]
fn a_date_that_is_no_day() {
    for day in [
        "2027-02-29",
        "2027-2-9",
        "20270209",
        "2027-02-09T00:00:00Z",
        "+02027-02-09",
        "tomorrow",
        "",
    ] {
        refused(&bent(ACCESS_NAMED, "2027-02-28", day), ProblemKind::Date, DETAIL);
    }
    for time in ["-1", "253402300800"] {
        refused(
            &login_and(&format!(r#""context":{{"requested_at":{time}}}"#)),
            ProblemKind::Date,
            "context",
        );
    }
}
