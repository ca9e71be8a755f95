//! App Attest: the app that vouches for an approval key.

mod launch;

use super::{judge, roots};
use countersign_attestation::{
    ApplePolicy, AttestationCheck as Check, AttestationObject, AttestationPolicy, AttestedLevel,
    Environment, Evidence,
};
use countersign_protocol::jose::{PublicKey, Signer as _};
use countersign_testing::Key;
use countersign_testing::attested::der::{explicit, octets, sequence};
use countersign_testing::attested::{APPLE_NONCE, CHALLENGE, Maker};
use rcgen::{CustomExtension, date_time_ymd};
use ring::digest::{SHA256, digest};

const APP: &str = "TEAM123456.com.bank.app";
/// The flag that says that a credential follows.
const ATTESTED: u8 = 0x40;
const PRODUCTION: &[u8; 16] = b"appattest\0\0\0\0\0\0\0";

/// What an app sends, before it is put together.
struct Vouching {
    app: &'static str,
    flags: u8,
    counter: u32,
    aaguid: [u8; 16],
    /// The id in the authenticator data, if it is another than the key's.
    credential: Option<Vec<u8>>,
    /// The id beside the object, if it is another than the key's.
    key_id: Option<Vec<u8>>,
    challenge: &'static str,
    approval: Key,
    format: &'static str,
    /// What is done to the maker's certificates.
    certificates: fn(&mut Maker),
    /// The key once more.
    cose: Vec<u8>,
    /// What iOS 27 adds behind it.
    launch: Vec<u8>,
    /// The kind of build that the bank takes.
    environment: Environment,
    /// What else it asks.
    asks: fn(&mut ApplePolicy),
}

fn good() -> Vouching {
    Vouching {
        app: APP,
        flags: ATTESTED,
        counter: 0,
        aaguid: *PRODUCTION,
        credential: None,
        key_id: None,
        challenge: CHALLENGE,
        approval: Key::numbered(21),
        format: "apple-appattest",
        certificates: |_| {},
        cose: cose(Key::numbered(71).public_key()),
        launch: Vec::new(),
        environment: Environment::Production,
        asks: |_| {},
    }
}

/// A P-256 key for ES256 as CBOR has it (RFC 9053 §2.1 and §7.1.1).
fn cose(key: &PublicKey) -> Vec<u8> {
    let (x, y) = key.sec1()[1..].split_at(32);
    let fixed = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01];
    [fixed, vec![0x21], bytes(x), vec![0x22], bytes(y)].concat()
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

impl Vouching {
    /// W3C WebAuthn §6.1
    fn authenticator_data(&self, id: &[u8]) -> Vec<u8> {
        let credential = self.credential.as_deref().unwrap_or(id);
        let length = u16::try_from(credential.len()).unwrap().to_be_bytes();
        let parts = [
            sha256(self.app.as_bytes()),
            vec![self.flags],
            self.counter.to_be_bytes().to_vec(),
            self.aaguid.to_vec(),
            length.to_vec(),
            credential.to_vec(),
            self.cose.clone(),
            self.launch.clone(),
        ];
        parts.concat()
    }

    /// docs/protocol.md §3.2, by other means.
    fn client_data_hash(&self) -> Vec<u8> {
        let thumbprint = self.approval.kid();
        sha256(format!("countersign-app-attest-1\0{}\0{thumbprint}", self.challenge).as_bytes())
    }

    fn judged(self) -> Result<AttestedLevel, Check> {
        // App Attest's own key.
        let attested = *Key::numbered(71).public_key();
        let id = sha256(attested.sec1());
        let data = self.authenticator_data(&id);
        let nonce = sha256(&[data.clone(), self.client_data_hash()].concat());
        let value = sequence(&[explicit(1, &octets(&nonce))]);
        let mut maker = Maker::new(&APPLE_NONCE, value);
        (self.certificates)(&mut maker);
        let object = object(self.format, &x5c(&maker, &attested), &data);
        let mut apple = ApplePolicy::new(roots(&maker), vec![APP.to_owned()]);
        apple.environment = self.environment;
        (self.asks)(&mut apple);
        let policy = AttestationPolicy { none: false, android: None, apple: Some(apple) };
        let evidence = Evidence::AppleAppAttest { object, key_id: self.key_id.unwrap_or(id) };
        judge(&evidence, Key::numbered(21).public_key(), &policy)
    }
}

/// As Apple sends it: without the root.
fn x5c(maker: &Maker, attested: &PublicKey) -> Vec<Vec<u8>> {
    maker.chain(attested)[..3].to_vec()
}

/// The head of a CBOR item (RFC 8949 §3): its major type and its length.
fn head(major: u8, length: usize) -> Vec<u8> {
    match length {
        short @ 0..=23 => vec![major << 5 | u8::try_from(short).unwrap()],
        middle @ 24..=0xff => vec![major << 5 | 24, u8::try_from(middle).unwrap()],
        long => {
            [vec![major << 5 | 25], u16::try_from(long).unwrap().to_be_bytes().to_vec()].concat()
        }
    }
}

fn bytes(content: &[u8]) -> Vec<u8> {
    [head(2, content.len()), content.to_vec()].concat()
}

fn text(content: &str) -> Vec<u8> {
    [head(3, content.len()), content.as_bytes().to_vec()].concat()
}

fn map(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let members = members.iter().flat_map(|(name, value)| [text(name), value.clone()]);
    [head(5, members.clone().count() / 2), members.collect::<Vec<_>>().concat()].concat()
}

