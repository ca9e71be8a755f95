//! The whole view of each shape, frozen: template 1 always means this screen.

use crate::signed::examples::{self, ACCOUNTS, PAYMENT, checked_payee, details};
use crate::signed::view;

/// The view of a request as an app gets it, and the rows that its decision binds, one a line.
fn frozen(parts: &str) -> String {
    let view = view(parts);
    let rows: Vec<_> = view.rows().iter().map(|row| serde_json::to_string(row).unwrap()).collect();
    format!("{}\n{}", serde_json::to_string_pretty(&view).unwrap(), rows.join("\n"))
}

#[test]
fn every_shape_is_shown_as_it_was() {
    for (name, parts) in examples::all().into_iter().chain(examples::further()) {
        insta::assert_snapshot!(name.replace(' ', "_"), frozen(&parts));
    }
}

#[test]
fn a_payee_that_does_not_fit_is_shown_as_it_was() {
    let result = r#"{"detail":0,"result":"no_match","name_on_file":"Merchant B"}"#;

    insta::assert_snapshot!(frozen(&checked_payee(result)));
}

#[test]
fn an_iban_that_fails_its_check_is_shown_as_it_was() {
    let detail = PAYMENT.replace("DE02100100109307118603", "DE02100100109307118604");

    insta::assert_snapshot!(frozen(&details(&detail)));
}

#[test]
fn names_in_other_scripts_are_shown_as_they_were() {
    let names = [
        ("arabic", "شركة الاتصالات"),
        ("hebrew", "בְּרֵאשִׁית בע״מ"),
        ("thai", "บริษัท ไทย"),
        ("chinese", "中国银行"),
    ];

    for (script, name) in names {
        let detail = PAYMENT.replace(r#""Merchant A""#, &format!(r#""{name}""#));

        insta::assert_snapshot!(script, frozen(&format!("{},{ACCOUNTS}", details(&detail))));
    }
}
