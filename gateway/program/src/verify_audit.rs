//! `countersign-gateway --verify-audit --issuer URL --keys FILE PAGE...`: checks an exported audit
//! log, without a gateway and without its keys (docs/audit.md).

use countersign_protocol::claims::Members;
use countersign_protocol::jose::PublicKey;
use countersign_protocol::json::Json;
use countersign_verify::audit::{AuditTrust, LogEnd, verify_audit_export};
use std::error::Error;
use std::path::{Path, PathBuf};

/// What is checked, and by what.
pub(crate) struct Verification {
    issuer: String,
    keys: PathBuf,
    pages: Vec<PathBuf>,
    /// The end that an earlier check printed.
    known: Option<LogEnd>,
}

impl Verification {
    /// Reads what comes after `--verify-audit`; `None` if it is not right.
    pub(crate) fn of(mut arguments: impl Iterator<Item = String>) -> Option<Self> {
        let (mut issuer, mut keys, mut known, mut pages) = (None, None, None, Vec::new());
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--issuer" => issuer = Some(arguments.next()?),
                "--keys" => keys = Some(PathBuf::from(arguments.next()?)),
                "--known" => {
                    let end = arguments.next()?;
                    let (position, link) = end.split_once(':')?;
                    known = Some(LogEnd { position: position.parse().ok()?, link: link.into() });
                }
                page => pages.push(PathBuf::from(page)),
            }
        }
        let there = !pages.is_empty();
        there.then_some(Self { issuer: issuer?, keys: keys?, pages, known })
    }

    /// Checks the pages in their order, and returns what is to be printed.
    pub(crate) fn run(self) -> Result<String, Box<dyn Error>> {
        let keys = keys(&self.keys)?;
        let (mut known, mut begun, mut count) = (self.known, None, 0);
        let mut complete = false;
        for page in &self.pages {
            let name = page.display();
            let json = std::fs::read(page).map_err(|_| format!("{name}: cannot be read"))?;
            let trust = AuditTrust { issuer: &self.issuer, keys: &keys, known: known.as_ref() };
            let verified =
                verify_audit_export(&json, &trust).map_err(|error| format!("{name}: {error}"))?;
            complete = verified.is_complete();
            count += verified.entries.len();
            begun.get_or_insert(verified.before.position);
            known = Some(verified.last);
        }
        let Some(end) = known.filter(|_| complete) else {
            return Err("the last page does not reach the head: there are more".into());
        };
        let before = begun.unwrap_or_default();
        Ok(format!("{count} entries after position {before}, up to {}:{}", end.position, end.link))
    }
}

/// A file with the request keys: a list of JWKs.
fn keys(path: &Path) -> Result<Vec<PublicKey>, &'static str> {
    let json = std::fs::read(path).map_err(|_| "--keys: the file cannot be read")?;
    let wrong = "--keys: not a list of P-256 JWKs";
    let Ok(Json::Array(items)) = Json::parse(&json) else { return Err(wrong) };
    let key = |item| PublicKey::from_jwk(Members::of(item).ok()?).ok();
    items.into_iter().map(key).collect::<Option<_>>().ok_or(wrong)
}
