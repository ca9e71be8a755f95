//! The data that ICU4X's own crates are compiled with, cut down to our languages.
//!
//! The macros of those crates hold `unsafe` code: the reason why the core reads a blob instead.

extern crate alloc;

use std::collections::BTreeSet;

use icu_datetime::provider::{names, semantic_skeletons};
use icu_decimal::provider::{DecimalDigitsV1, DecimalSymbolsV1};
use icu_plurals::provider::PluralsCardinalV1;
use icu_provider::prelude::*;

use crate::LANGUAGES;

/// What the core formats with.
pub(crate) struct Cut;

/// All of CLDR, as far as formatting needs it.
struct Baked;

mod icu {
    pub(crate) use {icu_datetime as datetime, icu_decimal as decimal, icu_plurals as plurals};
}

const _: () = {
    use {icu_datetime_data::*, icu_decimal_data::*, icu_plurals_data::*};
    icu_datetime_data::make_provider!(Baked);
    impl_decimal_digits_v1!(Baked, ITER);
    impl_decimal_symbols_v1!(Baked, ITER);
    impl_plurals_cardinal_v1!(Baked, ITER);
    impl_datetime_names_month_gregorian_v1!(Baked, ITER);
    impl_datetime_names_year_gregorian_v1!(Baked, ITER);
    impl_datetime_names_dayperiod_v1!(Baked, ITER);
    impl_datetime_patterns_date_gregorian_v1!(Baked, ITER);
    impl_datetime_patterns_time_v1!(Baked, ITER);
    impl_datetime_patterns_glue_v1!(Baked, ITER);
};

/// Exports a kind of data in our languages, in the variants that pass the filter. What a language
/// inherits is written out for it, so that nothing is looked up in a parent at run time.
macro_rules! cut {
    ($($marker:ty, $wanted:expr;)+) => {
        $(
            impl DataProvider<$marker> for Cut {
                fn load(&self, request: DataRequest<'_>) -> Result<DataResponse<$marker>, DataError> {
                    Baked.load(request)
                }
            }

            impl IterableDataProvider<$marker> for Cut {
                fn iter_ids(&self) -> Result<BTreeSet<DataIdentifierCow<'static>>, DataError> {
                    let all = IterableDataProvider::<$marker>::iter_ids(&Baked)?;
                    let wanted: fn(&str) -> bool = $wanted;
                    let variants = all.iter().map(|id| id.marker_attributes.as_str()).filter(|v| wanted(v));
                    ids(variants, |request| DataProvider::<$marker>::load(&Baked, request).is_ok())
                }
            }
        )+

        icu_provider::export::make_exportable_provider!(Cut, [$($marker,)+]);
    };
}

cut! {
    DecimalDigitsV1, |system| system == "latn";
    DecimalSymbolsV1, |system| matches!(system, "" | "latn");
    PluralsCardinalV1, |_| true;
    names::DatetimeNamesMonthGregorianV1, |width| matches!(width, "5" | "5s");
    names::DatetimeNamesYearGregorianV1, |_| true;
    names::DatetimeNamesDayperiodV1, |_| true;
    semantic_skeletons::DatetimePatternsDateGregorianV1, |_| true;
    semantic_skeletons::DatetimePatternsTimeV1, |_| true;
    semantic_skeletons::DatetimePatternsGlueV1, |_| true;
}

/// Each variant in each language that has it, itself or from its parents.
fn ids<'a>(
    variants: impl Iterator<Item = &'a str>,
    exists: impl Fn(DataRequest<'_>) -> bool,
) -> Result<BTreeSet<DataIdentifierCow<'static>>, DataError> {
    let mut found = BTreeSet::new();
    let variants: BTreeSet<_> = variants.collect();
    for language in LANGUAGES {
        let locale: DataLocale =
            language.parse().map_err(|_| DataError::custom("not a language"))?;
        for variant in &variants {
            let variant = DataMarkerAttributes::try_from_str(variant)
                .map_err(|_| DataError::custom("not a variant"))?;
            let id = DataIdentifierCow::from_borrowed_and_owned(variant, locale.clone());
            let request = DataRequest { id: id.as_borrowed(), ..Default::default() };
            if exists(request) {
                found.insert(DataIdentifierCow::from_owned(variant.to_owned(), locale.clone()));
            }
        }
    }
    Ok(found)
}
