//! Questions on the terminal; answers are lines on standard input.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::cli::CliError;

/// Asks, or takes what is proposed.
pub struct Asker {
    asks: bool,
    asked: usize,
}

impl Asker {
    /// One that asks, or one that does not.
    pub fn new(asks: bool) -> Self {
        Self { asks, asked: 0 }
    }

    /// How many questions there were.
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// The answer; what is proposed, when it is empty or nobody is asked.
    pub fn ask(&mut self, question: &str, proposed: &str) -> Result<String, CliError> {
        if !self.asks {
            return Ok(proposed.to_owned());
        }
        self.asked += 1;
        let hint = if proposed.is_empty() { String::new() } else { format!(" [{proposed}]") };
        let mut out = anstream::stderr();
        // A question that cannot be shown is answered by what is proposed.
        let _ = write!(out, "{question}{hint}: ").and_then(|()| out.flush());
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line).map_err(CliError::Output)?;
        // Where nobody types, nothing ends the line: the next question must not stand behind this one.
        if read == 0 || !io::stdin().is_terminal() {
            let _ = writeln!(out);
        }
        self.asks &= read > 0;
        let answer = line.trim();
        Ok(if answer.is_empty() { proposed } else { answer }.to_owned())
    }

    /// Yes or no.
    pub fn confirm(&mut self, question: &str, proposed: bool) -> Result<bool, CliError> {
        let answer = self.ask(&format!("{question} (yes or no)"), if proposed { "yes" } else { "no" })?;
        Ok(matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    /// One of some words; asks again after any other.
    pub fn choose(&mut self, question: &str, words: &[&str], proposed: &str) -> Result<String, CliError> {
        loop {
            let answer = self.ask(question, proposed)?;
            if words.contains(&answer.as_str()) {
                return Ok(answer);
            }
            crate::cli::output::remark(&format!("  one of {}", words.join(", ")));
            if !self.asks {
                return Ok(proposed.to_owned());
            }
        }
    }
}
