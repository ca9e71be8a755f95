//! The life of keys and enrolments: how they begin, change and end, whatever comes between.

mod bank_keys;
mod failing;
mod half_way;
mod promises;
mod rotation;
mod start;
mod token;
mod update;
