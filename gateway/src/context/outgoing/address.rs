//! Where a gateway may call.

use reqwest::Url;
use std::net::IpAddr;

/// Whether this is a URL that may be called: `https`, or plain HTTP to this machine alone, and
/// without credentials or fragment in it.
pub(crate) fn may_be_called(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let private = match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(&url),
        _ => false,
    };
    bare && private
}

/// Whether the host of this URL is this machine.
fn is_loopback(url: &Url) -> bool {
    // IPv6 addresses stand in brackets.
    let host = url.host_str().map(|host| host.trim_matches(['[', ']']));
    host.is_some_and(|host| {
        host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_may_be_called_and_plain_http_on_this_machine_alone() {
        for right in [
            "https://as.bank.example/outcomes",
            "https://as.bank.example:8443/outcomes?realm=bank",
            "HTTPS://as.bank.example",
            "https://10.0.0.7/",
            "http://127.0.0.1:9/outcomes",
            "http://127.9.9.9/",
            "http://[::1]:8080/",
            "http://localhost/",
        ] {
            assert!(may_be_called(right), "{right}");
        }
        for wrong in [
            "",
            "outcomes",
            "/outcomes",
            "as.bank.example/outcomes",
            "https://",
            "http://as.bank.example/outcomes",
            "HTTP://as.bank.example/outcomes",
            "http://10.0.0.7/",
            "http://localhost.as.bank.example/",
            "http://localhost@as.bank.example/",
            "http://127.0.0.1:80@as.bank.example/",
            "http://127.0.0.1.as.bank.example/",
            "http://[::2]/",
            "http://[::ffff:10.0.0.7]/",
            "http://0.0.0.0/",
            "https://user@as.bank.example/",
            "https://user:secret@as.bank.example/",
            "https://as.bank.example/#there",
            "ftp://as.bank.example/",
            "file:///outcomes",
            "javascript:1",
        ] {
            assert!(!may_be_called(wrong), "{wrong}");
        }
    }
}
