//! Cuts Unicode's data down to what a consent needs: of CLDR a blob of ICU4X data and a table of
//! currency signs for the six languages of a view, and the table of characters that look alike.
//! `cargo xtask locale-data` runs it and says where CLDR lies.

mod baked;
mod blob;
mod look_alikes;
mod signs;

use std::path::PathBuf;
use std::{env, error, fs};

/// The languages of a view (BCP 47), as `countersign::consent::words::Language` has them.
const LANGUAGES: [&str; 6] = ["ar", "de", "en", "es", "fr", "pt-BR"];

fn main() -> Result<(), Box<dyn error::Error>> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let (Some(cldr), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: countersign-locale-data CLDR-FOLDER OUT-FOLDER".into());
    };
    fs::write(out.join("cldr.postcard"), blob::export()?)?;
    fs::write(out.join("signs.rs"), signs::table(&cldr)?)?;
    fs::write(out.join("look_alikes.postcard"), look_alikes::table()?)?;
    Ok(())
}
