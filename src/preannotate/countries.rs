//! Countries by name and code, as the gazetteers know them.

use super::gazetteer::Row;
use super::knowledge::Knowledge;

/// Codes beside the countries of ISO 3166, as PLOVER has them: kinds of international actors.
const INTERNATIONAL: [(&str, &str); 4] = [
    ("IGO", "international organisation"),
    ("NGO", "aid or advocacy group"),
    ("MNC", "company of many countries"),
    ("IMG", "armed group without a home"),
];

/// The code of a country by its code, name or adjective, whatever the case: "SYR", "Syria", "Syrian".
pub fn country_code(words: &str) -> Option<&'static str> {
    let wanted = words.trim();
    let international = INTERNATIONAL.iter().map(|(code, _)| *code);
    let mut rows = Knowledge::get().gazetteer.rows().iter();
    international
        .chain(
            rows.clone()
                .filter(|row| row.kind == "country")
                .map(|row| row.country),
        )
        .find(|code| code.eq_ignore_ascii_case(wanted) && !code.is_empty())
        .or_else(|| {
            rows.find(|row| {
                (row.kind == "country" || row.kind == "nationality")
                    && row.form.eq_ignore_ascii_case(wanted)
            })
            .and_then(|row| row.country.split(' ').next())
        })
        .filter(|code| !code.is_empty())
}

/// The shortest name of a country, or what an international code means.
pub fn country_name(code: &str) -> Option<&'static str> {
    if code.is_empty() {
        return None; // empires of the past are listed without a code
    }
    let known = INTERNATIONAL.iter().find(|(known, _)| *known == code);
    if code.is_empty() {
        return None;
    }
    known.map(|(_, words)| *words).or_else(|| {
        let rows = Knowledge::get().gazetteer.rows().iter();
        rows.filter(|row| row.kind == "country" && row.country == code)
            .map(Row::canonical)
            .min_by_key(|name| name.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_known_by_code_and_name() {
        assert_eq!(country_name(""), None);
        assert_eq!(country_code("syr"), Some("SYR"));
        assert_eq!(country_code("Syria"), Some("SYR"));
        assert_eq!(country_code(" norway "), Some("NOR"));
        assert_eq!(country_code("igo"), Some("IGO"));
        assert_eq!(country_code("Atlantis"), None);
        assert_eq!(country_code(""), None);
        assert_eq!(country_name("NOR"), Some("Norway"));
        assert_eq!(country_name("XXX"), None);
        assert_eq!(country_name(""), None);
    }
}
