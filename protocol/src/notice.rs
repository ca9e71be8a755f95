//! Notices: the hint in a push, a link or a list. Nothing in one is shown or believed; it says
//! only where to ask (docs/protocol.md §4.1).

use crate::claims::{Members, is_id};
use crate::json::Json;
use std::collections::HashMap;
use url::Url;

/// The longest payload that is read: what FCM and APNs carry at the most.
pub const MAX_PAYLOAD: usize = 4096;

/// A hint that a request may be waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The handle of the enrolment it is for.
    pub enrolment: String,
    /// The id of the request.
    pub request: String,
}

/// Why a payload is no notice. Ignore it: it is somebody else's, or nonsense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// Larger than a push can be.
    #[error("the payload is too large")]
    TooLarge,
    /// Not one of ours, or not well formed.
    #[error("not a notice")]
    NotANotice,
    /// Of a version that this app does not know: it may need an update.
    #[error("a notice of an unknown version")]
    Version,
}

impl Notice {
    /// Reads the `data` of an FCM message.
    ///
    /// # Errors
    ///
    /// [`NoticeError`].
    pub fn from_fcm(data: &HashMap<String, String>) -> Result<Self, NoticeError> {
        if data.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > MAX_PAYLOAD {
            return Err(NoticeError::TooLarge);
        }
        Self::from_pairs(data.iter().map(|(name, value)| (name.as_str(), value.clone())))
    }

    /// Reads the JSON of an APNs `userInfo`.
    ///
    /// # Errors
    ///
    /// [`NoticeError`].
    pub fn from_apns(user_info: &[u8]) -> Result<Self, NoticeError> {
        if user_info.len() > MAX_PAYLOAD {
            return Err(NoticeError::TooLarge);
        }
        let mut members = Members::parse(user_info).map_err(|_| NoticeError::NotANotice)?;
        let mut pairs = Vec::new();
        for name in ["countersign", "enrolment", "request"] {
            if let Some(Json::String(value)) = members.take(name) {
                pairs.push((name, value));
            }
        }
        members.take("aps");
        let foreign = members.names().any(|name| !is_carrier(name));
        if foreign { Err(NoticeError::NotANotice) } else { Self::from_pairs(pairs.into_iter()) }
    }

    /// Reads the query of an App Link or Universal Link. Its host does not matter: a notice
    /// never says whom to ask, only about what.
    ///
    /// # Errors
    ///
    /// [`NoticeError`].
    pub fn from_link(link: &str) -> Result<Self, NoticeError> {
        if link.len() > MAX_PAYLOAD {
            return Err(NoticeError::TooLarge);
        }
        let url = one_reading(link).ok_or(NoticeError::NotANotice)?;
        let pairs: Vec<_> =
            url.query_pairs().map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
        Self::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.clone())))
    }

    /// Exactly the three strings, each once, beside what the carrier adds.
    fn from_pairs<'a>(pairs: impl Iterator<Item = (&'a str, String)>) -> Result<Self, NoticeError> {
        let (mut version, mut enrolment, mut request) = (None, None, None);
        for (name, value) in pairs {
            let place = match name {
                "countersign" => &mut version,
                "enrolment" => &mut enrolment,
                "request" => &mut request,
                other if is_carrier(other) => continue,
                _ => return Err(NoticeError::NotANotice),
            };
            if place.replace(value).is_some() {
                return Err(NoticeError::NotANotice);
            }
        }
        match (version, enrolment, request) {
            (Some(version), Some(enrolment), Some(request))
                if is_id(&enrolment) && is_id(&request) =>
            {
                if version == "1" {
                    Ok(Self { enrolment, request })
                } else {
                    Err(NoticeError::Version)
                }
            }
            _ => Err(NoticeError::NotANotice),
        }
    }
}

/// The URL in a link, if every reader finds the same one. This parser, like a browser's, drops line
/// breaks, and spaces and controls at the ends; others may not, so a link with any of them is none.
pub(crate) fn one_reading(link: &str) -> Option<Url> {
    let plain = !link.chars().any(|c| c.is_control() || c == ' ');
    Url::parse(link).ok().filter(|_| plain)
}

/// Names that Google's and Apple's services add to what they carry.
fn is_carrier(name: &str) -> bool {
    name == "aps"
        || name == "from"
        || name == "collapse_key"
        || name.starts_with("google.")
        || name.starts_with("gcm.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> HashMap<String, String> {
        pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn all_carriers_bring_the_same_notice() {
        let expected = Notice { enrolment: "e-1".into(), request: "r_2".into() };

        let fcm = Notice::from_fcm(&map(&[
            ("countersign", "1"),
            ("enrolment", "e-1"),
            ("request", "r_2"),
            ("google.sent_time", "1"),
        ]));
        let apns = Notice::from_apns(
            br#"{"aps":{"alert":"x"},"countersign":"1","enrolment":"e-1","request":"r_2"}"#,
        );
        let link =
            Notice::from_link("https://anywhere.example/?countersign=1&enrolment=e-1&request=r_2");

        assert_eq!(fcm.as_ref(), Ok(&expected));
        assert_eq!(apns.as_ref(), Ok(&expected));
        assert_eq!(link.as_ref(), Ok(&expected));
    }

    #[test]
    fn a_push_with_anything_more_is_no_notice() {
        let more =
            [("countersign", "1"), ("enrolment", "e"), ("request", "r"), ("amount", "1.00 EUR")];
        let twice = "https://a.example/?countersign=1&enrolment=e&request=r&request=s";

        assert_eq!(Notice::from_fcm(&map(&more)), Err(NoticeError::NotANotice));
        assert_eq!(Notice::from_fcm(&map(&more[..2])), Err(NoticeError::NotANotice));
        assert_eq!(
            Notice::from_fcm(&map(&[("countersign", "2"), ("enrolment", "e"), ("request", "r")])),
            Err(NoticeError::Version)
        );
        assert_eq!(
            Notice::from_fcm(&map(&[
                ("countersign", "1"),
                ("enrolment", "e"),
                ("request", "../r")
            ])),
            Err(NoticeError::NotANotice)
        );
        assert_eq!(Notice::from_link(twice), Err(NoticeError::NotANotice));
        assert_eq!(Notice::from_apns(&[b' '; MAX_PAYLOAD + 1]), Err(NoticeError::TooLarge));
    }
}
