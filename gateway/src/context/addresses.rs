//! How often strangers do something, by their addresses, in a table whose size is fixed.
//!
//! The table is a count-min sketch: an address counts in one cell of each row, and its count is the
//! smallest of these. So there are no entries that newcomers could push out, and a count is never
//! too small. It can be too large only where in every row another has the same cell; which cells
//! those are follows from a key that ends with the process and from the span of time, so that
//! nobody can aim at somebody else's. When so many addresses reach their limit at once (some ten
//! thousand) that an innocent one finds all its cells full, it is treated as if it had reached its
//! own: whoever uses a limit decides what that costs, and it must never cost a device anything.

use super::rate::Limit;
use countersign_protocol::random::{Random, RandomError};
use countersign_protocol::time::UnixSeconds;
use ring::hmac;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

const ROWS: usize = 4;
/// Cells of a row: with two bytes each, a table has 256 KiB.
const CELLS: usize = 1 << 15;
/// Whoever has a /64 of IPv6 often has its /48: that may do as much as this many of them.
const OF_A_SITE: u32 = 16;

/// Counts what strangers do, by their addresses.
pub(crate) struct Addresses {
    key: hmac::Key,
    /// By what is counted: as many as there are words for that in the code.
    tables: Mutex<HashMap<&'static str, Table>>,
}

struct Table {
    span: i64,
    cells: Vec<[u16; CELLS]>,
}

/// One cell in each row.
type Places = [usize; ROWS];

impl Addresses {
    pub(crate) fn new(random: &dyn Random) -> Result<Self, RandomError> {
        let mut key = [0; 32];
        random.fill(&mut key)?;
        Ok(Self { key: hmac::Key::new(hmac::HMAC_SHA256, &key), tables: Mutex::default() })
    }

    /// Counts once.
    ///
    /// # Errors
    ///
    /// The seconds to wait, if there were as many as may be in this span.
    pub(crate) fn count(&self, limit: Limit, from: IpAddr, now: UnixSeconds) -> Result<(), u32> {
        let parts = self.parts(limit, from, now);
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let table = tables.entry(limit.what()).or_insert_with(|| Table::new(limit.span(now)));
        if table.span != limit.span(now) {
            *table = Table::new(limit.span(now));
        }
        if parts.iter().flatten().any(|(places, most)| table.count(places) >= *most) {
            return Err(limit.wait(now));
        }
        for (places, _) in parts.iter().flatten() {
            table.add(places);
        }
        Ok(())
    }

    /// The seconds to wait, if there were as many as may be; nothing is counted.
    pub(crate) fn full(&self, limit: Limit, from: IpAddr, now: UnixSeconds) -> Option<u32> {
        let parts = self.parts(limit, from, now);
        let tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let table = tables.get(limit.what()).filter(|table| table.span == limit.span(now))?;
        let full = parts.iter().flatten().any(|(places, most)| table.count(places) >= *most);
        full.then(|| limit.wait(now))
    }

    /// Where an address counts, and how much may be there: an IPv4 address for itself, one of IPv6
    /// as its /64 and as its /48.
    fn parts(&self, limit: Limit, from: IpAddr, now: UnixSeconds) -> [Option<(Places, u16)>; 2] {
        let places = |tag: u8, prefix: &[u8]| self.places(limit, tag, prefix, now);
        let most =
            |times: u32| u16::try_from(limit.most().saturating_mul(times)).unwrap_or(u16::MAX);
        match from.to_canonical() {
            IpAddr::V4(address) => [Some((places(4, &address.octets()), most(1))), None],
            IpAddr::V6(address) => {
                let [network, site] = [64, 48].map(|bits| prefix(address, bits).octets());
                [Some((places(64, &network), most(1))), Some((places(48, &site), most(OF_A_SITE)))]
            }
        }
    }

    fn places(&self, limit: Limit, tag: u8, prefix: &[u8], now: UnixSeconds) -> Places {
        let span = limit.span(now).to_be_bytes();
        let name = [limit.what().as_bytes(), &[0, tag], &span, prefix].concat();
        let hash = hmac::sign(&self.key, &name);
        let mut places = [0; ROWS];
        for (place, bytes) in places.iter_mut().zip(hash.as_ref().chunks_exact(4)) {
            let number =
                bytes.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
            *place = number % CELLS;
        }
        places
    }
}

