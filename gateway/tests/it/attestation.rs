//! Attestation at the door: what a device is told, what the bank learns.

use crate::bank::{ACCOUNT, Bank, payment};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_attestation::{
    AndroidApp, AndroidPolicy, AttestationPolicy, AttestedLevel, Revocations, Roots,
};
use countersign_gateway::Database;
use countersign_gateway::channel::RevocationReason;
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::{Signer as _, Typ};
use countersign_testing::attested::{Description, KEY_DESCRIPTION, Maker, PACKAGE, SIGNER, der};
use countersign_testing::phone::Phone;
use countersign_testing::{Key, claims_of};
use serde_json::{Value, json};

/// Takes the bank's app on the maker's phones.
fn policy(maker: &Maker) -> AndroidPolicy {
    let roots = Roots::from_der([maker.root().as_slice()]).unwrap();
    let app = AndroidApp { package: PACKAGE.to_owned(), signers: vec![SIGNER] };
    AndroidPolicy::new(roots, Revocations::none(), vec![app])
}

/// A bank that takes the maker's phones and no others.
async fn bank(maker: &Maker) -> Bank {
    let android = policy(maker);
    let policy = AttestationPolicy { none: false, android: Some(android), apple: None };
    Bank::with(|settings| settings.attestation = policy).await
}

/// A registration whose key the maker attests, as `description` says, for this offer.
fn registration(
    phone: &Phone,
    offer: &str,
    maker: &mut Maker,
    mut description: Description,
) -> Value {
    description.challenge = claims_of(offer)["nonce"].as_str().unwrap().into();
    maker.extension.1 = description.der();
    let chain = maker.chain(phone.approval.public_key());
    let x5c: Vec<_> = chain.iter().map(|der| STANDARD.encode(der)).collect();
    let mut registration = phone.registration(offer);
    registration["attestation"] = json!({"format": "android-key", "x5c": x5c});
    registration
}

#[tokio::test]
async fn an_attested_device_is_enrolled_and_its_level_is_listed() {
    let mut maker = Maker::new(&KEY_DESCRIPTION, Vec::new());
    let bank = bank(&maker).await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    let registration = registration(&phone, &offer.token, &mut maker, Description::good());

    let answer = phone.register_with(&registration).await;
    bank.gateway.confirm_offer(&offer.offer, &phone.digits).await.unwrap();

    assert_eq!(answer.status, 201, "{}", answer.text());
    let list = bank.channel("GET", "/channel/v1/accounts/account-1/devices", None).await.json();
    assert_eq!(list["devices"][0]["attestation"], "android-key");
    assert_eq!(list["devices"][0]["key_level"], "strong_box");
}

#[tokio::test]
async fn a_refused_attestation_is_one_opaque_answer_and_one_named_check() {
    let mut maker = Maker::new(&KEY_DESCRIPTION, Vec::new());
    let bank = bank(&maker).await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    let mut open_to_all = Description::good();
    open_to_all.hardware.push((503, der::null()));
    let mut software = Description::good();
    software.levels = [0, 0];
    let refused = [
        registration(&phone, &offer.token, &mut maker, open_to_all),
        registration(&phone, &offer.token, &mut maker, software),
        phone.registration(&offer.token),
    ];
    let good = registration(&phone, &offer.token, &mut maker, Description::good());

    let mut answers = Vec::new();
    for registration in &refused {
        let answer = phone.register_with(registration).await;
        answers.push((answer.status, answer.text().to_owned()));
    }
    let log = bank.gateway.audit_log(0, Default::default(), 100).await.unwrap();
    let then = phone.register_with(&good).await;

    let opaque = r#"{"type":"urn:countersign:problem:refused","status":403}"#;
    assert!(answers.iter().all(|answer| *answer == (403, opaque.to_owned())), "{answers:?}");
    let noted: Vec<_> = log
        .iter()
        .filter(|entry| entry.event == "registration_refused")
        .map(|entry| (entry.offer.as_deref(), entry.checked.as_deref()))
        .collect();
    let offer = Some(offer.offer.as_str());
    assert_eq!(
        noted,
        [
            (offer, Some("attestation_no_auth_required")),
            (offer, Some("attestation_level")),
            (offer, Some("attestation_format")),
        ]
    );
    assert_eq!(then.status, 201, "a refusal does not use the offer up");
}

