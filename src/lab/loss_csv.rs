//! The loss history as comma-separated values.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Bucket, Evaluation, Lab};

/// What begins at one iteration.
#[derive(Default)]
struct Row {
    bucket: Option<Bucket>,
    evaluation: Option<Evaluation>,
}

/// See [`Lab::history_csv`].
pub(super) fn history_csv(lab: &Lab) -> String {
    let history = lab.history();
    let mut rows: BTreeMap<u64, Row> = BTreeMap::new();
    for &bucket in history.buckets() {
        rows.entry(bucket.first).or_default().bucket = Some(bucket);
    }
    for &evaluation in history.evaluations() {
        rows.entry(evaluation.iteration).or_default().evaluation = Some(evaluation);
    }
    let mut text = format!(
        "# Backstep {}: loss history of {} iterations.\n\
         # iteration: the first that the row is of, from 0\n\
         # iterations: how many it is of; a long run has longer rows\n\
         # batch_loss_low, batch_loss_high: smallest and largest loss of their batches\n\
         # train_loss, test_loss: mean over all samples before `iteration`, where computed\n",
        env!("CARGO_PKG_VERSION"),
        history.len(),
    );
    if let Some(name) = lab.planted_mistakes(history.len()) {
        let _ = writeln!(text, "# planted_mistake: {name}");
    }
    text.push_str("iteration,iterations,batch_loss_low,batch_loss_high,train_loss,test_loss\n");
    for (iteration, Row { bucket, evaluation }) in rows {
        // The last row may not be full yet.
        let covered = bucket.map_or(0, |_| history.width().min(history.len() - iteration));
        let _ = writeln!(
            text,
            "{iteration},{covered},{},{},{},{}",
            number(bucket.map(|bucket| bucket.low)),
            number(bucket.map(|bucket| bucket.high)),
            number(evaluation.map(|evaluation| evaluation.train)),
            number(evaluation.and_then(|evaluation| evaluation.test)),
        );
    }
    text
}

/// As many digits as give the same bits again; `NaN`, `inf` and `-inf` as most readers know them.
fn number(value: Option<f64>) -> String {
    value.map(|value| format!("{value:?}")).unwrap_or_default()
}
