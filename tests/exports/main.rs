//! The same run as code: what exported scripts say. What they compute is tested by running them,
//! with `scripts/check-exports.sh`.
//!
//! `BACKSTEP_GOLDEN=write cargo test --test exports` rewrites the scripts in `tests/exports/golden`.
//! `BACKSTEP_EXPORTS=FOLDER cargo test --test exports` writes every script and notebook there.

mod scenarios;

use std::path::PathBuf;

use backstep::lab::export::{Framework, notebook, script};
use scenarios::Case;

#[test]
fn scripts_and_notebooks_are_written_where_they_are_asked_for() {
    let Some(folder) = std::env::var_os("BACKSTEP_EXPORTS").map(PathBuf::from) else { return };
    for framework in Framework::ALL {
        let folder = folder.join(framework.name());
        std::fs::create_dir_all(&folder).expect("a folder");
        for Case { name, recording } in scenarios::all() {
            let write = |extension: &str, text: String| {
                std::fs::write(folder.join(format!("{name}.{extension}")), text).expect("written");
            };
            write("py", script(&recording, framework));
            write("ipynb", notebook(&recording, framework));
        }
    }
}
