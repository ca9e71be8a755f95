//! A connection that does not wait for ever: for the next call, for the rest of its headers, or for
//! somebody to take the answer. How long a body may take is the gateway's own business.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// How long a client may take.
#[derive(Clone, Copy)]
pub(crate) struct Deadlines {
    /// From the first byte of a call, or the beginning of the connection, to the end of its
    /// headers.
    pub(crate) headers: Duration,
    /// From an answer to the next call.
    pub(crate) idle: Duration,
    /// Between two bytes of an answer that it takes.
    pub(crate) answer: Duration,
}

/// Whether a call is being answered: set by whoever answers.
#[derive(Clone, Default)]
pub(crate) struct Busy(Arc<Answering>);

#[derive(Default)]
struct Answering {
    now: AtomicBool,
    /// Who reads meanwhile, and has to look at the deadlines again when the answer is there: the
    /// server does not ask twice for bytes that it was told to wait for.
    reader: Mutex<Option<Waker>>,
}

impl Busy {
    pub(crate) fn set(&self, busy: bool) {
        self.0.now.store(busy, Ordering::SeqCst);
        let reader = self.0.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(reader) = reader {
            reader.wake();
        }
    }

    fn now(&self) -> bool {
        self.0.now.load(Ordering::SeqCst)
    }

    fn wake_when_answered(&self, cx: &Context<'_>) {
        let mut reader = self.0.reader.lock().unwrap_or_else(PoisonError::into_inner);
        *reader = Some(cx.waker().clone());
    }
}

/// A stream with deadlines.
pub(crate) struct Timed<S> {
    stream: S,
    deadlines: Deadlines,
    busy: Busy,
    waiting: Waiting,
    timer: Pin<Box<Sleep>>,
    /// Since when nobody takes the answer.
    stalled: Option<Pin<Box<Sleep>>>,
}

/// What is waited for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    Headers,
    Call,
    Answer,
}

impl<S> Timed<S> {
    pub(crate) fn new(stream: S, deadlines: Deadlines, busy: Busy) -> Self {
        let timer = Box::pin(sleep(deadlines.headers));
        Self { stream, deadlines, busy, waiting: Waiting::Headers, timer, stalled: None }
    }

    fn wait(&mut self, waiting: Waiting) {
        self.waiting = waiting;
        let most = match waiting {
            Waiting::Headers => self.deadlines.headers,
            Waiting::Call => self.deadlines.idle,
            Waiting::Answer => return,
        };
        self.timer.as_mut().reset(Instant::now() + most);
    }

    /// Pending, until the client has taken too long over an answer.
    fn stall<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let most = self.deadlines.answer;
        let timer = self.stalled.get_or_insert_with(|| Box::pin(sleep(most)));
        timer.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    fn taken<T>(&mut self, poll: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if poll.is_pending() {
            return self.stall(cx);
        }
        self.stalled = None;
        poll
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Timed<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match (this.busy.now(), this.waiting) {
            (true, _) => this.wait(Waiting::Answer),
            (false, Waiting::Answer) => this.wait(Waiting::Call),
            (false, _) => {}
        }
        let before = buf.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(cx, buf);
        if buf.filled().len() > before && this.waiting == Waiting::Call {
            this.wait(Waiting::Headers);
        }
        if read.is_pending() {
            if this.waiting == Waiting::Answer {
                this.busy.wake_when_answered(cx);
                return read;
            }
            return this.timer.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Timed<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.taken(written, cx)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(cx);
        this.taken(flushed, cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let shut = Pin::new(&mut this.stream).poll_shutdown(cx);
        this.taken(shut, cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, parts);
        this.taken(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

    fn pair() -> (DuplexStream, Timed<DuplexStream>, Busy) {
        let (client, server) = duplex(8);
        let (busy, seconds) = (Busy::default(), Duration::from_secs);
        let deadlines = Deadlines { headers: seconds(10), idle: seconds(75), answer: seconds(30) };
        (client, Timed::new(server, deadlines, busy.clone()), busy)
    }

    /// How many seconds pass until reading ends with an error.
    async fn read_out(stream: &mut Timed<DuplexStream>) -> u64 {
        let (began, mut byte) = (Instant::now(), [0]);
        loop {
            if let Err(error) = stream.read_exact(&mut byte).await {
                assert_eq!(error.kind(), io::ErrorKind::TimedOut);
                return began.elapsed().as_secs();
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn headers_have_ten_seconds_however_they_trickle() {
        let (mut client, mut server, _) = pair();
        let trickle = async {
            while client.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        };

        let seconds = tokio::select! {
            seconds = read_out(&mut server) => seconds,
            () = trickle => 0,
        };

        assert_eq!(seconds, 10);
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_call_has_longer_and_its_headers_have_not() {
        let (mut client, mut server, busy) = pair();
        let mut byte = [0];
        client.write_all(b"x").await.unwrap();
        server.read_exact(&mut byte).await.unwrap();
        busy.set(true);
        let answering = tokio::time::timeout(Duration::from_secs(1000), server.read(&mut byte));
        let still_waited_for = answering.await.is_err();
        busy.set(false);

        let idle = tokio::time::timeout(Duration::from_secs(74), server.read(&mut byte)).await;
        client.write_all(b"x").await.unwrap();
        let seconds = read_out(&mut server).await;

        assert!(still_waited_for && idle.is_err());
        assert_eq!(seconds, 10);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_nobody_takes_is_given_up() {
        let (_client, mut server, _) = pair();
        let began = Instant::now();

        let written = server.write_all(&[0; 9]).await;

        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed().as_secs(), 30);
    }
}
