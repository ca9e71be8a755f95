//! The blob: six languages, and of them numbers, plurals, dates, times and offsets.

use std::error::Error;

use icu_provider_export::blob_exporter::BlobExporter;
use icu_provider_export::prelude::{
    DataLocaleFamily, DeduplicationStrategy, ExportDriver, LocaleFallbacker,
};

use crate::LANGUAGES;
use crate::baked::Cut;

/// The blob as bytes.
pub(crate) fn export() -> Result<Vec<u8>, Box<dyn Error>> {
    // Each language holds all it needs: nothing is looked up in a parent at run time.
    let languages = LANGUAGES
        .iter()
        .map(|tag| Ok(DataLocaleFamily::single(tag.parse()?)))
        .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    let fallbacker = LocaleFallbacker::new().static_to_owned();
    let mut bytes = Vec::new();
    ExportDriver::new(languages, DeduplicationStrategy::None.into(), fallbacker)
        .export(&Cut, BlobExporter::new_with_sink(Box::new(&mut bytes)))?;
    Ok(bytes)
}