fn object(format: &str, x5c: &[Vec<u8>], data: &[u8]) -> Vec<u8> {
    let x5c: Vec<_> = x5c.iter().map(|der| bytes(der)).collect();
    let chain = [head(4, x5c.len()), x5c.concat()].concat();
    let statement = map(&[("x5c", chain), ("receipt", bytes(b"a receipt"))]);
    map(&[("fmt", text(format)), ("attStmt", statement), ("authData", bytes(data))])
}

#[test]
fn a_genuine_app_vouches_for_the_approval_key() {
    let development =
        Vouching { aaguid: *b"appattestdevelop", environment: Environment::Development, ..good() };

    assert_eq!(good().judged(), Ok(AttestedLevel::Vouched));
    assert_eq!(development.judged(), Ok(AttestedLevel::Vouched));
}

#[test]
fn one_thing_that_is_wrong_is_enough_and_is_named() {
    let other_id = || Some(sha256(b"another key"));
    let cases = [
        (Vouching { app: "TEAM123456.com.thief.app", ..good() }, Check::Application),
        (Vouching { flags: 0, ..good() }, Check::ObjectForm),
        (Vouching { counter: 1, ..good() }, Check::Counter),
        (Vouching { aaguid: *b"appattestdevelop", ..good() }, Check::Environment),
        (Vouching { environment: Environment::Development, ..good() }, Check::Environment),
        (Vouching { aaguid: *b"appattest1234567", ..good() }, Check::Environment),
        (Vouching { credential: other_id(), ..good() }, Check::KeyId),
        (Vouching { key_id: other_id(), ..good() }, Check::KeyId),
        (Vouching { challenge: "another offer", ..good() }, Check::Nonce),
        (Vouching { approval: Key::numbered(23), ..good() }, Check::Nonce),
        (Vouching { format: "packed", ..good() }, Check::ObjectForm),
        (Vouching { cose: cose(Key::numbered(72).public_key()), ..good() }, Check::KeyId),
    ];

    for (number, (vouching, check)) in cases.into_iter().enumerate() {
        assert_eq!(vouching.judged(), Err(check), "case {number}");
    }
}

#[test]
fn certificates_are_held_to_every_rule() {
    let with = |certificates| Vouching { certificates, ..good() }.judged();

    let ended = with(|maker| maker.links[0].not_after = date_time_ymd(2026, 3, 2));
    let early = with(|maker| maker.links[0].not_before = date_time_ymd(2026, 3, 3));
    let above = with(|maker| maker.links[1].not_after = date_time_ymd(2026, 3, 2));
    let factory = with(|maker| {
        let serial_number = rcgen::DnType::CustomDnType(vec![2, 5, 4, 5]);
        maker.links[2].distinguished_name.push(serial_number, "f92009e853b6b045");
        maker.links[2].not_after = date_time_ymd(2026, 3, 2);
    });
    let no_authority = with(|maker| maker.links[1].is_ca = rcgen::IsCa::ExplicitNoCa);
    let silent = with(|maker| maker.extension.1.clear());
    let strange = with(|maker| maker.extension.1 = octets(&[1; 32]));
    let twice = with(|maker| {
        let again = CustomExtension::from_oid_content(&APPLE_NONCE, maker.extension.1.clone());
        maker.links[0].custom_extensions.push(again);
    });

    assert_eq!([ended, early, above, factory], [Err(Check::Validity); 4]);
    assert_eq!(no_authority, Err(Check::Authority));
    assert_eq!([silent, strange, twice], [Err(Check::Extension); 3]);
}

#[test]
fn an_object_is_read_strictly() {
    let (x5c, data) = (vec![vec![1; 300]], vec![2; 60]);
    let whole = object("apple-appattest", &x5c, &data);
    let chain = || [head(4, 1), bytes(&x5c[0])].concat();
    let statement = || map(&[("x5c", chain()), ("receipt", bytes(b"r"))]);
    let format = || ("fmt", text("apple-appattest"));
    let with = |statement| map(&[format(), ("attStmt", statement), ("authData", bytes(&data))]);
    let deep = [vec![0x81; 4000], vec![0]].concat();
    let wrong = [
        map(&[format(), ("attStmt", statement())]),
        map(&[format(), format(), ("attStmt", statement()), ("authData", bytes(&data))]),
        map(&[format(), ("attStmt", statement()), ("authData", text("data"))]),
        map(&[format(), ("attStmt", bytes(b"x")), ("authData", bytes(&data))]),
        with(map(&[("x5c", chain())])),
        with(map(&[("x5c", bytes(b"x")), ("receipt", bytes(b"r"))])),
        with(map(&[("x5c", [head(4, 1), text("x")].concat()), ("receipt", bytes(b"r"))])),
        with(map(&[("x5c", chain()), ("receipt", bytes(b"r")), ("more", bytes(b"x"))])),
        [whole.clone(), vec![0]].concat(),
        // A list of so many items, of which none follows.
        vec![0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        deep,
    ];

    assert!(AttestationObject::parse(&whole).is_ok());
    assert!(AttestationObject::parse(&with(statement())).is_ok());
    for (number, bytes) in wrong.iter().enumerate() {
        assert!(AttestationObject::parse(bytes).is_err(), "case {number}");
    }
    for end in 0..whole.len() {
        assert!(AttestationObject::parse(&whole[..end]).is_err(), "{end}");
    }
}

#[test]
fn data_that_is_too_short_holds_no_credential() {
    let id = sha256(Key::numbered(71).public_key().sec1());
    let long = Vouching { credential: Some(vec![0; 0]), ..good() };

    assert_eq!(long.judged(), Err(Check::KeyId));
    // The length of the credential's id stands at 53 and 54.
    assert_eq!(good().authenticator_data(&id)[53..55], [0, 32]);
}
