//! Loads a suite's folder; prints what is wrong with it, or the ids of its cases.

use std::process::ExitCode;

use tokenspec::suite::load_dir;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: check-suite DIR");
        return ExitCode::from(2);
    };
    match load_dir(folder.as_ref()) {
        Ok(definition) => {
            let suite = definition.suite();
            for case in &suite.cases {
                println!("{:<7} {}", case.level.to_string(), case.id);
            }
            let untestable = suite.requirements.iter().filter(|requirement| requirement.untestable.is_some()).count();
            println!(
                "{}: {} requirements ({untestable} untestable), {} cases",
                suite.id,
                suite.requirements.len(),
                suite.cases.len()
            );
            ExitCode::SUCCESS
        }
        Err(diagnostics) => {
            eprint!("{diagnostics}");
            eprintln!("{} problems", diagnostics.len());
            ExitCode::from(2)
        }
    }
}
