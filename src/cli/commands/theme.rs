//! `theme list|add`: the reasons that findings carry, and those of the council's own.

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::{Failure, nearest};
use crate::cli::{rubrics, themes, typed};
use crate::model::{Bearing, Theme};
use crate::store::OwnTheme;

/// `theme`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  dipsample theme add sibling-contact-lapsed --label \"Contact with siblings lapsed\" --bearing concern \\\n    \
    --family \"Contact and identity\" --criterion impact\n\n\
    A theme is a strength or a concern, never both, and is not changed once it is there: gradings carry it. It is offered in every way of grading \
    beside the rubric's own."
)]
pub(crate) struct ThemeArgs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the themes by family
    List {
        /// Only those that this rubric offers
        #[arg(long, value_name = "R")]
        rubric: Option<String>,
    },
    /// Add a theme of the council's own
    Add(Box<AddArgs>),
}

#[derive(Debug, Args)]
struct AddArgs {
    /// Its id: lower-case words joined by hyphens
    #[arg(value_name = "ID")]
    id: String,
    /// Its words: a whole short sentence
    #[arg(long, value_name = "TEXT")]
    label: String,
    /// strength or concern
    #[arg(long, alias = "kind", value_name = "KIND")]
    bearing: String,
    /// The family under which it is counted [default: that of the council's own]
    #[arg(long, value_name = "FAMILY", default_value = "Of the council's own")]
    family: String,
    /// The rubric that offers it [default: every rubric]
    #[arg(long, value_name = "R")]
    rubric: Option<String>,
    /// The criterion at which it is offered first
    #[arg(long, value_name = "CRITERION")]
    criterion: Option<String>,
}

pub(crate) fn run(args: &ThemeArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    match &args.verb {
        Verb::List { rubric } => list(context, rubric.as_deref()),
        Verb::Add(add) => add_one(context, add),
    }
}

fn list(context: &mut Context<'_>, rubric: Option<&str>) -> Result<(), Failure> {
    // Without a register only the council's own are missing.
    let register = if context.register_path().exists() { Some(context.register()?) } else { None };
    let mut all = match rubric {
        Some(name) => {
            let rubric = rubrics::find(context, name)?;
            match &register {
                Some(register) => themes::with_own(register, rubric)?.themes().to_vec(),
                None => rubric.themes().to_vec(),
            }
        }
        None => themes::known(context, register.as_ref())?,
    };
    all.sort_by(|one, other| (&one.family, one.bearing, &one.id).cmp(&(&other.family, other.bearing, &other.id)));
    let own: Vec<String> = match &register {
        Some(register) => register.own_themes()?.into_iter().map(|own| own.theme.id).collect(),
        None => Vec::new(),
    };
    let json = json!({ "themes": all.iter().map(|theme| json!({
        "theme": theme.id, "name": theme.id, "label": theme.label, "kind": theme.bearing, "family": theme.family, "own": own.contains(&theme.id),
    })).collect::<Vec<_>>() });
    context.answer(&json, || words(&all, &own));
    Ok(())
}

fn words(all: &[Theme], own: &[String]) -> String {
    let mut text = String::new();
    for family in all.chunk_by(|one, other| one.family == other.family) {
        text += &format!("{}\n", family[0].family);
        for theme in family {
            let mark = if own.contains(&theme.id) { " (the council's own)" } else { "" };
            text += &format!("  {:<8}  {}  {}{mark}\n", theme.bearing.id(), theme.id, theme.label);
        }
    }
    text
}

fn add_one(context: &mut Context<'_>, args: &AddArgs) -> Result<(), Failure> {
    let mut register = context.register()?;
    let actor = context.actor(Some(&register))?;
    let own = understood(context, args)?;
    let known = themes::known(context, Some(&register))?;
    let clash = known
        .iter()
        .find(|theme| theme.id == own.theme.id || theme.label.to_lowercase() == own.theme.label.to_lowercase());
    if let Some(theme) = clash {
        return Err(Failure::person(format!("there is a theme '{}' already: {}", theme.id, theme.label))
            .hint("A theme is not changed once it is there: choose another id and other words"));
    }
    context.change(&mut register, &actor, "theme add", |_, change| {
        change.add_theme(&actor, &own)?;
        Ok(((), json!({ "theme": own.theme.id, "bearing": own.theme.bearing })))
    })?;
    let theme = &own.theme;
    let json = json!({ "theme": theme.id, "label": theme.label, "kind": theme.bearing, "family": theme.family, "rubric": own.rubric, "criterion": own.criterion });
    context.answer(&json, || format!("Added the {} '{}': {}.\n", theme.bearing.id(), theme.id, theme.label));
    Ok(())
}

/// What was typed, checked.
fn understood(context: &Context<'_>, args: &AddArgs) -> Result<OwnTheme, Failure> {
    let id = args.id.trim().to_owned();
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if !id.split('-').all(plain) {
        return Err(Failure::person(format!("'{id}' cannot be a theme's id"))
            .hint("An id is lower-case words joined by hyphens: sibling-contact-lapsed"));
    }
    let bearing = Bearing::parse(&args.bearing)
        .ok_or_else(|| Failure::person(format!("--bearing takes strength or concern, not '{}'", args.bearing)))?;
    let (label, family) = (typed::label("--label", &args.label)?, typed::label("--family", &args.family)?);
    if label.is_empty() || family.is_empty() {
        return Err(
            Failure::person("a theme needs words and a family").hint("Add --label \"...\" and --family \"...\"")
        );
    }
    let rubric = args.rubric.as_deref().map(|name| rubrics::find(context, name)).transpose()?;
    let criterion = match (&args.criterion, &rubric) {
        (None, _) => None,
        (Some(name), Some(rubric)) => Some(criterion(name, rubric)?),
        (Some(name), None) => Some(name.trim().to_lowercase()),
    };
    Ok(OwnTheme {
        theme: Theme { id, label, bearing, family },
        rubric: rubric.map(|one| one.id().to_owned()),
        criterion,
    })
}

fn criterion(name: &str, rubric: &crate::model::Rubric) -> Result<String, Failure> {
    let ids: Vec<&str> = rubric.criteria().iter().map(|one| one.id.as_str()).collect();
    rubric.criterion(name).map(|one| one.id.clone()).ok_or_else(|| {
        let failure = Failure::person(format!("the rubric {} has no criterion '{name}'", rubric.id()));
        match nearest(name, ids.iter().copied()) {
            Some(near) => failure.hint(format!("Did you mean '{near}'?")),
            None => failure.hint(format!("Its criteria are: {}", ids.join(", "))),
        }
    })
}
