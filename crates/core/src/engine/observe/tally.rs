//! Handles of the metrics of commands, for the time of one group: looking a handle up costs more
//! than using it, and one kept longer would not notice a recorder that is set later.

use ::metrics::{Counter, Histogram, counter, histogram};

use super::Ended;
use crate::observe;

#[derive(Default)]
pub(super) struct Tally {
    answers: Vec<Answers>,
    durations: Vec<Durations>,
    queue: Option<Histogram>,
}

struct Answers {
    command: &'static str,
    outcome: &'static str,
    code: String,
    count: Counter,
}

struct Durations {
    command: &'static str,
    seconds: Histogram,
}

impl Tally {
    pub(super) fn answered(
        &mut self,
        domain: &'static str,
        command: &'static str,
        ended: Ended<'_>,
        seconds: f64,
    ) {
        let Ended { outcome, code } = ended;
        let known = self
            .answers
            .iter()
            .find(|it| it.command == command && it.outcome == outcome && it.code == code);
        match known {
            Some(known) => known.count.increment(1),
            None => {
                let count = counter!(
                    observe::COMMANDS.name,
                    "domain" => domain, "command" => command,
                    "outcome" => outcome, "code" => code.to_owned()
                );
                count.increment(1);
                self.answers.push(Answers { command, outcome, code: code.to_owned(), count });
            }
        }
        match self.durations.iter().find(|it| it.command == command) {
            Some(known) => known.seconds.record(seconds),
            None => {
                let histogram = histogram!(
                    observe::COMMAND_SECONDS.name, "domain" => domain, "command" => command
                );
                histogram.record(seconds);
                self.durations.push(Durations { command, seconds: histogram });
            }
        }
    }

    pub(super) fn queued(&mut self, seconds: f64) {
        self.queue.get_or_insert_with(|| histogram!(observe::QUEUE_SECONDS.name)).record(seconds);
    }
}
