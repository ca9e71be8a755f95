//! What holds for every input: what is signed is what is shown, and no bytes make a parser panic.

mod mutants;
mod parsers;
mod signed_equals_shown;
