//! The flags that every verb takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The flags that every verb takes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "With every verb")]
pub(super) struct Global {
    /// The register file [default: DIPSAMPLE_REGISTER, else register.dipsample in this folder]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) register: Option<PathBuf>,
    /// Who is working [default: DIPSAMPLE_PERSON, else the person whose login this is]
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) person: Option<String>,
    /// Answer with one JSON document
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Say nothing but the result
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Colour on the screen: auto, always, never [default: auto]
    #[arg(long, global = true, value_enum, value_name = "WHEN", hide_possible_values = true)]
    pub(super) color: Option<Colour>,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
