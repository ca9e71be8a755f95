//! Criterion's estimates as a table: what we take, beside what cannot be avoided.
//!
//! A group has one function `ours` and some named `unavoidable-NAME`, each measured in the
//! same run. The sum of the unavoidable parts is the aim. A part that counts more or less
//! than once says so at the end of its name: `unavoidable-verify-x1.5`.

/// The groups, in the order of the journey.
pub(crate) const GROUPS: [&str; 4] = ["receive", "prepare-to-stored", "send-to-receipt", "open"];

/// One group of benchmarks.
#[derive(Debug, PartialEq)]
pub(crate) struct Group {
    name: String,
    ours: f64,
    parts: Vec<Unavoidable>,
}

#[derive(Debug, PartialEq)]
struct Unavoidable {
    name: String,
    factor: f64,
    nanoseconds: f64,
}

impl Group {
    /// A group from its functions and their medians in nanoseconds.
    ///
    /// Nothing if `ours` or all unavoidable parts are missing: there is then nothing to compare.
    pub(crate) fn of(name: &str, functions: &[(String, f64)]) -> Option<Self> {
        let ours = functions.iter().find(|(function, _)| function == "ours")?.1;
        let mut parts: Vec<Unavoidable> = functions
            .iter()
            .filter_map(|(function, median)| Unavoidable::of(function, *median))
            .collect();
        parts.sort_by(|one, other| one.name.cmp(&other.name));
        (!parts.is_empty()).then(|| Self { name: name.to_owned(), ours, parts })
    }

    fn aim(&self) -> f64 {
        self.parts.iter().map(|part| part.factor * part.nanoseconds).sum()
    }

    fn row(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(Unavoidable::shown).collect();
        format!(
            "| {} | {} | {} | {} | {:.2} |",
            self.name,
            time(self.ours),
            parts.join(" + "),
            time(self.aim()),
            self.ours / self.aim()
        )
    }
}

impl Unavoidable {
    fn of(function: &str, nanoseconds: f64) -> Option<Self> {
        let name = function.strip_prefix("unavoidable-")?;
        let factored =
            name.rsplit_once("-x").and_then(|(name, factor)| Some((name, factor.parse().ok()?)));
        let (name, factor) = factored.unwrap_or((name, 1.0));
        Some(Self { name: name.to_owned(), factor, nanoseconds })
    }

    fn shown(&self) -> String {
        let one = format!("{} {}", self.name, time(self.nanoseconds));
        if self.factor == 1.0 { one } else { format!("{} × {one}", self.factor) }
    }
}

/// The table, in Markdown. A ratio of at most 1 reaches the aim.
pub(crate) fn table(groups: &[Group]) -> String {
    let head = "| step | ours | unavoidable, measured in the same run | aim | ours ÷ aim |\n\
                |---|---:|---|---:|---:|";
    std::iter::once(head.to_owned())
        .chain(groups.iter().map(Group::row))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The median of a criterion `estimates.json`, in nanoseconds.
pub(crate) fn median(estimates: &str) -> Option<f64> {
    let estimates: serde_json::Value = serde_json::from_str(estimates).ok()?;
    estimates.pointer("/median/point_estimate")?.as_f64().filter(|median| *median > 0.0)
}

/// A time in the unit that a person would choose.
fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        n if n < 1_000.0 => format!("{n:.0} ns"),
        n if n < 1_000_000.0 => format!("{:.1} µs", n / 1_000.0),
        n => format!("{:.2} ms", n / 1_000_000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ESTIMATES: &str = r#"{
        "mean":{"confidence_interval":{"confidence_level":0.95,"lower_bound":1.0,"upper_bound":3.0},"point_estimate":2.0,"standard_error":0.1},
        "median":{"confidence_interval":{"confidence_level":0.95,"lower_bound":120000.5,"upper_bound":130000.0},"point_estimate":124500.25,"standard_error":12.0},
        "slope":null}"#;

    fn functions(list: &[(&str, f64)]) -> Vec<(String, f64)> {
        list.iter().map(|(name, time)| ((*name).to_owned(), *time)).collect()
    }

    #[test]
    fn the_median_is_read_and_not_the_mean() {
        assert_eq!(median(ESTIMATES), Some(124_500.25));
    }

    #[test]
    fn estimates_without_a_usable_median_have_none() {
        assert_eq!(median(""), None);
        assert_eq!(median(r#"{"mean":{"point_estimate":2.0}}"#), None);
        assert_eq!(median(r#"{"median":{"point_estimate":null}}"#), None);
        assert_eq!(median(r#"{"median":{"point_estimate":0.0}}"#), None);
    }

    #[test]
    fn the_aim_is_the_sum_of_the_parts_as_often_as_each_counts() {
        let group = Group::of(
            "receive",
            &functions(&[
                ("ours", 200_000.0),
                ("unavoidable-verify-x1.5", 100_000.0),
                ("unavoidable-insert", 50_000.0),
            ]),
        );

        let table = table(&group.into_iter().collect::<Vec<_>>());

        assert_eq!(
            table.lines().nth(2),
            Some(
                "| receive | 200.0 µs | insert 50.0 µs + 1.5 × verify 100.0 µs | 200.0 µs | 1.00 |"
            )
        );
    }

    #[test]
    fn a_group_with_nothing_to_compare_is_no_group() {
        assert_eq!(Group::of("open", &functions(&[("ours", 1.0)])), None);
        assert_eq!(Group::of("open", &functions(&[("unavoidable-empty", 1.0)])), None);
    }

    #[test]
    fn a_name_that_only_looks_like_a_factor_counts_once() {
        let part = Unavoidable::of("unavoidable-open-x509", 10.0);
        let plain = Unavoidable::of("unavoidable-extra-xml", 10.0);

        assert_eq!(part.map(|part| part.factor), Some(509.0));
        assert_eq!(plain.map(|part| part.factor), Some(1.0));
    }

    #[test]
    fn times_are_shown_in_a_unit_that_fits() {
        assert_eq!(time(812.4), "812 ns");
        assert_eq!(time(81_240.0), "81.2 µs");
        assert_eq!(time(3_456_000.0), "3.46 ms");
    }
}
