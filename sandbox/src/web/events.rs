//! The state, whenever it changes.

use super::state::state;
use crate::desk::Desk;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;
use std::convert::Infallible;
use std::time::Duration;

/// Several changes at once make one message.
const GATHER: Duration = Duration::from_millis(25);

pub(super) async fn stream(
    State(desk): State<Desk>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut changes = desk.changes().listen();
    changes.mark_changed();
    let states = unfold((desk, changes), |(desk, mut changes)| async move {
        changes.changed().await.ok()?;
        tokio::time::sleep(GATHER).await;
        changes.mark_unchanged();
        let event = Event::default().data(state(&desk).await);
        Some((Ok(event), (desk, changes)))
    });
    Sse::new(states).keep_alive(KeepAlive::default())
}
