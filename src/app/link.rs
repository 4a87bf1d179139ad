//! A scenario in a link: its document in base64url, so that a link needs no server.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::lab::Scenario;

/// What marks a link that holds a scenario.
const MARK: &str = "s=";

/// What stands before the name of the example that the scenario began as.
const EXAMPLE: &str = "&e=";

/// What stands after `#` in a link to `scenario`, which began as the example of that name.
pub(super) fn write(scenario: &Scenario, example: Option<&str>) -> String {
    let document = URL_SAFE_NO_PAD.encode(scenario.to_value().to_string());
    let example = example.map_or_else(String::new, |id| format!("{EXAMPLE}{id}"));
    format!("{MARK}{document}{example}")
}

/// The document in a link and the name of the example it began as; `None` if there is no
/// document that can be read.
pub(super) fn read(hash: &str) -> Option<(String, Option<&str>)> {
    let link = hash.strip_prefix(MARK)?;
    let (document, example) = match link.split_once(EXAMPLE) {
        Some((document, example)) => (document, Some(example)),
        None => (link, None),
    };
    let bytes = URL_SAFE_NO_PAD.decode(document).ok()?;
    Some((String::from_utf8(bytes).ok()?, example))
}
