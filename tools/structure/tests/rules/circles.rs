//! No circle of imports between siblings.

use crate::support::circles_in;

#[test]
fn three_siblings_in_a_circle_are_named_with_their_lines() {
    let files = [
        ("lib.rs", "mod a;\nmod b;\nmod c;\nmod d;\n"),
        ("a.rs", "use crate::b::B;\npub struct A(B);\n"),
        ("b.rs", "\nuse super::c::C;\npub struct B(Option<Box<C>>);\n"),
        ("c.rs", "pub struct C(Option<Box<crate::a::A>>);\n"),
        ("d.rs", "use crate::a::A;\npub struct D(A);\n"),
    ];

    let found = circles_in(&files);

    let expected = "\
lib.rs:1: circle of 3 modules in crate: a, b, c
    crate::a -> b
      a.rs:1: crate::b::B
    crate::b -> c
      b.rs:2: super::c::C
    crate::c -> a
      c.rs:1: crate::a::A";
    assert_eq!(found, [expected]);
}

#[test]
fn what_is_inside_a_module_counts_as_its_own() {
    let files = [
        ("lib.rs", "mod web;\nmod store;\n"),
        ("web/mod.rs", "pub mod words;\nmod pages;\n"),
        ("web/words.rs", "pub struct Word;\n"),
        ("web/pages.rs", "use crate::store::Row;\npub struct Page(Row);\n"),
        ("store/mod.rs", "mod rows;\npub use rows::Row;\n"),
        ("store/rows.rs", "use crate::web::words::Word;\npub struct Row(Word);\n"),
    ];

    let found = circles_in(&files);

    let expected = "\
lib.rs:1: circle of 2 modules in crate: store, web
    crate::store -> web
      store/rows.rs:1: crate::web::words::Word
    crate::web -> store
      web/pages.rs:1: crate::store::Row";
    assert_eq!(found, [expected]);
}

#[test]
fn a_circle_further_down_is_found_where_it_is() {
    let files = [
        ("lib.rs", "mod outer { pub mod inner; }\n"),
        ("outer/inner/mod.rs", "mod one;\nmod two;\n"),
        ("outer/inner/one.rs", "use super::two::Two;\npub struct One(Two);\n"),
        ("outer/inner/two.rs", "pub struct Two(Option<Box<super::one::One>>);\n"),
    ];

    let found = circles_in(&files);

    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with(
        "outer/inner/mod.rs:1: circle of 2 modules in crate::outer::inner: one, two\n"
    ));
}

#[test]
fn a_circle_through_what_the_parent_hands_on_is_found() {
    let files = [
        ("lib.rs", "mod outer;\n"),
        ("outer/mod.rs", "mod row;\nmod history;\npub use history::Outcome;\n"),
        ("outer/history.rs", "use super::row::Row;\npub struct Outcome;\npub struct H(Row);\n"),
        ("outer/row.rs", "use super::Outcome;\npub struct Row(Outcome);\n"),
    ];

    let found = circles_in(&files);

    let expected = "\
outer/mod.rs:1: circle of 2 modules in crate::outer: history, row
    crate::outer::history -> row
      outer/history.rs:1: super::row::Row
    crate::outer::row -> history
      outer/row.rs:1: super::Outcome";
    assert_eq!(found, [expected]);
}

#[test]
fn a_circle_through_stars_is_found() {
    let files = [
        ("lib.rs", "mod a;\nmod b;\npub use a::*;\n"),
        ("a.rs", "use super::b::B;\npub struct A(B);\npub enum E { V }\n"),
        ("b.rs", "use super::*;\npub struct B(Option<Box<A>>);\n"),
    ];

    let found = circles_in(&files);

    assert_eq!(found.len(), 1);
    assert!(found[0].contains("b.rs:2: A"), "{}", found[0]);
}

