"""Opens a findings workbook with openpyxl: sheets, numbers, charts and their titles, notes, links that lead where they say, tables, properties."""

import re
import sys
import warnings
import zipfile

import openpyxl

warnings.simplefilter("ignore")  # openpyxl says of what it does not read, such as the small charts, that it leaves it out

SHEETS = ["Summary", "Grades", "Criteria", "Themes", "Trend", "Findings", "Cases", "Actions", "Method"]


def numbers(book):
    found = [cell.value for row in book["Summary"].iter_rows() for cell in row if cell.data_type == "n" and cell.value is not None]
    assert len(found) >= 3 and abs(sum(found[:3]) - 1) < 1e-9, "the grades on Summary are %s" % found
    return ", ".join("%.0f%%" % (100 * share) for share in found[:3])


def charts(path):
    """Each chart reads its title from a cell or has none, every series its name and figures from cells; each has words for who hears it."""
    with zipfile.ZipFile(path) as parts:
        drawn = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
        frames = [frame for name in parts.namelist() if name.startswith("xl/drawings/drawing") for frame in
                  re.findall(r"<xdr:graphicFrame.*?</xdr:graphicFrame>", parts.read(name).decode(), re.S)]
        sparks = sum(parts.read(name).decode().count("<x14:sparkline>") for name in parts.namelist() if name.startswith("xl/worksheets/sheet"))
    assert len(frames) == len(drawn) and all('descr="' in frame for frame in frames), "a chart has no alternative text"
    for chart in drawn:
        assert "<c:v></c:v>" not in chart and "<c:ptCount val=\"0\"/>" not in chart, "a chart is empty"
        assert not re.search(r"<c:tx><c:v>", chart), "a series is named by words and not by a cell"
    titles = sum("<c:title>" in chart for chart in drawn)
    whiskers = sum("<c:errBars>" in chart for chart in drawn)
    return len(drawn), titles, whiskers, sparks


def links(book):
    """A count that is a link leads to a cell that says what the row of the count says."""
    led = 0
    for name in ("Grades", "Criteria", "Themes"):
        sheet = book[name]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is None:
                    continue
                assert isinstance(cell.value, (int, float)) and cell.value > 0, "%s!%s is a link and no count" % (name, cell.coordinate)
                target, place = re.match(r"'?(\w+)'?!(\w+)$", cell.hyperlink.location).groups()
                words = str(book[target][place].value)
                said = [str(other.value) for other in sheet[cell.row]] if name != "Criteria" else None
                if name == "Themes":
                    assert said[0] in words.split("\n"), "%s!%s leads to '%s'" % (name, cell.coordinate, words)
                elif said is not None:
                    assert words in said, "%s!%s leads to '%s'" % (name, cell.coordinate, words)
                led += 1
    return led


def main(path):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS, "the sheets are %s" % book.sheetnames
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    formulas = [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert not formulas, "formulas stand in %s" % formulas
    notes = sum(cell.comment is not None for sheet in book for row in sheet.iter_rows() for cell in row)
    tables = dict(pair for sheet in book for pair in sheet.tables.items())
    for sheet in book:
        assert sheet.page_setup.paperSize == 9 and sheet.page_setup.orientation == "landscape" and sheet.print_area, sheet.title
        for table in sheet.tables.values():
            heads = [cell.value for cell in sheet[table.ref][0]]
            assert heads == [column.name for column in table.tableColumns], "the headings of %s are %s" % (table.name, heads)
    assert book.properties.title and book.properties.created == book.properties.modified, "the properties are %s" % book.properties
    drawn, titles, whiskers, sparks = charts(path)
    led = links(book)
    assert drawn >= 3 and titles >= 2 and whiskers >= 2 and notes >= 10 and led >= 3 and {"Cases", "FindingsInWords"} <= set(tables)
    print("%s: %d sheets, %d cells that hold something; grades %s" % (path, len(SHEETS), len(cells), numbers(book)))
    print("%d charts (%d with a title of their own, %d with intervals), %d small ones, %d notes, %d counts that lead to their cases, tables %s"
          % (drawn, titles, whiskers, sparks, notes, led, ", ".join(sorted(tables))))


main(sys.argv[1])
