//! HTTP/1.1 messages as bytes: enough of it to cut them where one wants.

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// A request or an answer.
pub(crate) struct Message {
    /// The first line and the headers, with the empty line.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// Reads a head; `None` if the other side closed.
pub(crate) async fn read_head(from: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        // Byte by byte, so that nothing of the body is taken; this is loopback.
        head.push(from.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}

/// Reads what belongs to a head.
pub(crate) async fn read_body(head: &str, from: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let length = header(head, "content-length").map_or(Some(0), |text| text.parse().ok())?;
    let mut body = vec![0; length];
    from.read_exact(&mut body).await.ok()?;
    Some(body)
}

pub(crate) fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

impl Message {
    /// An answer that the bank never gave.
    pub(crate) fn made_up(status: u16, date: &str) -> Self {
        let body = if status == 200 { "<html>Welcome</html>" } else { "{}" };
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} Made Up\r\ncontent-type: application/json\r\n\
             retry-after: 0\r\ndate: {date}\r\ncontent-length: {length}\r\n\r\n"
        );
        Self { head, body: body.as_bytes().to_vec() }
    }

    /// The same with another date.
    pub(crate) fn dated(self, date: &str) -> Self {
        let lines = self.head.split_inclusive("\r\n").map(|line| {
            if line.to_ascii_lowercase().starts_with("date:") {
                format!("date: {date}\r\n")
            } else {
                line.to_owned()
            }
        });
        Self { head: lines.collect(), body: self.body }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), &self.body].concat()
    }
}
