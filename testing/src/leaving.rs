//! An app that drops what it waits for.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Polls a future until it has said "not yet" this often, then drops it. `Some` if it ended
/// before.
pub async fn leave_after<F: Future>(future: F, waits: usize) -> Option<F::Output> {
    let (mut future, mut left) = (pin!(future), waits);
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}
