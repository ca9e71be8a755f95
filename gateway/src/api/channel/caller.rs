//! Who calls the channel: which credential, and for whom.

use crate::context::Gateway;
use crate::context::settings::{Presented, proved};
use crate::model::Actor;
use crate::web::refusals::Caller;
use crate::web::{Peer, Problem, credentials, only};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// The person for whom a call is made, as the caller names them.
const OPERATOR: HeaderName = HeaderName::from_static("countersign-operator");

/// The gateway, acting for whoever calls: for what a person asks for.
pub(super) struct Acting(pub(super) Gateway);

/// Lets in whoever proves one of the credentials: by its secret if there is an `Authorization`
/// header, else by the certificate of the connection.
pub(super) async fn authenticate(
    State(gateway): State<Gateway>,
    mut request: Request,
    next: Next,
) -> Response {
    let credential = match presented(&request) {
        Some(presented) => {
            let held = &gateway.settings().channel_credentials;
            proved(held, &presented, gateway.now())
        }
        None => None,
    };
    let Some(credential) = credential else {
        let (parts, _) = request.into_parts();
        return match gateway.is_guessing(&Caller::of(&parts)) {
            Some(wait) => Problem::TooMany(wait).into_response(),
            None => Problem::Secret.into_response(),
        };
    };
    match actor(&request, credential.name()) {
        Ok(actor) => {
            if let Some(caller) = request.extensions().get::<Caller>() {
                caller.act_as(&actor);
            }
            request.extensions_mut().insert(actor);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

fn presented(request: &Request) -> Option<Presented<'_>> {
    if request.headers().contains_key(header::AUTHORIZATION) {
        return credentials(request.headers(), "Bearer").map(Presented::Secret);
    }
    let peer = request.extensions().get::<Peer>();
    peer.and_then(|peer| peer.certificate.as_deref()).map(Presented::Certificate)
}

fn actor(request: &Request, credential: &str) -> Result<Actor, Problem> {
    let operator = only(request.headers(), &OPERATOR);
    if operator.is_none() && request.headers().contains_key(&OPERATOR) {
        return Err(Problem::Malformed); // twice, or not a text: nobody knows who is meant
    }
    Ok(Actor::new(credential, operator)?)
}

impl FromRequestParts<Gateway> for Acting {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Gateway) -> Result<Self, Problem> {
        let actor = parts.extensions.get::<Actor>().cloned().ok_or(Problem::Secret)?;
        Ok(Self(gateway.acting_as(actor)))
    }
}
