//! The look of every sheet: fonts, colours and number formats, made once for a workbook.
//!
//! Arial is on every Windows machine and has a free twin of the same widths, so that a page breaks alike everywhere.
//! The colours of grades differ in lightness as well as in hue, and each has a pattern of its own, so that they can
//! be told apart in grey print and by people who do not see colours.

use rust_xlsxwriter::{
    ChartFormat, ChartLine, ChartPatternFill, ChartPatternFillType, ChartSolidFill, Color, Format, FormatAlign,
    FormatBorder, FormatUnderline,
};

/// The font of everything.
pub(super) const FONT: &str = "Arial";
/// Dark blue-grey of titles and headings.
pub(super) const INK: u32 = 0x1F2A37;
/// Grey of lines and small print; 7:1 against white.
pub(super) const GREY: u32 = 0x565E6A;
/// Blue of links, which are underlined too.
const LINK: u32 = 0x1D4F91;
/// Light grey of heading rows.
const SHADE: u32 = 0xE6EAEF;
/// Light grey of rules between rows.
pub(super) const RULE: u32 = 0xC5CBD3;
/// Words that must not be missed, and their ground.
pub(super) const WARNING: (u32, u32) = (0x7F1D1D, 0xFDECEA);
/// Pale ground of a bar behind a dark figure.
pub(super) const BAR: u32 = 0xC9D3DF;
/// Colour of concerns in charts.
pub(super) const CONCERN: u32 = 0x9A3412;
/// Colour of strengths in charts.
pub(super) const STRENGTH: u32 = 0x0F766E;

/// How one grade is drawn: colour, the colour of words on it, and a pattern.
#[derive(Clone, Copy)]
pub(super) struct Paint {
    /// The fill.
    pub(super) fill: u32,
    /// Words on the fill.
    pub(super) ink: u32,
    pattern: Option<(ChartPatternFillType, u32)>,
}

/// Worst to best; a scale of fewer grades takes the ends and skips in the middle.
const PAINTS: [Paint; 5] = [
    Paint { fill: 0x8F2A1C, ink: 0xFFFFFF, pattern: None },
    Paint { fill: 0xD97745, ink: 0x000000, pattern: Some((ChartPatternFillType::HorizontalStripesLight, 0xE39A73)) },
    Paint {
        fill: 0xF4C366,
        ink: 0x000000,
        pattern: Some((ChartPatternFillType::DiagonalStripesWideUpwards, 0xFADDA3)),
    },
    Paint { fill: 0x8CC9BF, ink: 0x000000, pattern: Some((ChartPatternFillType::Dotted25Percent, 0xB5DDD6)) },
    Paint { fill: 0x0F766E, ink: 0xFFFFFF, pattern: None },
];

/// Returns the paint of the grade at `place` (0 the worst) of a scale of `grades`.
pub(super) fn paint(place: usize, grades: usize) -> Paint {
    let order: &[usize] = match grades {
        0..=2 => &[0, 4],
        3 => &[0, 2, 4],
        4 => &[0, 1, 3, 4],
        _ => &[0, 1, 2, 3, 4],
    };
    let nearest = place.min(order.len() - 1);
    PAINTS[order[nearest]]
}

impl Paint {
    /// A paint of one plain colour.
    pub(super) fn plain(fill: u32) -> Paint {
        Paint { fill, ink: 0xFFFFFF, pattern: None }
    }

    /// The paint as a chart takes it, with a thin dark edge, so that a pale part stands out from the paper and from its neighbours.
    pub(super) fn chart(self) -> ChartFormat {
        let mut format = ChartFormat::new();
        match self.pattern {
            Some((pattern, foreground)) => format.set_pattern_fill(
                ChartPatternFill::new()
                    .set_pattern(pattern)
                    .set_background_color(Color::RGB(self.fill))
                    .set_foreground_color(Color::RGB(foreground)),
            ),
            None => format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(self.fill))),
        };
        format.set_border(ChartLine::new().set_color(Color::RGB(INK)).set_width(0.75));
        format
    }
}