#[test]
fn a_path_in_a_macro_or_an_attribute_counts() {
    let in_a_macro = [
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", "use super::b::B;\npub enum A { Open(B) }\n"),
        (
            "b.rs",
            "pub struct B;\npub fn f() -> bool { matches!(1, x if g(x, crate::a::A::Open)) }\n",
        ),
    ];
    let in_an_attribute = [
        ("lib.rs", "mod a;\nmod b;\n"),
        ("a.rs", "use super::b::B;\npub fn read(b: B) {}\n"),
        ("b.rs", "pub struct B {\n    #[serde(with = \"crate::a\")]\n    c: u8,\n}\n"),
    ];

    let macros = circles_in(&in_a_macro);
    let attributes = circles_in(&in_an_attribute);

    assert!(macros[0].contains("b.rs:2: crate::a::A::Open"), "{}", macros[0]);
    assert!(attributes[0].contains("b.rs:2: crate::a"), "{}", attributes[0]);
}

#[test]
fn a_macro_is_an_arrow_to_where_it_is_written() {
    let files = [
        ("lib.rs", "#[macro_use]\nmod a;\nmod b;\n"),
        ("a.rs", "macro_rules! shout { () => {} }\npub struct A(crate::b::B);\n"),
        ("b.rs", "pub struct B;\nfn f() { shout!() }\n"),
    ];

    let found = circles_in(&files);

    assert_eq!(found.len(), 1);
    assert!(found[0].contains("b.rs:2: shout"), "{}", found[0]);
}

#[test]
fn an_impl_spread_over_files_is_no_circle() {
    let files = [
        ("lib.rs", "mod gateway;\nmod ask;\nmod answer;\n"),
        ("gateway.rs", "pub struct Gateway;\n"),
        (
            "ask.rs",
            "use crate::gateway::Gateway;\nimpl Gateway { pub fn ask(&self) { self.answer() } }\n",
        ),
        (
            "answer.rs",
            "use crate::gateway::Gateway;\nimpl Gateway { pub fn answer(&self) { self.ask() } }\n",
        ),
    ];

    let found = circles_in(&files);

    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_child_may_use_its_parent_and_the_parent_its_child() {
    let files = [
        ("lib.rs", "mod outer;\npub struct Settings;\n"),
        (
            "outer/mod.rs",
            "mod one;\nmod two;\npub struct Shared;\npub fn f() { one::g(); two::g() }\n",
        ),
        ("outer/one.rs", "use super::Shared;\npub fn g() { let _: Shared = todo!(); }\n"),
        ("outer/two.rs", "use crate::{Settings, outer::Shared};\npub fn g() {}\n"),
    ];

    let found = circles_in(&files);

    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn what_only_tests_see_is_left_out() {
    let files = [
        ("lib.rs", "mod a;\nmod b;\n#[cfg(test)]\nmod scene;\n"),
        ("scene.rs", "use crate::a::A;\n"),
        ("a.rs", "use super::b::B;\npub struct A(B);\n"),
        (
            "b.rs",
            "pub struct B;\n#[cfg(all(test, unix))]\nmod tests { use crate::a::A; }\n\
             #[cfg(test)]\nuse crate::a::A;\n\
             impl B {\n    #[cfg(test)]\n    fn f() -> crate::a::A { todo!() }\n}\n",
        ),
    ];

    let found = circles_in(&files);

    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_variable_called_as_a_module_is_no_arrow() {
    let files = [
        ("lib.rs", "mod time;\nmod wait;\n"),
        ("time.rs", "pub fn now() { crate::wait::until(0) }\n"),
        ("wait.rs", "use super::*;\npub fn until(time: u8) { let _ = time; }\n"),
    ];

    let found = circles_in(&files);

    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn an_import_that_names_itself_ends() {
    let files = [
        ("lib.rs", "mod random;\nmod b;\npub use random::random;\n"),
        ("random.rs", "pub fn random() { crate::b::f() }\n"),
        ("b.rs", "pub fn f() { super::random(); }\n"),
    ];

    let found = circles_in(&files);

    assert_eq!(found.len(), 1);
}
