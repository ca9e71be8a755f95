//! The life of keys and enrolments: how they begin, change and end, whatever comes between.

mod bank_keys;
mod connections;
mod failing;
mod half_way;
mod key_sets;
mod media_types;
mod promises;
mod rotation;
mod start;
mod status;
mod token;
mod update;
