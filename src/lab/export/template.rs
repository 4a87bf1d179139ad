//! Scripts are templates: Python with lines that belong to some runs only, and with gaps.
//!
//! A line that reads `#? word` opens a part which is kept where that word holds of the run
//! (`!word` where it does not; of several words all have to), and `#? .` closes it. `#< name`
//! stands for another template, `$name` or `${name}` for a text. A text of several lines that
//! has a line to itself is indented like that line, and the line goes if the text is empty.

/// What fills the gaps of a template.
#[derive(Debug, Default)]
pub(super) struct Filling {
    words: Vec<&'static str>,
    texts: Vec<(&'static str, String)>,
}

impl Filling {
    /// Lets `word` hold.
    pub(super) fn hold(&mut self, word: &'static str) {
        self.words.push(word);
    }

    /// Lets `word` hold if `condition` does.
    pub(super) fn hold_if(&mut self, condition: bool, word: &'static str) {
        if condition {
            self.hold(word);
        }
    }

    /// Whether `word` holds.
    pub(super) fn holds(&self, word: &str) -> bool {
        self.words.contains(&word)
    }

    /// Fills the gap `name`.
    pub(super) fn fill(&mut self, name: &'static str, text: impl Into<String>) {
        self.texts.push((name, text.into()));
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(own, _)| *own == name).map(|(_, text)| text.as_str())
    }

    /// The template with its parts chosen and its gaps filled. There are never more than two
    /// empty lines in a row, so that parts need not care what stands before them.
    pub(super) fn render(&self, template: &str) -> String {
        let mut out = String::new();
        self.append(template, &mut out);
        out
    }

    fn append(&self, template: &str, out: &mut String) {
        // For each part that is open, whether it is kept.
        let mut open: Vec<bool> = Vec::new();
        for line in template.lines() {
            let code = line.trim_start();
            let indent = &line[..line.len() - code.len()];
            if let Some(words) = code.strip_prefix("#? ") {
                if words == "." {
                    open.pop();
                } else {
                    open.push(words.split(' ').all(|word| match word.strip_prefix('!') {
                        Some(word) => !self.holds(word),
                        None => self.holds(word),
                    }));
                }
            } else if open.contains(&false) {
                // Of another run.
            } else if let Some(name) = code.strip_prefix("#< ") {
                self.append(included(name), out);
            } else if let Some(text) = code.strip_prefix('$').and_then(|name| self.text(name)) {
                for line in text.lines() {
                    push_line(out, if line.is_empty() { "" } else { indent }, line);
                }
            } else {
                push_line(out, indent, &self.fill_line(code));
            }
        }
    }

    fn fill_line(&self, code: &str) -> String {
        let mut parts = code.split('$');
        let mut line = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let braced = part.strip_prefix('{').and_then(|rest| rest.split_once('}'));
            let (name, rest) = braced.unwrap_or_else(|| {
                let is_name = |c: char| c.is_ascii_alphabetic() || c == '_';
                part.split_at(part.find(|c| !is_name(c)).unwrap_or(part.len()))
            });
            line.push_str(self.text(name).unwrap_or_default());
            line.push_str(rest);
        }
        line
    }
}

/// A text that grows by whole lines.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    pub(super) fn add(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

fn push_line(out: &mut String, indent: &str, line: &str) {
    if line.is_empty() && out.ends_with("\n\n\n") {
        return;
    }
    out.push_str(indent);
    out.push_str(line);
    out.push('\n');
}

/// The parts that several scripts share.
fn included(name: &str) -> &'static str {
    match name {
        "imports" => include_str!("templates/imports.py"),
        "schedule" => include_str!("templates/schedule.py"),
        "numpy_update" => include_str!("templates/numpy_update.py"),
        "jax_update" => include_str!("templates/jax_update.py"),
        "keras_update" => include_str!("templates/keras_update.py"),
        "keras_variables" => include_str!("templates/keras_variables.py"),
        "head" => include_str!("templates/head.py"),
        "data" => include_str!("templates/data.py"),
        "batches" => include_str!("templates/batches.py"),
        "dropout" => include_str!("templates/dropout.py"),
        "check" => include_str!("templates/check.py"),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::Filling;

    #[test]
    fn parts_are_chosen_and_gaps_filled() {
        let mut filling = Filling::default();
        filling.hold("one");
        filling.fill("name", "x");
        filling.fill("lines", "first\n\nsecond");
        filling.fill("none", "");
        let template = "#? one !two\n#? three\nno\n#? .\n${name}s = $name$none\n#? .\n    $lines\n\
                        $none\n#? two\nno\n#? .\nend";
        assert_eq!(filling.render(template), "xs = x\n    first\n\n    second\nend\n");
    }

    #[test]
    fn what_is_filled_in_is_not_read_as_a_template() {
        let mut filling = Filling::default();
        filling.fill("title", "$name #? one");
        assert_eq!(filling.render("\"$title\""), "\"$name #? one\"\n");
    }

    #[test]
    fn there_are_two_empty_lines_at_most() {
        assert_eq!(Filling::default().render("a\n\n\n\n\nb"), "a\n\n\nb\n");
    }
}
