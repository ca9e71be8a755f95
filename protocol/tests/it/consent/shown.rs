//! What stands on the screen, line by line, written by hand.

use crate::signed::examples::{
    ACCESS_NAMED, ACCESS_OPEN, ACTIONS, CLIENT, CLIENT_ONLY, PAYMENT, PAYMENT_FROM, details,
    details_and_accounts, login,
};
use crate::signed::view;
use countersign_protocol::consent::View;

/// A view as lines: the title, then each section with its fields. A field is its prominence,
/// label and text; `<` marks the client's own words, `!` a warning. No-break spaces are written as
/// plain ones.
pub(crate) fn screen(view: &View) -> String {
    let mut lines = vec![view.title.clone()];
    for section in &view.sections {
        lines.push(format!("= {}", section.title));
        for field in &section.fields {
            let client = if field.client_words { " <" } else { "" };
            let warnings: String =
                field.warnings.iter().map(|warning| format!(" !{}", warning.key)).collect();
            lines.push(format!(
                "{} {}: {}{client}{warnings}",
                field.prominence, field.label, field.text
            ));
        }
    }
    lines.join("\n").replace('\u{a0}', " ")
}

#[test]
fn the_payment_of_rfc_9396_is_shown_with_every_field() {
    let view = view(&format!(r#"{CLIENT},"authorization_details":[{PAYMENT}]"#));

    assert_eq!(view.amount.as_deref(), Some("€123.50\u{a0}EUR"));
    assert_eq!(
        screen(&view),
        "\
Pay €123.50 EUR to Merchant A
= Who asks
1 Asked by: Merchant A
1 On behalf of: Marketplace B
2 Registered as: Merchant A Limited
3 Registration: PSDDE-BAFIN-123456
= Payment
2 Kind: Payment
1 Amount: €123.50 EUR
1 To: Merchant A <
1 Account of the payee: DE02 1001 0010 9307 1186 03
3 Bank of the payee (BIC): ABCIDEFFXXX
2 Reference: Ref Number Merchant <
3 They may: Start the payment
3 They may: See what became of it
3 They may: Cancel it
3 Used at: https://example.com/payments <
= This request
3 Asked: November 18, 2026 at 11:06 UTC
2 Ends: November 18, 2026 at 11:11 UTC"
    );
}

#[test]
fn a_payment_from_a_named_account_offers_no_choice() {
    let view = view(&details(PAYMENT_FROM));

    assert!(view.choices.is_empty());
    assert_eq!(
        screen(&view),
        "\
Pay €123.50 EUR to Merchant A
= Who asks
1 Asked by: Merchant A
2 Registered as: Merchant A Limited
= Payment
2 Kind: Payment
1 Amount: €123.50 EUR
1 To: Merchant A <
1 Account of the payee: DE02 1001 0010 9307 1186 03
2 From your account: NL76 RABO 0359 4003 71
2 Currency of the account: EUR
= This request
3 Asked: November 18, 2026 at 11:06 UTC
2 Ends: November 18, 2026 at 11:11 UTC"
    );
}

#[test]
fn a_payment_from_an_account_to_choose_asks_for_exactly_one() {
    let view = view(&details_and_accounts(PAYMENT));

    assert!(screen(&view).contains(
        "
= Account on offer
2 Account: Current account
2 Number: DE** **** 8603
2 Currency: EUR
= Account on offer
2 Account: Savings
2 Number: DE** **** 0371
= This request"
    ));
    let [choice] = view.choices.as_slice() else { panic!("one choice") };
    assert_eq!(choice.detail, 0);
    assert_eq!(choice.title, "Choose the account to pay from");
    assert_eq!((choice.at_least, choice.at_most), (1, 1));
    let offered: Vec<_> = choice
        .accounts
        .iter()
        .map(|a| {
            (a.id.as_str(), a.label.as_str(), a.identification.as_str(), a.currency.as_deref())
        })
        .collect();
    assert_eq!(
        offered,
        [
            ("acc-1", "Current account", "DE** **** 8603", Some("EUR")),
            ("acc-2", "Savings", "DE** **** 0371", None),
        ]
    );
}

#[test]
fn an_empty_list_of_accounts_means_those_that_the_person_chooses() {
    let view = view(&details_and_accounts(ACCESS_OPEN));

    assert!(screen(&view).starts_with(
        "\
Share account information with Merchant A
= Who asks
1 Asked by: Merchant A
2 Registered as: Merchant A Limited
= Account information
2 Kind: Account information
1 See account details of: The accounts you choose below
1 See balances of: The accounts you choose below
1 See transactions of: The accounts you choose below
1 How often: Again and again, without asking you each time
1 Until: No end date
2 Times a day, at most: 4
= Account on offer"
    ));
    let [choice] = view.choices.as_slice() else { panic!("one choice") };
    assert_eq!(choice.title, "Choose the accounts to share");
    assert_eq!((choice.at_least, choice.at_most), (1, 2));
    assert_eq!(view.amount, None);
}

#[test]
fn an_empty_list_of_accounts_means_those_of_the_bank_where_none_are_offered() {
    let view = view(&details(ACCESS_OPEN));

    let screen = screen(&view);

    assert!(view.choices.is_empty());
    for what in ["account details", "balances", "transactions"] {
        let line = format!("1 See {what} of: All accounts that your bank makes available");
        assert!(screen.contains(&line), "{line}");
    }
}

#[test]
fn accounts_that_the_client_names_are_shown_one_by_one() {
    let view = view(&details(ACCESS_NAMED));

    assert_eq!(
        screen(&view),
        "\
Share account information with Merchant A
= Who asks
1 Asked by: Merchant A
2 Registered as: Merchant A Limited
= Account information
2 Kind: Account information
1 See account details of: DE02 1001 0010 9307 1186 03
1 Currency of the account: EUR
1 See balances of: 1234 56xx xxxx 1234
1 See transactions of: NL76 RABO 0359 4003 71
1 See transactions of: NO93 8601 1117 947
1 Currency of the account: NOK
1 How often: Once
1 Until: February 28, 2027
= This request
3 Asked: November 18, 2026 at 11:06 UTC
2 Ends: November 18, 2026 at 11:11 UTC"
    );
}

#[test]
fn account_information_by_actions_is_shown_as_what_they_may() {
    let view = view(&details(ACTIONS));

    assert_eq!(
        screen(&view),
        "\
Share account information with Merchant A
= Who asks
1 Asked by: Merchant A
2 Registered as: Merchant A Limited
= Account information
2 Kind: Account information
1 They may: See the list of your accounts
1 They may: See balances
1 They may: See transactions
3 Used at: https://example.com/accounts <
= This request
3 Asked: November 18, 2026 at 11:06 UTC
2 Ends: November 18, 2026 at 11:11 UTC"
    );
}

#[test]
fn a_login_shows_scopes_message_number_and_where_it_was_started() {
    let view = view(&login());

    assert_eq!(view.number_digits, Some(3));
    assert_eq!(
        screen(&view),
        "\
Sign in to Merchant A
= Who asks
1 Asked by: Merchant A
2 Registered as: Merchant A Limited
= Also asked for
2 They may: Confirm who you are
2 They may: See your name and profile
= Message to compare
1 The other screen shows the same: Order K4-PT <
= Number to enter
2 Digits to copy from the other screen: 3
= Where it was started
2 Device: Firefox on Linux
2 Place: Berlin
3 Network address: 203.0.113.7
2 Started: November 18, 2026 at 11:06 UTC
= This request
3 Asked: November 18, 2026 at 11:06 UTC
2 Ends: November 18, 2026 at 11:11 UTC"
    );
}

#[test]
fn every_scope_is_told_in_human_words() {
    let scope = "openid profile email address phone offline_access payments accounts";

    let view = view(&format!(r#"{CLIENT_ONLY},"scope":"{scope}""#));

    assert!(screen(&view).contains(
        "
= Also asked for
2 They may: Confirm who you are
2 They may: See your name and profile
2 They may: See your email address
2 They may: See your postal address
2 They may: See your phone number
2 They may: Stay connected when you are away
2 They may: Use the payment service
2 They may: Use the account information service
= This request"
    ));
}

#[test]
fn scopes_without_a_login_are_a_permission_and_several_details_several_things() {
    let scopes = view(&format!(r#"{CLIENT_ONLY},"scope":"payments""#));
    let two = view(&details(&format!("{PAYMENT_FROM},{PAYMENT_FROM}")));

    assert_eq!(scopes.title, "Merchant A asks for your permission");
    assert_eq!(two.title, "Merchant A asks for 2 things at once");
    // Two amounts: neither may stand for both.
    assert_eq!(two.amount, None);
}

#[test]
fn scope_and_details_are_shown_together() {
    let view = view(&format!(
        r#"{CLIENT_ONLY},"scope":"openid","authorization_details":[{PAYMENT_FROM}]"#
    ));

    let titles: Vec<_> = view.sections.iter().map(|section| section.title.as_str()).collect();

    assert_eq!(titles, ["Who asks", "Payment", "Also asked for", "This request"]);
    assert_eq!(view.title, "Pay €123.50\u{a0}EUR to Merchant A");
}
