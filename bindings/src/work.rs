//! The one small runtime that a device brings along.

use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

/// Where the core's futures run. A call is polled on the thread that made it, so that a key store
/// is called on a thread that the app's virtual machine knows; the runtime's own thread drives
/// sockets and timers.
#[derive(Clone)]
pub(crate) struct Work(Arc<Runtime>);

impl Work {
    /// Starts it; `None` if the system gives no thread.
    pub(crate) fn start() -> Option<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("countersign")
            .enable_all()
            .build();
        runtime.ok().map(|runtime| Self(Arc::new(runtime)))
    }

    /// Runs a call to its end. Nothing in here can be cancelled: whoever waits for it may go,
    /// the call goes on.
    pub(crate) fn finish<F: Future>(&self, call: F) -> F::Output {
        self.0.block_on(call)
    }
}
