//! Which answers to the offered accounts are answers (docs/protocol.md §5.1).

use crate::signed::examples::{
    ACCESS_OPEN, ACCOUNTS, ACTIONS, CLIENT_ONLY, PAYMENT, PAYMENT_FROM, details,
    details_and_accounts,
};
use crate::signed::view;
use countersign_protocol::claims::ClaimError;
use countersign_protocol::consent::{Chosen, Selection, SelectionError};
use countersign_protocol::json::Json;

fn chosen(entries: &[(usize, &[&str])]) -> Selection {
    let entry = |(detail, accounts): &(usize, &[&str])| Chosen {
        detail: *detail,
        accounts: accounts.iter().map(|id| (*id).to_owned()).collect(),
    };
    Selection::of(entries.iter().map(entry).collect())
}

/// What the request says to this selection.
fn answer(parts: &str, entries: &[(usize, &[&str])]) -> Result<(), SelectionError> {
    view(parts).display_hash(&chosen(entries)).map(drop)
}

#[test]
fn a_payment_is_paid_from_exactly_one_of_the_accounts() {
    let payment = details_and_accounts(PAYMENT);

    assert_eq!(answer(&payment, &[(0, &["acc-1"])]), Ok(()));
    assert_eq!(answer(&payment, &[(0, &["acc-2"])]), Ok(()));
    assert_eq!(answer(&payment, &[(0, &["acc-1", "acc-2"])]), Err(SelectionError::Count));
    assert_eq!(answer(&payment, &[(0, &[])]), Err(SelectionError::Count));
    assert_eq!(answer(&payment, &[(0, &["acc-3"])]), Err(SelectionError::Accounts));
    assert_eq!(answer(&payment, &[(0, &["ACC-1"])]), Err(SelectionError::Accounts));
}

#[test]
fn access_is_given_to_at_least_one_of_the_accounts_in_their_order() {
    for detail in [ACCESS_OPEN, ACTIONS] {
        let access = details_and_accounts(detail);

        assert_eq!(answer(&access, &[(0, &["acc-2"])]), Ok(()));
        assert_eq!(answer(&access, &[(0, &["acc-1", "acc-2"])]), Ok(()));
        assert_eq!(answer(&access, &[(0, &["acc-2", "acc-1"])]), Err(SelectionError::Order));
        assert_eq!(answer(&access, &[(0, &["acc-1", "acc-1"])]), Err(SelectionError::Accounts));
        assert_eq!(answer(&access, &[(0, &["acc-1", "x"])]), Err(SelectionError::Accounts));
        assert_eq!(answer(&access, &[(0, &[])]), Err(SelectionError::Count));
    }
}

#[test]
fn a_choice_is_made_where_one_is_asked_for_and_nowhere_else() {
    let asks = details_and_accounts(PAYMENT);
    let asks_not = details(PAYMENT_FROM);

    assert_eq!(answer(&asks_not, &[]), Ok(()));
    assert_eq!(answer(&asks, &[]), Err(SelectionError::Details));
    assert_eq!(answer(&asks_not, &[(0, &["acc-1"])]), Err(SelectionError::Details));
    assert_eq!(answer(&asks, &[(1, &["acc-1"])]), Err(SelectionError::Details));
    assert_eq!(answer(&asks, &[(0, &["acc-1"]), (0, &["acc-2"])]), Err(SelectionError::Details));
}

#[test]
fn each_detail_that_asks_has_its_own_answer_in_ascending_order() {
    // The second detail names its account: only the first and the third ask.
    let three = format!(
        r#"{CLIENT_ONLY},"authorization_details":[{PAYMENT},{PAYMENT_FROM},{ACCESS_OPEN}],{ACCOUNTS}"#
    );
    let both: [(usize, &[&str]); 2] = [(0, &["acc-1"]), (2, &["acc-1", "acc-2"])];
    let turned: [(usize, &[&str]); 2] = [both[1], both[0]];

    let asked: Vec<_> = view(&three).choices.iter().map(|choice| choice.detail).collect();

    assert_eq!(asked, [0, 2]);
    assert_eq!(answer(&three, &both), Ok(()));
    assert_eq!(answer(&three, &turned), Err(SelectionError::Details));
    assert_eq!(answer(&three, &both[..1]), Err(SelectionError::Details));
    assert_eq!(answer(&three, &[(0, &["acc-1"]), (1, &["acc-1"])]), Err(SelectionError::Details));
}

#[test]
fn the_claim_is_read_strictly_and_written_as_it_is_read() {
    let read = |text: &str| Selection::from_json(Json::parse(text.as_bytes()).unwrap());
    let text = r#"[{"detail":0,"accounts":["acc-1"]},{"detail":2,"accounts":[]}]"#;

    assert_eq!(serde_json::to_string(&read(text).unwrap()).unwrap(), text);
    assert_eq!(read("[]").unwrap(), Selection::default());
    for wrong in [
        "{}",
        "null",
        "[1]",
        r#"[{"detail":-1,"accounts":[]}]"#,
        r#"[{"detail":"0","accounts":[]}]"#,
        r#"[{"detail":0,"accounts":"acc-1"}]"#,
        r#"[{"detail":0,"accounts":[1]}]"#,
        r#"[{"detail":0,"accounts":[""]}]"#,
    ] {
        assert_eq!(read(wrong).err(), Some(ClaimError::Wrong), "{wrong}");
    }
    assert_eq!(read(r#"[{"detail":0}]"#).err(), Some(ClaimError::Missing));
    assert_eq!(read(r#"[{"detail":0,"accounts":[],"x":1}]"#).err(), Some(ClaimError::Unlisted));
}
