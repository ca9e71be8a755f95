//! Calls, with the proof of possession that each needs (docs/protocol.md §2.2) or any other.

use super::{Phone, fresh};
use crate::http::Answer;
use countersign_protocol::jose::DpopTarget;
use countersign_protocol::time::UnixSeconds;

impl Phone {
    /// A call with proof and access token.
    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, Some(&self.access_token), None).await
    }

    pub async fn send(&self, method: &str, path: &str, media_type: &str, body: &str) -> Answer {
        self.call(method, path, Some(&self.access_token), Some((media_type, body))).await
    }

    /// The same with any bytes as the body; the phone must have a nonce already.
    pub async fn send_bytes(
        &self,
        method: &str,
        path: &str,
        media_type: &str,
        body: Vec<u8>,
    ) -> Answer {
        let call = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.issuer))
            .header("dpop", self.proof(method, path, Some(&self.access_token)))
            .header("authorization", format!("DPoP {}", self.access_token))
            .header("content-type", media_type)
            .body(body);
        Answer::read(call.send().await.unwrap()).await
    }

    /// A call with a proof; it is repeated once with a new nonce if the server wants one.
    pub async fn call(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<(&str, &str)>,
    ) -> Answer {
        let first = self.call_once(method, path, token, body).await;
        let asked = first.status == 401 && first.header("www-authenticate").contains("nonce")
            || first.status == 400 && first.text().contains("use_dpop_nonce");
        if asked { self.call_once(method, path, token, body).await } else { first }
    }

    async fn call_once(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<(&str, &str)>,
    ) -> Answer {
        let proof = self.proof(method, path, token);
        self.call_with(&proof, method, path, token, body).await
    }

    pub fn proof(&self, method: &str, path: &str, access_token: Option<&str>) -> String {
        let nonce = self.nonce.lock().unwrap().clone();
        let url = format!("{}{path}", self.issuer);
        let target = DpopTarget { method, url: &url, access_token, nonce: nonce.as_deref() };
        target.prove(&self.transport, &fresh(), UnixSeconds(self.now())).unwrap()
    }

    /// A call with exactly this proof.
    pub async fn call_with(
        &self,
        proof: &str,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<(&str, &str)>,
    ) -> Answer {
        let url = format!("{}{path}", self.issuer);
        let mut call = self.http.request(method.parse().unwrap(), url).header("dpop", proof);
        if let Some(token) = token {
            call = call.header("authorization", format!("DPoP {token}"));
        }
        if let Some((media_type, body)) = body {
            call = call.header("content-type", media_type).body(body.to_owned());
        }
        let answer = Answer::read(call.send().await.unwrap()).await;
        self.calls.lock().unwrap().push((method.to_owned(), path.to_owned(), answer.clone()));
        let nonce = answer.header("dpop-nonce");
        if !nonce.is_empty() {
            *self.nonce.lock().unwrap() = Some(nonce.to_owned());
        }
        answer
    }

    /// A call with a proof, of a server that may be gone: then nothing.
    pub async fn try_call(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<(&str, &str)>,
    ) -> Option<Answer> {
        loop {
            let mut call = self
                .http
                .request(method.parse().unwrap(), format!("{}{path}", self.issuer))
                .header("dpop", self.proof(method, path, token));
            if let Some(token) = token {
                call = call.header("authorization", format!("DPoP {token}"));
            }
            if let Some((media_type, body)) = body {
                call = call.header("content-type", media_type).body(body.to_owned());
            }
            let answer = Answer::try_read(call.send().await.ok()?).await?;
            *self.nonce.lock().unwrap() = Some(answer.header("dpop-nonce").to_owned());
            let nonce_asked = answer.header("www-authenticate").contains("use_dpop_nonce")
                || answer.status == 400 && answer.text().contains("use_dpop_nonce");
            if !nonce_asked {
                return Some(answer);
            }
        }
    }

    /// A call with a bearer secret, of a server that may be gone: then nothing.
    pub async fn try_plain(
        &self,
        secret: &str,
        method: &str,
        path: &str,
        body: Option<&str>,
    ) -> Option<Answer> {
        let mut call = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.issuer))
            .header("authorization", format!("Bearer {secret}"));
        if let Some(body) = body {
            call = call.header("content-type", "application/json").body(body.to_owned());
        }
        Answer::try_read(call.send().await.ok()?).await
    }
}
