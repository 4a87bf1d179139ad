//! A scenario in a link: its document in base64url, so that a link needs no server.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::lab::Scenario;

/// What marks a link that holds a scenario.
const MARK: &str = "s=";

/// What stands after `#` in a link to `scenario`.
pub(super) fn write(scenario: &Scenario) -> String {
    format!("{MARK}{}", URL_SAFE_NO_PAD.encode(scenario.to_value().to_string()))
}

/// The document in a link; `None` if there is none that can be read.
pub(super) fn read(hash: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(hash.strip_prefix(MARK)?).ok()?;
    String::from_utf8(bytes).ok()
}
