//! Trains a scenario as fast as this machine can, natively, and prints epochs a second: what
//! `scripts/bench-speed.mjs` compares WebAssembly with.
//!
//! `speed DOCUMENT SECONDS`, with the document in a file.

use std::time::Instant;

use backstep::lab::{Lab, Position};

/// As many as `scripts/bench-speed.mjs` trains before it measures.
const WARM_EPOCHS: u64 = 4096;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("which document?")?;
    let seconds: f64 = arguments.next().ok_or("how many seconds?")?.parse()?;
    let mut lab = Lab::from_json(&std::fs::read_to_string(path)?)?;
    let batch = lab.settings().batch_size;
    let per_epoch = lab.samples().len().div_ceil(batch) as u64;
    // The first epochs are evaluated more often.
    lab.seek(Position { iteration: WARM_EPOCHS * per_epoch, op: 0 });
    let (start, first) = (Instant::now(), lab.completed_epochs());
    while start.elapsed().as_secs_f64() < seconds {
        let epochs = lab.completed_epochs() + 10;
        lab.seek(Position { iteration: epochs * per_epoch, op: 0 });
    }
    let epochs = lab.completed_epochs() - first;
    println!("{}", epochs as f64 / start.elapsed().as_secs_f64());
    Ok(())
}