impl Table {
    fn new(span: i64) -> Self {
        Self { span, cells: vec![[0; CELLS]; ROWS] }
    }

    fn count(&self, places: &Places) -> u16 {
        let cells = self.cells.iter().zip(places).filter_map(|(row, place)| row.get(*place));
        cells.copied().min().unwrap_or(u16::MAX)
    }

    /// Raises the smallest cells alone: the others were raised by somebody else.
    fn add(&mut self, places: &Places) {
        let smallest = self.count(places);
        for (row, place) in self.cells.iter_mut().zip(places) {
            if let Some(cell) = row.get_mut(*place).filter(|cell| **cell == smallest) {
                *cell = cell.saturating_add(1);
            }
        }
    }
}

fn prefix(address: Ipv6Addr, bits: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & !(u128::MAX >> bits))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use countersign_protocol::random::SystemRandom;

    const REFUSALS: Limit = Limit::per_minute("refusals", 3);
    const NOW: UnixSeconds = UnixSeconds(600);

    fn addresses() -> Addresses {
        Addresses::new(&SystemRandom::default()).unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// How often this address is counted before it is over its limit.
    fn room(addresses: &Addresses, text: &str) -> usize {
        (0..100).take_while(|_| addresses.count(REFUSALS, address(text), NOW).is_ok()).count()
    }

    #[test]
    fn an_address_has_its_limit_in_each_minute() {
        let addresses = addresses();

        let first = room(&addresses, "192.0.2.1");
        let again = addresses.count(REFUSALS, address("192.0.2.1"), UnixSeconds(615));
        let next = addresses.count(REFUSALS, address("192.0.2.1"), UnixSeconds(660));

        assert_eq!((first, again, next), (3, Err(45), Ok(())));
    }

    #[test]
    fn an_ipv4_address_is_the_same_in_both_of_its_forms() {
        let addresses = addresses();

        assert_eq!(room(&addresses, "192.0.2.1"), 3);
        assert_eq!(room(&addresses, "::ffff:192.0.2.1"), 0);
        assert_eq!(room(&addresses, "192.0.2.2"), 3);
    }

    #[test]
    fn a_network_of_ipv6_is_one_and_its_site_may_do_sixteen_times_as_much() {
        let addresses = addresses();

        assert_eq!(room(&addresses, "2001:db8:1:0::1"), 3);
        assert_eq!(room(&addresses, "2001:db8:1:0:ffff::2"), 0);
        let others =
            (1..100).map(|network| room(&addresses, &format!("2001:db8:1:{network:x}::1")));
        assert_eq!(others.sum::<usize>(), 45); // 16 times 3, less the first 3
        assert_eq!(room(&addresses, "2001:db8:2::1"), 3);
    }

    #[test]
    fn things_are_counted_apart() {
        let addresses = addresses();

        room(&addresses, "192.0.2.1");
        let other = addresses.count(Limit::per_minute("others", 3), address("192.0.2.1"), NOW);

        assert_eq!(other, Ok(()));
    }

    #[test]
    fn ten_thousand_newcomers_push_nobody_out_and_cost_no_more_room() {
        let addresses = addresses();
        room(&addresses, "192.0.2.1");

        for number in 0..10_000_u32 {
            let from = IpAddr::V4((0x0a00_0000 + number).into());
            while addresses.count(REFUSALS, from, NOW).is_ok() {}
        }

        assert!(addresses.full(REFUSALS, address("192.0.2.1"), NOW).is_some(), "still known");
        let tables = addresses.tables.lock().unwrap();
        let cells: usize = tables.values().map(|table| table.cells.len()).sum();
        assert_eq!((tables.len(), cells), (1, ROWS));
        drop(tables);
        let innocent = (0..1000_u32).map(|number| IpAddr::V4((0x0b00_0000 + number).into()));
        let full = innocent.filter(|from| addresses.full(REFUSALS, *from, NOW).is_some()).count();
        assert!(full < 50, "{full} of a thousand"); // 0.26 ^ 4 of them are expected: 5
    }
}
