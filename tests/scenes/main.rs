//! Pictures of networks: golden files, and geometry that must hold in every one of them.
//!
//! `BACKSTEP_GOLDEN=write cargo test --test scenes` rewrites the files in `tests/golden/`.

mod fixture;
mod gallery;
mod geometry;
mod landscape;
mod large;

use std::path::Path;

#[test]
fn pictures_are_the_golden_ones() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let write = std::env::var("BACKSTEP_GOLDEN").is_ok_and(|value| value == "write");
    let mut different = Vec::new();
    for case in gallery::cases() {
        let svg = case.scene().to_svg(case.name);
        let file = folder.join(format!("network-{}.svg", case.name));
        if write {
            std::fs::write(&file, svg).expect("the golden folder can be written");
        } else if std::fs::read_to_string(&file).ok().as_deref() != Some(svg.as_str()) {
            different.push(case.name);
        }
    }
    assert!(different.is_empty(), "not as in tests/golden: {different:?}");
}