#[tokio::test]
async fn an_attestation_for_one_offer_is_none_for_another() {
    let mut maker = Maker::new(&KEY_DESCRIPTION, Vec::new());
    let bank = bank(&maker).await;
    let first = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let second = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    let for_first = registration(&phone, &first.token, &mut maker, Description::good());
    let mut replayed = phone.registration(&second.token);
    replayed["attestation"] = for_first["attestation"].clone();

    let answer = phone.register_with(&replayed).await;

    assert_eq!((answer.status, answer.problem().as_str()), (403, "refused"));
    assert!(
        bank.log().await.contains(&(
            "registration_refused".to_owned(),
            Some("attestation_challenge".to_owned())
        ))
    );
}

#[tokio::test]
async fn a_new_list_of_revoked_certificates_counts_from_then_on() {
    let mut maker = Maker::new(&KEY_DESCRIPTION, Vec::new());
    let bank = bank(&maker).await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    let registration = registration(&phone, &offer.token, &mut maker, Description::good());
    let mut android = policy(&maker);
    // The certificate right above the key's.
    let list = br#"{"entries":{"a1":{"status":"REVOKED"}}}"#;
    android.revocations = Revocations::read(list).unwrap();
    let policy = AttestationPolicy { none: false, android: Some(android), apple: None };
    let nothing = AttestationPolicy { none: false, android: None, apple: None };

    let senseless = bank.gateway.replace_attestation(nothing);
    bank.gateway.replace_attestation(policy).unwrap();
    let answer = phone.register_with(&registration).await;

    assert!(senseless.is_err());
    assert_eq!((answer.status, answer.problem().as_str()), (403, "refused"));
    let refused = ("registration_refused".to_owned(), Some("attestation_revoked".to_owned()));
    assert!(bank.log().await.contains(&refused));
}

#[tokio::test]
async fn evidence_that_is_not_of_its_form_is_refused() {
    let maker = Maker::new(&KEY_DESCRIPTION, Vec::new());
    let bank = bank(&maker).await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    let wrong = [
        json!({"format": "android-key"}),
        json!({"format": "android-key", "x5c": []}),
        json!({"format": "android-key", "x5c": ["not base64"]}),
        json!({"format": "android-key", "x5c": [1]}),
        json!({"format": "android-key", "x5c": ["AAAA"], "more": 1}),
        json!({"format": "android-key", "x5c": vec!["AAAA"; 11]}),
        json!({"format": "apple-appattest", "object": "AAAA"}),
        json!({"format": "apple-appattest", "object": "A+==", "key_id": "AAAA"}),
        json!({"format": "tpm"}),
        json!({}),
    ];

    for attestation in wrong {
        let mut registration = phone.registration(&offer.token);
        registration["attestation"] = attestation.clone();
        let answer = phone.register_with(&registration).await;

        assert_eq!((answer.status, answer.problem().as_str()), (403, "refused"), "{attestation}");
    }
}

#[tokio::test]
async fn an_outcome_says_as_much_of_the_key_as_was_proved() {
    let mut maker = Maker::new(&KEY_DESCRIPTION, Vec::new());
    let bank = bank(&maker).await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    let registration = registration(&phone, &offer.token, &mut maker, Description::good());
    phone.register_with(&registration).await;
    bank.gateway.confirm_offer(&offer.offer, &phone.digits).await.unwrap();
    let consent = bank.ask().await.consent;
    let request = phone.open().await;
    let mut claims = phone.approval(&request, &Selection::default());

    let contradicting = phone.send_approval(&request, &claims).await; // swk
    claims["amr"] = json!(["hwk", "user", "fpt"]);
    let approved = phone.send_approval(&request, &claims).await;

    assert_eq!((contradicting.status, approved.status), (403, 200));
    assert!(bank.log().await.contains(&("decision_refused".to_owned(), Some("claims".to_owned()))));
    let path = format!("/channel/v1/consents/{consent}");
    let record = bank.channel("GET", &path, None).await.json();
    assert_eq!(record["amr"], json!(["hwk", "user", "fpt"]));
    assert_eq!(record["key_level"], "strong_box");
}

