//! The timeline under the loss curve.

use super::export::size;
use super::{Page, What};
use crate::i18n::MESSAGE;
use crate::views::number;

impl Page<'_> {
    pub(super) fn timeline(&mut self) {
        let lab = &self.model.lab;
        let (done, reached) = (lab.completed_iterations(), lab.reached());
        self.set("timeline", What::Attribute("max"), reached.to_string());
        self.field("timeline", done.to_string());
        let count = number::count(reached);
        let values = [("done", &*number::count(done)), ("count", &*count)];
        let spoken = self.fill(MESSAGE.timeline_spoken, &values);
        self.set("timeline", What::Attribute("aria-valuetext"), spoken);
        self.attribute_if("timeline", "disabled", reached == 0);
        self.field("go_to_iteration", done.to_string());
        let (states, bytes) = lab.memory();
        let memory = self.fill(
            MESSAGE.memory,
            &[("states", &*number::count(states as u64)), ("size", &size(bytes))],
        );
        let text = self.fill(MESSAGE.timeline, &[("count", &count)]);
        self.set("reached", What::Text, text);
        self.set("memory", What::Text, memory.clone());
        self.set("timeline", What::Attribute("title"), memory);
    }
}
