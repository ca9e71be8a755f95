//! The header `Forwarded` (RFC 7239): for whom each proxy passed a call on.

use axum::http::HeaderValue;
use axum::http::header::GetAll;
use std::net::{IpAddr, Ipv6Addr};

/// Whose call a proxy passed on (RFC 7239 §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Its address.
    Address(IpAddr),
    /// `unknown`, or a name that the proxy made up.
    Hidden,
}

/// For whom, in the order in which the proxies wrote it. `None` if it cannot be read, or a proxy
/// does not say.
pub(super) fn nodes(values: GetAll<'_, HeaderValue>) -> Option<Vec<Node>> {
    let mut nodes = Vec::new();
    for value in values {
        for element in split(value.to_str().ok()?, ',')? {
            nodes.push(node_of(element)?);
        }
    }
    Some(nodes)
}

fn node_of(element: &str) -> Option<Node> {
    let mut node = None;
    for pair in split(element, ';')? {
        let (name, value) = pair.trim().split_once('=')?;
        if name.eq_ignore_ascii_case("for") && node.replace(read(value)?).is_some() {
            return None;
        }
    }
    node
}

/// Splits at a separator that does not stand in quotes. What is escaped in quotes is nothing that
/// an address needs.
fn split(text: &str, separator: char) -> Option<Vec<&str>> {
    let mut quoted = false;
    let parts = text
        .split(|c: char| {
            quoted ^= c == '"';
            c == separator && !quoted
        })
        .collect();
    (!quoted && !text.contains('\\')).then_some(parts)
}

fn read(value: &str) -> Option<Node> {
    let node = match value.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"')?,
        None => value,
    };
    if node.eq_ignore_ascii_case("unknown") || node.starts_with('_') {
        return Some(Node::Hidden);
    }
    let address = match node.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']')?;
            is_port(port).then_some(IpAddr::V6(address.parse::<Ipv6Addr>().ok()?))?
        }
        None => {
            let end = node.find(':').unwrap_or(node.len());
            let (address, port) = node.split_at(end);
            is_port(port).then_some(IpAddr::V4(address.parse().ok()?))?
        }
    };
    Some(Node::Address(address.to_canonical()))
}

/// Nothing, or a colon and a port, which a proxy may hide as well.
fn is_port(text: &str) -> bool {
    let Some(port) = text.strip_prefix(':') else { return text.is_empty() };
    port.starts_with('_') || port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use axum::http::{HeaderMap, header};

    fn read_all(values: &[&str]) -> Option<Vec<Node>> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::FORWARDED, value.parse().unwrap());
        }
        nodes(headers.get_all(header::FORWARDED))
    }

    fn address(text: &str) -> Node {
        Node::Address(text.parse().unwrap())
    }

    #[test]
    fn the_examples_of_the_rfc_are_read() {
        for (value, expected) in [
            (r#"for="_gazonk""#, Node::Hidden),
            (r#"For="[2001:db8:cafe::17]:4711""#, address("2001:db8:cafe::17")),
            ("for=192.0.2.60;proto=http;by=203.0.113.43", address("192.0.2.60")),
            (r#"for="192.0.2.43:47011""#, address("192.0.2.43")),
            ("for=unknown", Node::Hidden),
            (r#"for="[::ffff:192.0.2.60]""#, address("192.0.2.60")),
        ] {
            assert_eq!(read_all(&[value]), Some(vec![expected]), "{value}");
        }
        let several = Some(vec![address("192.0.2.43"), address("198.51.100.17")]);
        assert_eq!(read_all(&["for=192.0.2.43, for=198.51.100.17;by=203.0.113.60"]), several);
        assert_eq!(read_all(&["for=192.0.2.43", "for=198.51.100.17"]), several);
        assert_eq!(read_all(&[]), Some(Vec::new()));
    }

    #[test]
    fn a_comma_in_quotes_begins_no_element() {
        let value = r#"host="a,for=192.0.2.1";for=192.0.2.2"#;

        assert_eq!(read_all(&[value]), Some(vec![address("192.0.2.2")]));
    }

    #[test]
    fn what_cannot_be_read_is_not_guessed() {
        for value in [
            "",
            "192.0.2.1",
            "for=",
            "for=192.0.2.1,",
            "proto=https",
            "for=192.0.2.1;for=192.0.2.2",
            "for=2001:db8::1",
            r#"for="[192.0.2.1]""#,
            r#"for="192.0.2.1"#,
            r#"for="192.0.2.1\"""#,
            "for=192.0.2.1:99999",
            "for=192.0.2.1:x",
            "for=192.0.2.300",
            "for=localhost",
        ] {
            assert_eq!(read_all(&[value]), None, "{value}");
        }
    }
}
