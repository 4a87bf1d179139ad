//! Rules about the source text that no compiler checks: which module may use which, what every
//! file opens with, how long it may be, and what must not be in the tree.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Which top-level modules a module may use. Dependencies point down only; whoever is not a key
/// here has not been given a place, and `web` is in nobody's list.
const MAY_USE: &[(&str, &[&str])] = &[
    ("math", &[]),
    ("i18n", &[]),
    ("scene", &["math"]),
    ("nn", &["math"]),
    ("data", &["math"]),
    ("step", &["math", "nn", "data"]),
    ("lab", &["math", "i18n", "nn", "data", "step"]),
    ("examples", &["math", "i18n", "nn", "data", "step", "lab"]),
    ("views", &["math", "i18n", "nn", "data", "step", "scene"]),
    ("app", &["math", "i18n", "nn", "data", "step", "lab", "examples", "scene", "views"]),
    ("web", &["math", "i18n", "nn", "data", "step", "examples", "lab", "app", "scene", "views"]),
];

/// Crates that reach the browser: for `web` alone, so that all else runs natively.
const BROWSER_CRATES: &[&str] = &[
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "plotters_canvas",
    "console_error_panic_hook",
];

const MAX_LINES: usize = 600;

/// What must not be in any text file: unfinished work, one machine's folders, hosts of package
/// registries (which one is asked is the machine's business).
const FORBIDDEN: &[&str] = &[
    "TODO",
    "FIXME",
    "dbg!(",
    "/root/",
    "/home/",
    "/work/",
    "/Users/",
    "C:\\Users",
    "crates.io",
    "registry.npmjs",
    "npmmirror",
    "yarnpkg",
    "pypi.org",
    "deb.debian.org",
];

/// A file of the repository: its path with forward slashes, and its text.
struct File {
    path: String,
    text: String,
}

impl File {
    fn has_extension(&self, extensions: &[&str]) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|own| extensions.iter().any(|extension| own == *extension))
    }

    /// The top-level module that the file belongs to, if it is in one.
    fn module(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let module = inside.split('/').next()?.trim_end_matches(".rs");
        (!matches!(module, "lib" | "main")).then_some(module)
    }

    /// The text without comments: a doc link upwards is no dependency.
    fn code(&self) -> String {
        let lines: Vec<&str> =
            self.text.lines().map(|line| line.split("//").next().unwrap_or("")).collect();
        lines.join("\n")
    }
}

/// Every text file of the repository, in the order of their paths.
fn files() -> Vec<File> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            let relative = path.strip_prefix(&root).expect("a path below the root");
            let relative = relative.to_string_lossy().replace('\\', "/");
            if [".git", "target", "dist", "node_modules"].contains(&relative.as_str()) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                files.push(File { path: relative, text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The identifier that `text` starts with.
fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The top-level modules named after `prefix` (`crate::` or `backstep::`) in the code.
fn modules_named(code: &str, prefix: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = &code[at + prefix.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            modules.insert(identifier(rest).to_owned());
            continue;
        };
        let mut depth = 0;
        let mut expected = true;
        for (index, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => expected = true,
                c if expected && c.is_alphanumeric() => {
                    modules.insert(identifier(&group[index..]).to_owned());
                    expected = false;
                }
                _ => {}
            }
        }
    }
    modules
}

/// Whether `word` stands in the code as a whole identifier.
fn mentions(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let joined = |c: char| c.is_alphanumeric() || c == '_';
        !before.is_some_and(joined) && identifier(&code[at..]) == word
    })
}

#[track_caller]
fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn grouped_and_single_paths_are_found() {
    let code = "use crate::{nn::{self, Param}, math, step::Op};\nlet x = crate::lab::Run::new();";
    let found: Vec<String> = modules_named(code, "crate::").into_iter().collect();
    assert_eq!(found, ["lab", "math", "nn", "step"]);
    assert!(mentions("let a = web_sys::window();", "web_sys"));
    assert!(!mentions("let a = my_web_sys::window();", "web_sys"));
}

#[test]
fn modules_use_only_what_is_below_them() {
    let mut problems = Vec::new();
    for file in files() {
        let Some(module) = file.module() else { continue };
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            problems.push(format!("{}: give `{module}` a place in MAY_USE", file.path));
            continue;
        };
        let code = file.code();
        for used in modules_named(&code, "crate::") {
            let known = MAY_USE.iter().any(|(name, _)| *name == used);
            if known && used != module && !allowed.contains(&used.as_str()) {
                problems.push(format!("{}: `{module}` must not use `{used}`", file.path));
            }
        }
        if code.contains("super::super::") {
            problems.push(format!("{}: write `crate::` for `super::super::`", file.path));
        }
    }
    assert_none(&problems);
}

#[test]
fn only_web_sees_the_browser() {
    let mut problems = Vec::new();
    for file in files().iter().filter(|file| file.has_extension(&["rs"])) {
        if file.module() == Some("web") || file.path == "tests/tidy.rs" {
            continue;
        }
        let code = file.code();
        for name in BROWSER_CRATES {
            if mentions(&code, name) {
                problems.push(format!("{}: `{name}` is for src/web alone", file.path));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn every_file_opens_by_saying_what_it_is() {
    let mut problems = Vec::new();
    for file in files() {
        let text = match file.text.split_once('\n') {
            Some((first, rest)) if first.starts_with("#!/") => rest,
            _ => &file.text,
        };
        let opening: &[&str] = match Path::new(&file.path).extension().and_then(|e| e.to_str()) {
            Some("rs") => &["//! "],
            Some("mjs" | "js") => &["// ", "/*"],
            Some("css") => &["/*"],
            Some("sh" | "yml") => &["# "],
            _ => continue,
        };
        if !opening.iter().any(|start| text.starts_with(start)) {
            problems.push(format!("{}: the first line has to say what it is for", file.path));
        }
    }
    assert_none(&problems);
}

#[test]
fn no_file_is_too_long_to_hold_in_the_head() {
    let mut problems = Vec::new();
    let is_source =
        |file: &&File| ["src/", "lanes/src/"].iter().any(|at| file.path.starts_with(at));
    for file in files().iter().filter(is_source) {
        let lines = file.text.lines().count();
        if lines > MAX_LINES {
            problems.push(format!("{}: {lines} lines; {MAX_LINES} is the most", file.path));
        }
    }
    assert_none(&problems);
}

#[test]
fn nothing_forbidden_is_in_the_tree() {
    let mut problems = Vec::new();
    for file in files() {
        // Cargo writes the name of its index there, and this file has to name what it forbids.
        if ["Cargo.lock", "tests/tidy.rs"].contains(&file.path.as_str()) {
            continue;
        }
        for (number, line) in file.text.lines().enumerate() {
            for word in FORBIDDEN.iter().filter(|word| line.contains(**word)) {
                problems.push(format!("{}:{}: `{word}`", file.path, number + 1));
            }
        }
    }
    assert_none(&problems);
}
