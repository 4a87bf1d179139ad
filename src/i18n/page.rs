//! The page's own words: buttons, labels, headings.

texts! {
    /// The page's own words; `index.html` names these rows in its `data-i18n` attributes.
    PAGE: PageTexts {
        play: "Play" / "播放";
    }
}
