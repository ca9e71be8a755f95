//! Debug output that tells a type's name and nothing else.

/// For types that hold names, accounts or tokens: what is asked of whom is nobody's log line.
///
/// ```
/// struct Account(String);
/// countersign_protocol::silent_debug!(Account);
///
/// assert_eq!(format!("{:?}", Account("1234".to_owned())), "Account");
/// ```
#[macro_export]
macro_rules! silent_debug {
    ($($type:ident),* $(,)?) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($type))
            }
        }
    )*};
}
