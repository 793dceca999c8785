//! The JSON Schema of suite files, generated from types that exist for it alone: reading is done by hand, for the sake of its messages.
//! A test compares the keys of these types with those that the reader knows.
#![expect(dead_code, reason = "the types are never built: schemars reads their shape")]

mod expect;
mod file;
mod parameter;
mod value;

use schemars::JsonSchema;

/// The JSON Schema (2020-12) of a suite file.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(file::SuiteFile).to_value()
}

/// One, or a list.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum OneOrMore<T> {
    /// One.
    One(T),
    /// Several.
    More(Vec<T>),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::suite::keys;

    fn known(schema: &serde_json::Value, name: &str) -> BTreeSet<String> {
        let found = if name == "SuiteFile" { schema } else { &schema["$defs"][name] };
        found["properties"].as_object().unwrap_or_else(|| panic!("no type {name} in the schema")).keys().cloned().collect()
    }

    #[test]
    fn reader_and_schema_know_the_same_keys() {
        let schema = super::schema();
        let parameter = [keys::PARAMETER, keys::FAMILIES].concat();
        let repeat = [keys::VALUE, &[keys::PLACE]].concat();
        let tables: [(&str, &[&str]); 20] = [
            ("SuiteFile", keys::SUITE_FILE),
            ("Requirement", keys::REQUIREMENT),
            ("Source", keys::SOURCE),
            ("Case", keys::CASE),
            ("Variant", keys::VARIANT),
            ("Step", keys::STEP),
            ("SendTable", keys::SEND),
            ("For", keys::FOR),
            ("Given", keys::GIVEN),
            ("Authorization", keys::AUTHORIZATION),
            ("Change", keys::CHANGE),
            ("AuthTable", keys::AUTH),
            ("ValueTable", keys::VALUE),
            ("RepeatTable", &repeat),
            ("ExpectTable", keys::EXPECT),
            ("Accept", keys::ACCEPT),
            ("ScopeTable", keys::SCOPE),
            ("Parameter", &parameter),
            ("Length", keys::LENGTH),
            ("Condition", keys::CONDITION),
        ];
        for (name, keys) in tables {
            assert_eq!(known(&schema, name), keys.iter().map(|key| (*key).to_owned()).collect(), "{name}");
        }
        for (family, own) in keys::FAMILY_OWN {
            let name: String = family.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
            let keys = [keys::FAMILY, own].concat().iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(known(&schema, &name), keys, "{family}");
        }
    }

    #[test]
    fn suites_that_load_are_valid() {
        let validator = jsonschema::validator_for(&super::schema()).unwrap();
        let folders = ["suites", "fixtures/suites"].into_iter().flat_map(|root| std::fs::read_dir(root).unwrap());
        let folders = folders.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
        let files = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
        for path in files.filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
            let value: serde_json::Value = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let errors: Vec<String> =
                validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
        }
    }
}
