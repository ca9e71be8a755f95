//! A server that somebody else runs: it writes down what it hears, and answers as it was told.

use crate::http::{Answer, Call, Handler, serve};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// One call that the server got.
#[derive(Clone, Debug)]
pub struct Heard {
    pub path: String,
    pub authorization: String,
    /// The `Idempotency-Key`.
    pub key: String,
    pub body: String,
}

/// It serves as long as the test's runtime lives.
pub struct Listener {
    pub url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Listener {
    /// Answers the first calls with these, and all others with the last of them.
    pub async fn answering(statuses: &[u16]) -> Self {
        Self::with_document(statuses, String::new()).await
    }

    /// The same, with a document as the body of every answer.
    pub async fn with_document(statuses: &[u16], document: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (ears, statuses) = (heard.clone(), statuses.to_vec());
        let handler: Handler = Arc::new(move |call| {
            let mut heard = ears.lock().unwrap();
            let at = heard.len().min(statuses.len() - 1);
            heard.push(Heard::of(&call));
            Some(Answer::of(statuses[at], "application/json", document.clone()))
        });
        tokio::spawn(serve(listener, None, handler));
        Self { url, heard }
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// Waits until so many calls were heard. Fails by the test's own time limit, not by a clock.
    pub async fn until(&self, count: usize) -> Vec<Heard> {
        for _ in 0..600 {
            if self.heard().len() >= count {
                return self.heard();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} calls were heard, {count} were waited for", self.heard().len());
    }
}

impl Heard {
    fn of(call: &Call) -> Self {
        let header = |name| call.header(name).unwrap_or_default().to_owned();
        Self {
            path: call.path.clone(),
            authorization: header("authorization"),
            key: header("idempotency-key"),
            body: call.text(),
        }
    }
}
