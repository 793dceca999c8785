//! tokenspec
