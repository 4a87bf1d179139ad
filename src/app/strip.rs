//! The strip of the iteration: its parts side by side, and where in it the run stands.

use super::Model;
use crate::i18n::{MESSAGE, OPTIMIZER};
use crate::step::{Pass, Stage};

/// Layers up to which each has a part of the strip to itself.
const MOST_LAYERS: usize = 4;

/// One part of the strip.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Which pass it belongs to: `forward`, `loss`, `backward`, `mean` or `update`.
    pub kind: &'static str,
    /// Its name.
    pub label: String,
    /// Its name where there is little room: a layer's number or a letter.
    pub short: String,
    /// Place of its first operation.
    pub start: usize,
    /// Number of its operations.
    pub len: usize,
    /// Share of the strip's width.
    pub share: f64,
}

/// The strip of the current iteration.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// Its parts, in order.
    pub segments: Vec<Segment>,
    /// Operations done.
    pub cursor: usize,
}

impl Strip {
    /// The strip of the iteration that the run stands in.
    pub fn of(model: &Model) -> Self {
        let machine = model.lab.machine();
        let by_layer = machine.settings().shape.layers.len() <= MOST_LAYERS;
        let mut segments: Vec<Segment> = Vec::new();
        for (stage, start, len) in machine.program().stages() {
            let (kind, label, short) = name(stage, by_layer, model);
            match segments.last_mut() {
                Some(last) if last.label == label => last.len += len,
                _ => segments.push(Segment { kind, label, short, start, len, share: 0.0 }),
            }
        }
        // Between counting every operation alike and every part alike: the large parts are seen
        // to be large, and the small ones can be hit.
        let weight = |segment: &Segment| 3.0 + (segment.len as f64).sqrt();
        let total: f64 = segments.iter().map(weight).sum();
        for segment in &mut segments {
            segment.share = weight(segment) / total;
        }
        Self { segments, cursor: machine.cursor() }
    }

    /// How far the cursor has come, 0 to 1.
    pub fn fraction(&self) -> f64 {
        let mut left = 0.0;
        for segment in &self.segments {
            if self.cursor <= segment.start + segment.len {
                let done = self.cursor.saturating_sub(segment.start) as f64;
                return left + segment.share * done / segment.len.max(1) as f64;
            }
            left += segment.share;
        }
        1.0
    }

    /// Operations done where `fraction` of the width is.
    pub fn op_at(&self, fraction: f64) -> usize {
        let mut left = 0.0;
        for segment in &self.segments {
            if fraction < left + segment.share {
                let within = ((fraction - left) / segment.share).max(0.0);
                return segment.start + (within * segment.len as f64).round() as usize;
            }
            left += segment.share;
        }
        self.segments.last().map_or(0, |last| last.start + last.len)
    }

    /// The part that the last operation belongs to.
    pub fn current(&self) -> Option<&Segment> {
        let last = self.cursor.checked_sub(1)?;
        self.segments.iter().find(|segment| last < segment.start + segment.len)
    }
}

fn name(stage: Stage, by_layer: bool, model: &Model) -> (&'static str, String, String) {
    let language = model.language;
    let numbered = |layer: usize, one: crate::i18n::Text, all: crate::i18n::Text| {
        if by_layer {
            one.fill(language, &[("layer", &(layer + 1).to_string())])
        } else {
            all.get(language).to_owned()
        }
    };
    let label = match stage {
        Stage::Input => MESSAGE.stage_input.get(language).to_owned(),
        Stage::Forward(l) => numbered(l, MESSAGE.stage_forward, MESSAGE.stage_forward_all),
        Stage::Loss => MESSAGE.stage_loss.get(language).to_owned(),
        Stage::Backward(l) => numbered(l, MESSAGE.stage_backward, MESSAGE.stage_backward_all),
        Stage::Mean(_) => MESSAGE.stage_mean.get(language).to_owned(),
        Stage::Penalty(_) => OPTIMIZER.stage_penalty.get(language).to_owned(),
        Stage::Schedule => OPTIMIZER.stage_schedule.get(language).to_owned(),
        Stage::Clip(_) | Stage::Norm | Stage::Scale(_) => {
            OPTIMIZER.stage_clip.get(language).to_owned()
        }
        Stage::Update(_) => MESSAGE.stage_update.get(language).to_owned(),
    };
    let short = match stage {
        Stage::Input => "x".to_owned(),
        Stage::Forward(l) if by_layer => format!("→{}", l + 1),
        Stage::Backward(l) if by_layer => format!("←{}", l + 1),
        Stage::Forward(_) => "→".to_owned(),
        Stage::Loss => "L".to_owned(),
        Stage::Backward(_) => "←".to_owned(),
        Stage::Mean(_) => "Σ".to_owned(),
        Stage::Penalty(_) => "λ".to_owned(),
        Stage::Schedule => "η".to_owned(),
        Stage::Clip(_) | Stage::Norm | Stage::Scale(_) => "✂".to_owned(),
        Stage::Update(_) => "w".to_owned(),
    };
    let kind = match (stage, stage.pass()) {
        (Stage::Mean(_), _) => "mean",
        (_, Pass::Forward) => "forward",
        (_, Pass::Loss) => "loss",
        (_, Pass::Backward) => "backward",
        (_, Pass::Update) => "update",
    };
    (kind, label, short)
}
