//! Random moments that a failed test can be told again with: `UNFORGOTTEN_SEED=…`.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// A small random source (xorshift64*, Vigna 2016). Its seed is printed by failing asserts.
#[derive(Debug)]
pub struct Chance {
    seed: u64,
    state: u64,
}

impl Chance {
    /// From `UNFORGOTTEN_SEED`, else from the clock.
    pub fn new() -> Self {
        let given = std::env::var("UNFORGOTTEN_SEED").ok().and_then(|seed| seed.parse().ok());
        let clock = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let seed = given.unwrap_or_else(|| u64::from(clock.subsec_nanos()) + clock.as_secs());
        Self { seed, state: seed | 1 }
    }

    /// From 0 to `end`, which is not reached; 0 if it is 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let bits = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(bits).unwrap_or(0) % end.max(1)
    }
}

impl Default for Chance {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UNFORGOTTEN_SEED={}", self.seed)
    }
}
