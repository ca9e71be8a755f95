//! The one small runtime that a device brings along.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll};
use std::thread;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

/// Where the core's futures run. A call is polled on the thread that made it, so that a key store
/// is called on a thread that the app's virtual machine knows; the runtime's own thread drives
/// sockets and timers, for as long as there is a handle.
#[derive(Clone)]
pub(crate) struct Work {
    runtime: Arc<Runtime>,
    /// Never sent: the thread ends when the last of these is gone.
    _used: Arc<oneshot::Sender<()>>,
}

impl Work {
    /// Starts it; `None` if the system gives no thread.
    pub(crate) fn start() -> Option<Self> {
        let runtime = Arc::new(Builder::new_current_thread().enable_all().build().ok()?);
        let (used, unused) = oneshot::channel();
        let (began, driven) = mpsc::channel();
        let driver = Arc::clone(&runtime);
        let drive = move || {
            driver.block_on(async move {
                if began.send(()).is_ok() {
                    drop(unused.await);
                }
            });
        };
        thread::Builder::new().name("countersign".to_owned()).spawn(drive).ok()?;
        // Not before it runs: else the first caller's thread would drive sockets and timers, and
        // hold them up while a key store asks the person.
        driven.recv().ok()?;
        Some(Self { runtime, _used: Arc::new(used) })
    }

    /// Runs a call to its end. Nothing in here can be cancelled: whoever waits for it may go,
    /// the call goes on.
    pub(crate) fn finish<T>(&self, call: impl Future<Output = T>) -> T {
        let mut call = pin!(call);
        loop {
            let mut answer = None;
            self.wait(&mut |context| call.as_mut().poll(context).map(|ready| answer = Some(ready)));
            if let Some(answer) = answer {
                return answer;
            }
        }
    }

    /// Polls until that is ready. Compiled once: waiting is much code, and there are many calls.
    fn wait(&self, poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>) {
        self.runtime.block_on(poll_fn(poll));
    }
}