/// The cell formats of a workbook.
pub(super) struct Style {
    /// The sheet's title.
    pub(super) title: Format,
    /// Sentences under the title.
    pub(super) note: Format,
    /// A sentence that must not be missed.
    pub(super) warning: Format,
    /// Column headings.
    pub(super) heading: Format,
    /// Headings of columns of figures.
    pub(super) figure_heading: Format,
    /// Headings of a group of columns.
    pub(super) group: Format,
    /// Heading of a part of a sheet.
    pub(super) part: Format,
    /// Words in a table.
    pub(super) text: Format,
    /// Words in a column of a long list, whose rules are drawn by a mark.
    pub(super) listed: Format,
    /// Whole numbers.
    pub(super) count: Format,
    /// Whole numbers that lead to what they count.
    pub(super) linked: Format,
    /// Shares, as whole percentages.
    pub(super) share: Format,
    /// Weights, with a fraction.
    pub(super) weight: Format,
    /// Days, in British order.
    pub(super) date: Format,
    /// An undefined figure.
    pub(super) missing: Format,
    /// Figures that only a chart reads.
    pub(super) aside: Format,
    /// Words without lines around them.
    pub(super) plain: Format,
}

impl Style {
    /// Makes the formats.
    pub(super) fn new() -> Style {
        let base = || Format::new().set_font_name(FONT).set_font_size(10).set_align(FormatAlign::VerticalCenter);
        let cell = || base().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(Color::RGB(RULE));
        let number = |form: &str| cell().set_num_format(form).set_align(FormatAlign::Right);
        let heading = base().set_bold().set_font_color(Color::RGB(INK)).set_background_color(Color::RGB(SHADE));
        let plain = base().set_text_wrap();
        let column = heading
            .clone()
            .set_text_wrap()
            .set_border_bottom(FormatBorder::Medium)
            .set_border_bottom_color(Color::RGB(GREY));
        Style {
            title: base().set_bold().set_font_size(16).set_font_color(Color::RGB(INK)),
            note: base().set_font_color(Color::RGB(GREY)).set_text_wrap(),
            warning: plain
                .clone()
                .set_bold()
                .set_font_color(Color::RGB(WARNING.0))
                .set_background_color(Color::RGB(WARNING.1)),
            figure_heading: column.clone().set_align(FormatAlign::Right),
            heading: column.set_indent(1),
            group: heading
                .set_align(FormatAlign::Center)
                .set_border_left(FormatBorder::Thin)
                .set_border_left_color(Color::RGB(RULE)),
            part: base().set_bold().set_font_size(11).set_font_color(Color::RGB(INK)),
            text: cell().set_text_wrap().set_indent(1),
            listed: base().set_text_wrap().set_indent(1),
            count: number("#,##0"),
            linked: number("#,##0").set_font_color(Color::RGB(LINK)).set_underline(FormatUnderline::Single),
            share: number("[=0]0%;[<0.005]\"<1%\";0%"),
            weight: number("0.00"),
            date: cell().set_num_format("dd/mm/yyyy").set_align(FormatAlign::Left).set_indent(1),
            missing: number("@"),
            aside: base().set_font_size(8).set_font_color(Color::RGB(GREY)).set_num_format("0.000"),
            plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, 0 (black) to 1 (white): WCAG 2.1, definition of relative luminance.
    fn luminance(colour: u32) -> f64 {
        let part = |shift: u32| {
            let value = f64::from((colour >> shift) & 0xFF) / 255.0;
            if value <= 0.039_28 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }

    fn contrast(one: u32, other: u32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn words_on_every_colour_can_be_read() {
        for grades in 2..=5 {
            for place in 0..grades {
                let paint = paint(place, grades);
                assert!(contrast(paint.fill, paint.ink) >= 4.5, "{place} of {grades}");
            }
        }
        for words in [INK, GREY, LINK, CONCERN, STRENGTH, WARNING.0] {
            assert!(contrast(words, 0xFFFFFF) >= 4.5, "{words:06X} on white");
        }
        assert!(contrast(INK, SHADE) >= 4.5 && contrast(GREY, SHADE) >= 4.5);
        assert!(contrast(WARNING.0, WARNING.1) >= 4.5 && contrast(INK, BAR) >= 4.5);
    }

    #[test]
    fn neighbouring_grades_differ_in_lightness() {
        for grades in 2..=4 {
            for place in 1..grades {
                let (below, above) = (paint(place - 1, grades), paint(place, grades));
                assert!(contrast(below.fill, above.fill) >= 1.5, "{place} of {grades}");
            }
        }
    }
}
