//! DER, written by hand: nothing here is shared with what reads it.

/// One value: its tag, its length, its content.
pub fn value(tag: &[u8], content: &[u8]) -> Vec<u8> {
    let mut bytes = tag.to_vec();
    match content.len() {
        short @ 0..=0x7f => bytes.push(u8::try_from(short).unwrap()),
        middle @ 0x80..=0xff => bytes.extend([0x81, u8::try_from(middle).unwrap()]),
        long => {
            bytes.push(0x82);
            bytes.extend(u16::try_from(long).unwrap().to_be_bytes());
        }
    }
    bytes.extend(content);
    bytes
}

/// `[number] EXPLICIT`
pub fn explicit(number: u32, content: &[u8]) -> Vec<u8> {
    let tag = match number {
        low @ 0..=30 => vec![0xa0 | u8::try_from(low).unwrap()],
        high => {
            vec![0xbf, 0x80 | u8::try_from(high >> 7).unwrap(), u8::try_from(high & 0x7f).unwrap()]
        }
    };
    value(&tag, content)
}

pub fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    value(&[0x30], &parts.concat())
}

pub fn set(parts: &[Vec<u8>]) -> Vec<u8> {
    value(&[0x31], &parts.concat())
}

pub fn integer(number: u64) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(7);
    // A leading bit would make it negative.
    let sign = if bytes[first] & 0x80 == 0 { vec![] } else { vec![0] };
    value(&[0x02], &[&sign, &bytes[first..]].concat())
}

pub fn enumerated(number: u8) -> Vec<u8> {
    value(&[0x0a], &[number])
}

pub fn octets(bytes: &[u8]) -> Vec<u8> {
    value(&[0x04], bytes)
}

pub fn boolean(yes: bool) -> Vec<u8> {
    value(&[0x01], &[if yes { 0xff } else { 0 }])
}

pub fn null() -> Vec<u8> {
    value(&[0x05], &[])
}

pub fn integers(numbers: &[u64]) -> Vec<u8> {
    set(&numbers.iter().map(|number| integer(*number)).collect::<Vec<_>>())
}
