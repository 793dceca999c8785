//! `tokenspec schema`: the JSON Schemas of the file formats.

use crate::cli::arguments::{Schema, SchemaKind};
use crate::cli::{CliError, engine, output};
use crate::report::json;

/// Prints a schema.
pub fn schema(arguments: &Schema) -> Result<u8, CliError> {
    let schema = match arguments.kind {
        SchemaKind::RunRecord => json::schema(),
        SchemaKind::Suite => engine::suite_schema()?,
        SchemaKind::Target => engine::target_schema()?,
    };
    output::print_json(&schema)?;
    Ok(0)
}
