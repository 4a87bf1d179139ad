//! The export dialog without a browser.

use super::*;

/// Makes what the export dialog is asked for.
fn export(model: &mut Model, id: &str) {
    model.update(Msg::Command(Command::from_id(id).expect("a command")));
    while model.has_work() {
        model.update(Msg::Work);
    }
}

#[test]
fn exporting_leaves_the_run_and_what_can_be_undone_as_they_were() {
    let mut model = opened("circle");
    press(&mut model, "4");
    press(&mut model, "ArrowRight");
    press(&mut model, "3");
    press(&mut model, "ArrowRight");
    let (scenario, trace) = (model.lab.scenario(), model.lab.trace());
    assert_eq!(press(&mut model, "e"), [Effect::ShowExport(true)]);
    assert_eq!(shown(&model, "export_iterations", What::Value), "1", "as many as were done");
    field(&mut model, "export_iterations", "20");
    for id in ["export_pytorch", "export_notebook", "export_traces", "export_history"] {
        export(&mut model, id);
        let text = model.export.text().expect("a text").to_owned();
        let preview = shown(&model, "export-preview", What::Text);
        assert!(!preview.is_empty() && text.starts_with(&preview), "{id}");
        let name = model.export_file();
        let save = model.update(Msg::Command(Command::Export(ExportAction::Save)));
        assert_eq!(save, [Effect::Save { name, text: text.clone() }]);
        let copy = model.update(Msg::Command(Command::Export(ExportAction::Copy)));
        assert_eq!(copy, [Effect::CopyText { text }]);
    }
    model.update(Msg::TextCopied { done: true });
    assert_eq!(shown(&model, "export-done", What::Text), "Copied.");
    assert_eq!(press(&mut model, "Escape"), [Effect::ShowExport(false)]);
    assert!(model.update(Msg::ExportClosed).is_empty(), "closing it tells of itself");
    assert_eq!((model.lab.scenario(), model.lab.trace()), (scenario, trace));
    press(&mut model, "Ctrl+z");
    assert_ne!(model.lab.base().network.inputs, 0);
}

#[test]
fn what_cannot_be_exported_is_said_in_the_dialog_and_in_both_languages() {
    let mut model = opened("spiral");
    press(&mut model, "e");
    export(&mut model, "export_receipt");
    for (language, words) in [(Language::En, "one hidden layer"), (Language::Zh, "一个隐藏层")]
    {
        model.language = language;
        let error = shown(&model, "export-error", What::Html);
        assert!(error.matches("<li>").count() == 4 && error.contains(words), "{error}");
    }
    model.language = Language::En;
    assert!(
        !Command::Export(ExportAction::Save).is_enabled(&model)
            && !Command::Export(ExportAction::Copy).is_enabled(&model)
    );
    for text in ["0", "-3", "2.5", "1e9", "ten", ""] {
        field(&mut model, "export_iterations", text);
        assert!(!shown(&model, "error-export_iterations", What::Text).is_empty(), "“{text}”");
        assert_eq!(shown(&model, "export_iterations", What::Value), text);
    }
    field(&mut model, "export_iterations", "3");
    assert_eq!(shown(&model, "error-export_iterations", What::Text), "");
}

#[test]
fn long_exports_go_in_slices_and_can_be_cancelled() {
    let mut model = opened("mazur");
    press(&mut model, "e");
    assert!(model.has_work() && model.is_busy());
    for _ in 0..30 {
        model.update(Msg::Work);
    }
    assert_eq!(shown(&model, "export-progress-text", What::Text), "30 of 100 iterations");
    assert_eq!(shown(&model, "export-bar", What::Value), "0.300");
    export(&mut model, "cancel_export");
    assert!(!model.has_work() && !model.is_busy());
    assert_eq!(shown(&model, "export-preview", What::Text), "");
    assert!(!Command::Export(ExportAction::Save).is_enabled(&model));
    assert_eq!(model.lab.position(), Position::default());
}

#[test]
fn a_run_that_diverges_is_exported_up_to_there_and_says_so() {
    let mut model = opened("mazur");
    for (path, value) in [("activation:0", json!("identity")), ("activation:1", json!("identity"))]
    {
        model.lab.set(path, &value).expect("an activation");
    }
    model.lab.set("learning_rate", &json!(1000)).expect("a learning rate");
    press(&mut model, "e");
    export(&mut model, "export_traces");
    let lines = model.export.text().expect("a text").lines().count();
    let remark = shown(&model, "export-remark", What::Text);
    assert!(lines < 100 && remark.contains(&format!("the {lines} before it")), "{remark}");
}