#[tokio::test]
async fn what_a_phone_says_of_a_key_without_evidence_is_not_repeated() {
    let bank = Bank::open().await;
    let phone = bank.phone(20).await;
    let consent = bank.ask().await.consent;
    let request = phone.open().await;
    let mut claims = phone.approval(&request, &Selection::default());
    claims["amr"] = json!(["hwk", "user", "fpt"]);

    let answer = phone.send_approval(&request, &claims).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    let path = format!("/channel/v1/consents/{consent}");
    let record = bank.channel("GET", &path, None).await.json();
    assert_eq!(record["amr"], json!(["swk", "user"]));
    assert_eq!(record["key_level"], "software");
    let signed = claims_of(record["decision"].as_str().unwrap());
    assert_eq!(signed["amr"], json!(["hwk", "user", "fpt"]), "the evidence is as it was signed");
}

/// The key that comes has no evidence; what the key that went signed before keeps its level.
#[tokio::test]
async fn a_replaced_key_has_the_level_that_it_had() {
    let mut maker = Maker::new(&KEY_DESCRIPTION, Vec::new());
    let bank = bank(&maker).await;
    let offer = bank.gateway.create_offer("account-1", "DE** 1603").await.unwrap();
    let mut phone = bank.unenrolled(20);
    let registration = registration(&phone, &offer.token, &mut maker, Description::good());
    phone.register_with(&registration).await;
    bank.gateway.confirm_offer(&offer.offer, &phone.digits).await.unwrap();
    let android = Some(policy(&maker));
    let both = AttestationPolicy { none: true, android, apple: None };
    bank.gateway.replace_attestation(both).unwrap();
    let ask = || async { bank.gateway.create_consent(payment(ACCOUNT)).await.unwrap().consent };
    let before = ask().await;
    let request = phone.open().await;
    let mut by_old = phone.approval(&request, &Selection::default());
    by_old["amr"] = json!(["hwk", "user"]);
    let by_old = phone.approval.token(Typ::ConsentApproval, &by_old);

    phone.rotate("approval", Key::numbered(50)).await;
    let old = phone.send_decision(&request, Typ::ConsentApproval, &by_old).await;
    let after = ask().await;
    let request = phone.open().await;
    let mut by_new = phone.approval(&request, &Selection::default());
    by_new["amr"] = json!(["hwk", "user"]);
    let new = phone.send_approval(&request, &by_new).await;

    assert_eq!((old.status, new.status), (200, 200), "{} {}", old.text(), new.text());
    for (consent, level, method) in
        [(before, AttestedLevel::StrongBox, "hwk"), (after, AttestedLevel::Software, "swk")]
    {
        let record = bank.gateway.consent(&consent).await.unwrap();
        assert_eq!(record.key_level, Some(level));
        assert_eq!(record.amr.unwrap(), [method, "user"]);
    }
}

#[tokio::test]
async fn what_a_key_came_with_is_kept_only_of_devices_that_were_confirmed() {
    let mut maker = Maker::new(&KEY_DESCRIPTION, Vec::new());
    let policy = AttestationPolicy { none: false, android: Some(policy(&maker)), apple: None };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gateway.db");
    let database = Database::File(file.clone());
    let bank = Bank::with(|settings| {
        settings.database = database;
        settings.attestation = policy;
    })
    .await;
    let mut enrol = async |seed: u8| {
        let offer = bank.gateway.create_offer(ACCOUNT, "DE** 1603").await.unwrap();
        let mut phone = bank.unenrolled(seed);
        let description = Description::good();
        let claims = registration(&phone, &offer.token, &mut maker, description);
        assert_eq!(phone.register_with(&claims).await.status, 201);
        (offer.offer, phone)
    };
    let ((first, confirmed), (second, wrong), (_, revoked)) =
        (enrol(20).await, enrol(22).await, enrol(24).await);
    bank.gateway.confirm_offer(&first, &confirmed.digits).await.unwrap();
    let evidence = |phone: &Phone| {
        let database = rusqlite::Connection::open(&file).unwrap();
        let length = "SELECT coalesce(length(evidence), 0) FROM devices WHERE id = ?1";
        database.query_row(length, [&phone.device], |row| row.get::<_, i64>(0)).unwrap() > 0
    };
    let before = [&confirmed, &wrong, &revoked].map(evidence);

    for _ in 0..3 {
        bank.gateway.confirm_offer(&second, "nothing").await.unwrap_err();
    }
    for phone in [&confirmed, &revoked] {
        bank.gateway.revoke(&phone.device, RevocationReason::Lost).await.unwrap();
    }

    assert_eq!(before, [true; 3]);
    assert_eq!([&confirmed, &wrong, &revoked].map(evidence), [true, false, false]);
}
