//! From a signed request to what a person sees: docs/protocol.md §4 and §7.

mod addressed;
mod choosing;
mod doubts;
mod hash;
mod languages;
mod own;
mod refused;
mod shown;
mod snapshots;
mod text;
mod values;
mod written;
