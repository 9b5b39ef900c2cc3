"""Opens a findings workbook with openpyxl: the nine sheets in order, numbers on Summary, no formula anywhere."""

import sys

import openpyxl

SHEETS = ["Summary", "Grades", "Criteria", "Themes", "Trend", "Findings", "Cases", "Actions", "Method"]


def main(path):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS, "the sheets are %s" % book.sheetnames
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    formulas = [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert not formulas, "formulas stand in %s" % formulas
    numbers = [cell.value for row in book["Summary"].iter_rows() for cell in row if cell.data_type == "n" and cell.value is not None]
    assert len(numbers) >= 3 and abs(sum(numbers[:3]) - 1) < 1e-9, "the grades on Summary are %s" % numbers
    grades = ", ".join("%.0f%%" % (100 * share) for share in numbers[:3])
    print("%s: %d sheets, %d cells that hold something; grades %s" % (path, len(SHEETS), len(cells), grades))


main(sys.argv[1])
