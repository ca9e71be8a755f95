//! Discovery (CIBA §4, RFC 8414, RFC 9396 §10) and the server's keys.

use super::hint::LOGIN_HINT_TOKEN;
use super::keys::Alg;
use super::profile::Profile;
use super::{ACR, AUTHENTICATION_METHODS, AuthorizationServer, GRANT_TYPE};
use axum::Json;
use axum::extract::State;
use countersign::consent::SUPPORTED_TYPES;
use serde_json::{Value, json};

pub(super) async fn discovery(State(server): State<AuthorizationServer>) -> Json<Value> {
    let methods = match server.profile() {
        Profile::Plain => AUTHENTICATION_METHODS.as_slice(),
        Profile::Fapi => &AUTHENTICATION_METHODS[..1],
    };
    Json(json!({
        "issuer": server.issuer(),
        "jwks_uri": server.endpoint("/jwks"),
        "token_endpoint": server.endpoint("/token"),
        "backchannel_authentication_endpoint": server.endpoint("/backchannel"),
        "backchannel_token_delivery_modes_supported": ["poll", "ping"],
        "backchannel_authentication_request_signing_alg_values_supported": Alg::NAMES,
        "backchannel_user_code_parameter_supported": true,
        "backchannel_endpoint_login_hint_token_types_supported": [LOGIN_HINT_TOKEN],
        "grant_types_supported": [GRANT_TYPE],
        "response_types_supported": [],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": Alg::NAMES,
        "scopes_supported": ["openid", "profile", "email", "payments", "accounts"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr"],
        "acr_values_supported": [ACR],
        "authorization_details_types_supported": SUPPORTED_TYPES,
        "request_parameter_supported": true,
        "request_uri_parameter_supported": false,
    }))
}

pub(super) async fn jwks(State(server): State<AuthorizationServer>) -> Json<Value> {
    let key = server.key().public_key().jwk();
    Json(json!({ "keys": [{
        "kty": key.kty,
        "crv": key.crv,
        "x": key.x,
        "y": key.y,
        "kid": server.key().kid(),
        "use": "sig",
        "alg": "ES256",
    }]}))
}
