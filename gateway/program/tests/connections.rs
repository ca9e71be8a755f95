//! Connections of the program: how many there are, how long they take, and where they come from.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[allow(dead_code, reason = "two programs use it, and each a part")]
mod running;

use running::Running;
use serde_json::json;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;

const CALL: &str = "GET /ad/offers/unknown HTTP/1.1\r\nhost: gateway\r\n";

fn connect(gateway: &Running) -> BufReader<TcpStream> {
    BufReader::new(TcpStream::connect(&gateway.address).unwrap())
}

/// Makes a call on this connection and returns the status of the answer, whose body it reads.
fn call(connection: &mut BufReader<TcpStream>, header: &str) -> u16 {
    write!(connection.get_mut(), "{CALL}{header}\r\n").unwrap();
    answer(connection)
}

fn answer(connection: &mut BufReader<TcpStream>) -> u16 {
    let (mut status, mut length) = (0, 0);
    loop {
        let mut line = String::new();
        connection.read_line(&mut line).unwrap();
        match line.trim_end().split_once([' ', ':']) {
            Some(("HTTP/1.1", rest)) => status = rest[..3].parse().unwrap(),
            Some(("content-length", number)) => length = number.trim().parse().unwrap(),
            None => break,
            Some(_) => {}
        }
    }
    connection.read_exact(&mut vec![0; length]).unwrap();
    status
}

#[test]
fn a_connection_that_does_not_end_its_headers_or_makes_no_call_is_ended() {
    let gateway = Running::start(|config| {
        config["connections"] = json!({"header_seconds": 1, "idle_seconds": 1});
    });
    let (mut silent, mut slow, mut idle) =
        (connect(&gateway), connect(&gateway), connect(&gateway));
    write!(slow.get_mut(), "{CALL}").unwrap(); // and never the empty line
    let answered = call(&mut idle, "");

    let mut rest = Vec::new();
    for connection in [&mut silent, &mut slow, &mut idle] {
        // It ends, in whatever way; a gateway without deadlines would keep this waiting.
        let _ = connection.read_to_end(&mut rest);
    }

    assert_eq!((answered, rest.len()), (404, 0));
}

#[test]
fn there_are_only_so_many_connections_and_the_next_waits_for_its_turn() {
    let gateway = Running::start(|config| config["connections"] = json!({"most": 1}));
    let (mut first, mut second) = (connect(&gateway), connect(&gateway));
    assert_eq!(call(&mut first, ""), 404);
    write!(second.get_mut(), "{CALL}\r\n").unwrap();

    assert_eq!(call(&mut first, ""), 404);
    second.get_ref().set_nonblocking(true).unwrap();
    let unanswered = second.get_mut().read(&mut [0]).err().map(|error| error.kind());
    drop(first);
    second.get_ref().set_nonblocking(false).unwrap();

    assert_eq!(unanswered, Some(ErrorKind::WouldBlock));
    assert_eq!(answer(&mut second), 404);
}

#[test]
fn it_knows_where_its_connections_come_from_and_believes_its_proxy_alone() {
    let direct = Running::start(|_| {});
    let behind_address = Running::start(|config| {
        config["proxies"] = json!({"addresses": ["127.0.0.1"]});
    });
    let behind_secret = Running::start(|config| {
        config["proxies"] = json!({"secret_file": "proxy.secret"});
    });
    let forwarded = "forwarded: for=192.0.2.1\r\n";
    let with_secret = "countersign-proxy: a-secret-of-the-proxy\r\nforwarded: for=192.0.2.1\r\n";

    let statuses = [
        call(&mut connect(&direct), forwarded),
        call(&mut connect(&direct), with_secret),
        call(&mut connect(&behind_address), forwarded),
        call(&mut connect(&behind_secret), forwarded),
        call(&mut connect(&behind_secret), with_secret),
    ];

    assert_eq!(statuses, [400, 400, 404, 400, 404]);
}
