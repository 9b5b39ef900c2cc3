//! Marks that follow what a cell says, so that they stay right when a reader sorts or filters: grades in their colours, bars behind shares,
//! what is overdue. The words stand in the cell as before; no colour says anything alone.

use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatDataBar, ConditionalFormatFormula,
    ConditionalFormatText, ConditionalFormatTextRule, ConditionalFormatType, Format, FormatBorder, Worksheet,
};

use super::WorkbookError;
use super::style::{BAR, CONCERN, RULE, STRENGTH, WARNING, paint};
use crate::model::Grade;

/// Rows, first and last.
type Rows = (u32, u32);

/// Paints the cells of some columns that hold a grade's words.
pub(super) fn grades(
    sheet: &mut Worksheet,
    rows: Rows,
    columns: (u16, u16),
    scale: &[Grade],
) -> Result<(), WorkbookError> {
    for (place, grade) in scale.iter().enumerate().filter(|(_, grade)| is_plain(&grade.label)) {
        let paint = paint(place, scale.len());
        let format = ruled().set_background_color(Color::RGB(paint.fill)).set_font_color(Color::RGB(paint.ink));
        let rule = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo(grade.label.clone()))
            .set_format(format);
        sheet.add_conditional_format(rows.0, columns.0, rows.1, columns.1, &rule)?;
    }
    Ok(())
}

/// Colours the words Strength and Concern of a column.
pub(super) fn bearings(sheet: &mut Worksheet, rows: Rows, column: u16) -> Result<(), WorkbookError> {
    for (words, colour) in [("Concern", CONCERN), ("Strength", STRENGTH)] {
        let rule = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo(words))
            .set_format(ruled().set_bold().set_font_color(Color::RGB(colour)));
        sheet.add_conditional_format(rows.0, column, rows.1, column, &rule)?;
    }
    Ok(())
}

/// Lays a pale bar from 0 to 100% behind the shares of a column.
pub(super) fn bars(sheet: &mut Worksheet, rows: Rows, column: u16) -> Result<(), WorkbookError> {
    let rule = ConditionalFormatDataBar::new()
        .set_fill_color(Color::RGB(BAR))
        .set_solid_fill(true)
        .set_border_off(true)
        .set_minimum(ConditionalFormatType::Number, 0)
        .set_maximum(ConditionalFormatType::Number, 1);
    sheet.add_conditional_format(rows.0, column, rows.1, column, &rule)?;
    Ok(())
}

/// Draws a rule under each row of a long list, from the first column to `last`. The `marked` columns have their marks already; some programs show
/// only the first mark of a cell, so that every mark of one draws the rule too.
pub(super) fn rules(sheet: &mut Worksheet, rows: Rows, (last, marked): (u16, (u16, u16))) -> Result<(), WorkbookError> {
    let rule = ConditionalFormatFormula::new().set_rule("=TRUE").set_format(ruled());
    for (from, end) in [(0, marked.0), (marked.0, marked.1 + 1), (marked.1 + 1, last + 1)] {
        if from < end {
            sheet.add_conditional_format(rows.0, from, rows.1, end - 1, &rule)?;
        }
    }
    Ok(())
}

/// The look of a marked cell: the rule of its table.
fn ruled() -> Format {
    Format::new().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(Color::RGB(RULE))
}

/// Marks what is overdue in a column of states.
pub(super) fn overdue(sheet: &mut Worksheet, rows: Rows, column: u16) -> Result<(), WorkbookError> {
    let format =
        Format::new().set_bold().set_font_color(Color::RGB(WARNING.0)).set_background_color(Color::RGB(WARNING.1));
    let rule = ConditionalFormatText::new()
        .set_rule(ConditionalFormatTextRule::Contains("OVERDUE".to_owned()))
        .set_format(format);
    sheet.add_conditional_format(rows.0, column, rows.1, column, &rule)?;
    Ok(())
}

/// Whether words can stand in a rule: one that begins like a formula, or holds a quotation mark, would be read as something else.
fn is_plain(words: &str) -> bool {
    !words.is_empty() && !words.starts_with(['=', '+', '-', '@', '\t', '\r']) && !words.contains('"')
}
