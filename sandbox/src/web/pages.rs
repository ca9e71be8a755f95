//! The pages, built into the program.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// A page or a part of one.
struct File {
    path: &'static str,
    media: &'static str,
    bytes: &'static [u8],
}

macro_rules! files {
    ($media:literal: $($name:literal),+ $(,)?) => {
        [$(File {
            path: concat!("/", $name),
            media: $media,
            bytes: include_bytes!(concat!("../../pages/", $name)),
        }),+]
    };
}

const INDEX: &[u8] = include_bytes!("../../pages/index.html");
/// The places that show the same page: the page itself looks which one it is.
const PLACES: [&str; 4] = ["/", "/shop", "/phone", "/bank"];
const HTML: &str = "text/html; charset=utf-8";

static SCRIPTS: &[File] = &files!("text/javascript; charset=utf-8":
    "app.js", "app-screens.js", "bank.js", "consent.js", "dom.js", "languages.js", "phone.js",
    "shop.js", "token.js", "words.js", "words-ar.js", "words-de.js", "words-en.js", "words-es.js",
    "words-fr.js", "words-pt-BR.js",
);
static STYLES: &[File] =
    &files!("text/css; charset=utf-8": "style.css", "shop.css", "phone.css", "bank.css");
static PICTURES: &[File] = &files!("image/svg+xml": "favicon.svg");

const POLICY: &str = "default-src 'self'; style-src 'self'; img-src 'self' data:; \
     object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Serves the pages.
pub(super) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let mut router = Router::new();
    for place in PLACES {
        router = router.route(place, get(|| async { page(HTML, INDEX) }));
    }
    for file in SCRIPTS.iter().chain(STYLES).chain(PICTURES) {
        router = router.route(file.path, get(|| async { page(file.media, file.bytes) }));
    }
    router
}

fn page(media: &'static str, bytes: &'static [u8]) -> Response {
    let headers: [(HeaderName, HeaderValue); 5] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (StatusCode::OK, headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_file_of_the_pages_is_served() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/pages");
        let there: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| format!("/{}", entry.unwrap().file_name().to_string_lossy()))
            .collect();

        let mut served: BTreeSet<String> =
            SCRIPTS.iter().chain(STYLES).chain(PICTURES).map(|file| file.path.to_owned()).collect();
        served.insert("/index.html".to_owned());

        assert_eq!(served, there);
    }
}
