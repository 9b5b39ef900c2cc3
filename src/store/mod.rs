//! The register: one SQLite file.
