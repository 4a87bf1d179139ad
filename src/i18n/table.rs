//! The mechanism: tables whose rows hold both languages, so that a missing one does not compile.

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Language {
    /// The code in `lang` attributes and in storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// What stands between two sentences.
    pub fn space(self) -> &'static str {
        match self {
            Self::En => " ",
            Self::Zh => "",
        }
    }

    /// The language of a code such as `zh`, `zh-Hans` or `en-GB`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code.split('-').next() {
            Some("en") => Some(Self::En),
            Some("zh") => Some(Self::Zh),
            _ => None,
        }
    }
}

/// One text in both languages. `{name}` stands for a value filled in by [`Text::fill`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
}

impl Text {
    /// The text in `language`.
    pub fn get(self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Zh => self.zh,
        }
    }

    /// The text in `language` with each `{name}` replaced by its value. In Chinese a space is put
    /// between a character and a letter or digit, where a value brought them together.
    ///
    /// ```
    /// use backstep::i18n::{Language, Text};
    /// let text = Text { en: "delta of {unit}", zh: "{unit}的 δ" };
    /// assert_eq!(text.fill(Language::Zh, &[("unit", "输出 2")]), "输出 2 的 δ");
    /// ```
    pub fn fill(self, language: Language, values: &[(&str, &str)]) -> String {
        let mut filled = self.get(language).to_owned();
        for (name, value) in values {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        match language {
            Language::En => filled,
            Language::Zh => spaced(&filled),
        }
    }
}

/// The text with a space wherever a Chinese character meets a letter or digit.
fn spaced(text: &str) -> String {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut spaced = String::with_capacity(text.len());
    let mut last = ' ';
    for c in text.chars() {
        let meets = |a: char, b: char| a.is_ascii_alphanumeric() && is_chinese(b);
        if meets(last, c) || meets(c, last) {
            spaced.push(' ');
        }
        spaced.push(c);
        last = c;
    }
    spaced
}

/// Declares a table: a struct with one [`Text`] a row, a constant that holds it, and a list of
/// all rows by name. A row without its Chinese half does not compile.
macro_rules! texts {
    ($(#[$meta:meta])* $table:ident: $type:ident { $($key:ident: $en:literal / $zh:literal;)* }) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $type { $(#[doc = $en] pub $key: $crate::i18n::Text,)* }

        $(#[$meta])*
        pub static $table: $type = $type { $($key: $crate::i18n::Text { en: $en, zh: $zh },)* };

        impl $type {
            /// Every row with its name.
            pub const ROWS: &'static [(&'static str, $crate::i18n::Text)] =
                &[$((stringify!($key), $crate::i18n::Text { en: $en, zh: $zh }),)*];
        }
    };
}
