//! Text on several lines.

use crate::scene::{Weight, text_width};

/// Breaks a text of the size `size_px` into lines of at most `width_px`: between words, and
/// anywhere between Chinese characters except before punctuation.
pub fn wrap_text(text: &str, size_px: f64, width_px: f64) -> Vec<String> {
    let width = |text: &str| text_width(text, size_px, Weight::Regular);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let fits = width(&line) + width(word.trim_end()) <= width_px;
        if !fits && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        line.push_str(word);
    }
    if !line.trim_end().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The pieces between which a line may be broken, each with the space after it.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut previous: Option<char> = None;
    for (at, character) in text.char_indices() {
        let breaks = match previous {
            Some(' ') => character != ' ',
            Some(before) => {
                (is_chinese(before) || is_chinese(character))
                    && !is_closing(character)
                    && character != ' '
            }
            None => false,
        };
        if breaks {
            words.push(&text[start..at]);
            start = at;
        }
        previous = Some(character);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

fn is_chinese(character: char) -> bool {
    ('\u{2e80}'..='\u{9fff}').contains(&character)
}

fn is_closing(character: char) -> bool {
    matches!(character, '，' | '。' | '：' | '；' | '、' | '）' | '！' | '？' | ',' | '.' | ')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap_text("one two three", 10.0, 50.0), ["one two", "three"]);
        assert_eq!(wrap_text("indivisible", 10.0, 10.0), ["indivisible"]);
        assert_eq!(wrap_text("", 10.0, 50.0), Vec::<String>::new());
    }

    #[test]
    fn chinese_breaks_anywhere_but_before_punctuation() {
        assert_eq!(wrap_text("还没有损失：第一次", 10.0, 50.0), ["还没有损", "失：第一次"]);
    }

    #[test]
    fn nothing_is_lost_by_wrapping() {
        let text = "No loss yet: 第一次 forward pass，done";
        let joined: String = wrap_text(text, 10.0, 40.0).join("").replace(' ', "");
        assert_eq!(joined, text.replace(' ', ""));
    }
}
