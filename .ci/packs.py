"""Packs that are sent by the program, filled in by openpyxl as auditors fill them, and received again.

    python3 packs.py DIPSAMPLE FOLDER [SOFFICE]

One file is right, one is faulty in every way that was met (a grade that is none, words missing, mixed rows, formulas, a lost column,
other words for yes), one comes later, one is the lock that Excel leaves, one is another sample's, one another rubric's. Each answer of
'pack receive --json' is compared with what it must be. With SOFFICE the right file also goes through LibreOffice before it is received.
"""

import copy
import json
import pathlib
import subprocess
import sys

import openpyxl

IDS = ["purpose", "drift", "impact", "analysis", "timescales", "care-plan-view"]
QUOTES = "She said \u201cnot again\u201d \u2013 it\u2019s \u00a35\u2026"
LINES = "strength: Named since May\nconcern: no day\nstands beside it"


def main(program, folder, soffice=None):
    folder = pathlib.Path(folder)
    office = Office(program, folder, "oversight")
    right_file(office)
    faulty_file(office)
    later_file(office)
    typed_otherwise(office)
    files_that_are_none(office)
    another_rubric(program, folder)
    words_needed(program, folder)
    if soffice:
        through_libreoffice(program, folder, soffice)
    print("packs filled in by openpyxl %s%s: every answer is as it must be" % (openpyxl.__version__, " and saved by LibreOffice" if soffice else ""))


class Office:
    """A register with six oversights, all with Tom Adeyemi, and the pack that was sent to him."""

    def __init__(self, program, folder, name, rubric=None, sample="oct"):
        self.program, self.folder, self.sample = program, folder / name, sample
        self.folder.mkdir(parents=True)
        rows = ["Case note ID,Person ID,Date of event,Recorded by,Team,Note"]
        rows += ['N%d,K%d7,0%d/10/2026,Zoe Quill,North,"=Text %d \u201cquoted\u201d,\nin two lines"' % (n, n, n, n) for n in range(1, 7)]
        (self.folder / "a.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        for words in (["init"], ["person", "add", "Una Lead", "--role", "principal"], ["person", "add", "Tom Adeyemi", "--role", "auditor"], ["import", "a.csv"]):
            self.must(*words)
        draw = ["draw", "--kind", "oversight", "--period", "2026-10", "--size", "6", "--name", sample, "--auditors", "Tom Adeyemi"]
        self.must(*draw, *(["--rubric", rubric] if rubric else []))
        self.send()

    def run(self, *words):
        command = [self.program, *words, *([] if "--person" in words else ["--person", "Una Lead"])]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, encoding="utf-8")

    def must(self, *words):
        answer = self.run(*words)
        if answer.returncode != 0:
            sys.exit("%s: %s%s" % (words, answer.stdout, answer.stderr))
        return answer

    def send(self):
        self.must("pack", "send", self.sample, "--to", "packs")

    def pack(self):
        return openpyxl.load_workbook(self.folder / "packs" / ("%s auditor Tom Adeyemi.xlsx" % self.sample))

    def save(self, book, name):
        book.save(self.folder / name)
        return name

    def receive(self, *names):
        answer = self.run("pack", "receive", *names, "--json")
        return answer, json.loads(answer.stdout)

    def received(self, name):
        answer, told = self.receive(name)
        same("exit", answer.returncode, 1 if told["files"][0]["faults"] else 0, answer.stderr)
        return told["files"][0]


def cells(book):
    """The sheet of answers, and the column of each id."""
    sheet = book["Grading"]
    return sheet, {cell.value: cell.column for cell in sheet[2]}


def fill(book, row, **answers):
    sheet, columns = cells(book)
    for key, value in answers.items():
        sheet.cell(row, columns[key.replace("__", ".").replace("_", "-")]).value = value


def whole(book, row, grade, ids=IDS):
    sheet, columns = cells(book)
    for one in ids:
        sheet.cell(row, columns[one], grade)
    fill(book, row, finished="yes")


def same(what, found, expected, more=""):
    if found != expected:
        sys.exit("%s: %r where %r was expected\n%s" % (what, found, expected, more))


def brief(told):
    return told["taken"], told["unchanged"], told["unfinished"], len(told["faults"])


def faults(told):
    return {fault["cell"]: fault["reason"] for fault in told["faults"]}


def right_file(office):
    book = office.pack()
    same("sheets", book.sheetnames, ["Start", "Grading", "Descriptors", "Records"])
    for row in (3, 4):
        whole(book, row, "Good")
    fill(book, 3, purpose__note=QUOTES, drift__finding=LINES, drift__theme="Drift was challenged; timescales-set")
    whole(book, 5, "requires-improvement")
    fill(book, 5, impact__finding="It would fit any child", overall="INADEQUATE", overall__reason="A missing episode was passed by")
    fill(book, 6, unusable="restricted", finished="yes")
    fill(book, 7, purpose="Good", urgent="Missing since Friday, nobody has asked")
    told = office.received(office.save(book, "right.xlsx"))
    same("the right file", brief(told), (4, 0, 2, 0), told)
    same("urgent", told["urgent"], 1)
    again = office.received("right.xlsx")
    same("the right file again", brief(again), (0, 4, 2, 0), again)
    same("urgent again", again["urgent"], 0)
    office.send()
    sheet, columns = cells(office.pack())
    same("curly quotes", sheet.cell(3, columns["purpose.note"]).value, QUOTES)
    same("lines", sheet.cell(3, columns["drift.finding"]).value, LINES)
    same("overall", sheet.cell(5, columns["overall"]).value, "Inadequate")
    words = [str(cell.value) for row in office.pack()["Records"] for cell in row]
    same("text", sum(one.startswith("=Text") and "\u201cquoted\u201d,\nin two" in one for one in words), 6, words)


def faulty_file(office):
    book = office.pack()
    sheet, columns = cells(book)
    whole(book, 8, "Goodish")
    told = office.received(office.save(book, "faulty.xlsx"))
    place = lambda id, row: "%s%d" % (openpyxl.utils.get_column_letter(columns[id]), row)
    same("a grade that is none", sorted(faults(told)), sorted(place(id, 8) for id in IDS), told)
    book = office.pack()
    whole(book, 7, "Good")
    fill(book, 7, drift="=\"Go\"&\"od\"", impact__finding="=A1", timescales=None, analysis__theme="No such theme; No timescales were set")
    whole(book, 8, "Good")
    # The record of another case, whichever chance has drawn as the sixth.
    fill(book, 8, record=sheet.cell(7, columns["record"]).value, urgent="=HYPERLINK(\"http://x\")")
    told = office.received(office.save(book, "faulty2.xlsx"))
    found = faults(told)
    wanted = [place("drift", 7), place("impact.finding", 7), place("analysis.theme", 7), place("record", 8)]
    for cell in wanted:
        same("a fault at " + cell, cell in found, True, told)
    same("a formula is told", "formula" in found[place("drift", 7)] and "formula" in found[place("impact.finding", 7)], True, told)
    same("nothing of the two rows", brief(told)[:2], (0, 4), told)
    # A row of ids that was changed: one column lost, all lost, two of one name.
    for change, sentence in (
        (lambda sheet: sheet.cell(2, columns["impact"], "effect"), "lost the column 'impact'"),
        (lambda sheet: sheet.delete_rows(2), "lost the second row"),
        (lambda sheet: sheet.cell(2, columns["impact.note"], "impact"), "impact"),
    ):
        book = office.pack()
        change(book["Grading"])
        answer, told = office.receive(office.save(book, "changed.xlsx"))
        same("changed ids", (answer.returncode, sentence in answer.stderr), (1, True), answer.stderr)
    # A case that stands twice: the second row is told.
    book = office.pack()
    sheet, _ = cells(book)
    for column in range(1, 6):
        sheet.cell(9, column, copy.copy(sheet.cell(8, column).value))
    whole(book, 8, "Good")
    whole(book, 9, "Inadequate")
    told = office.received(office.save(book, "twice.xlsx"))
    same("a case twice", (told["taken"], list(faults(told))), (0, ["A8", "A9"]), told)


def later_file(office):
    book = office.pack()
    whole(book, 7, "Good")
    whole(book, 8, "Good")
    told = office.received(office.save(book, "later.xlsx"))
    same("a later file", brief(told), (2, 4, 0, 0), told)
    # A case that is finished is changed by no file, and the fault says what differs.
    fill(book, 8, drift="Inadequate", drift__finding="Nothing follows")
    told = office.received(office.save(book, "later2.xlsx"))
    same("a finished case", brief(told), (0, 5, 0, 1), told)
    same("what differs", "is Good in the register and Inadequate in the file" in told["faults"][0]["reason"], True, told)
    fill(book, 8, drift=None, drift__finding=None, finished=None)
    told = office.received(office.save(book, "later3.xlsx"))
    same("a grade taken back", brief(told), (0, 5, 0, 1), told)
    office.must("sample", "reopen", office.sample, "6", "--reason", "Read again")
    told = office.received("later2.xlsx")
    same("an opened case", brief(told), (1, 5, 0, 0), told)
    office.must("register", "check")


def typed_otherwise(office):
    for case in ("1", "2"):
        office.must("sample", "reopen", office.sample, case, "--reason", "Typed again")
    office.send()
    book = office.pack()
    sheet, columns = cells(book)
    sheet.cell(4, columns["finished"], "yes")
    sheet.insert_rows(5)
    sheet.cell(3, columns["purpose.note"], 12)
    sheet.cell(3, columns["finished"], True)
    sheet.cell(4, columns["case"], float(sheet.cell(4, columns["case"]).value))
    sheet.cell(4, columns["purpose"], "\u00a0 good ")
    sheet.cell(4, columns["drift.finding"], "  Dated\u00a0throughout  ")
    told = office.received(office.save(book, "typed.xlsx"))
    same("typed otherwise", brief(told), (2, 4, 0, 0), told)


def files_that_are_none(office):
    (office.folder / "~$right.xlsx").write_bytes(b"\x05lock")
    answer, _ = office.receive("~$right.xlsx", "right.xlsx")
    same("Excel's lock", "~$right.xlsx is passed over" in answer.stderr, True, answer.stderr)
    answer, _ = office.receive("~$right.xlsx")
    same("Excel's lock alone", answer.returncode, 1, answer.stderr)
    other = Office(office.program, office.folder, "other", sample="nov")
    name = other.save(other.pack(), "nov.xlsx")
    answer, _ = office.receive("other/" + name)
    same("another sample's", (answer.returncode, "does not hold" in answer.stderr), (1, True), answer.stderr)
    plain = openpyxl.Workbook()
    answer, _ = office.receive(office.save(plain, "plain.xlsx"))
    same("no pack", (answer.returncode, "not a pack" in answer.stderr), (1, True), answer.stderr)
    (office.folder / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    answer, _ = office.receive("broken.xlsx")
    same("no workbook", (answer.returncode, "not a workbook" in answer.stderr), (1, True), answer.stderr)


RUBRIC = """id = "own"
title = "Own"
kind = "oversight"
version = %d
overall = "lowest"
%sabout = "For a test."
scale = [{ id = "red", label = "Red" }, { id = "green", label = "Green" }]

[[criterion]]
id = "plan"
title = "Plan"
question = "Is there one?"
themes = [%s]
[criterion.descriptors]
red = "No plan is on file."
green = "A plan with a day is on file."

[[themes]]
%s
"""


def own(folder, name, version, evidence=""):
    """A rubric of which the themes of one question, listed, are longer than the 255 characters of a typed list."""
    ids = ["theme-number-%d-of-many" % n for n in range(30)]
    themes = ['id = "%s"\nlabel = "A longer sentence, with a comma, about number %d"\nbearing = "concern"\nfamily = "IRO practice"' % (one, n) for n, one in enumerate(ids)]
    path = folder / name
    path.write_text(RUBRIC % (version, evidence, ", ".join('"%s"' % one for one in ids), "\n\n[[themes]]\n".join(themes)), encoding="utf-8")
    return str(path.resolve())


def another_rubric(program, folder):
    first = Office(program, folder, "first", own(folder, "one.toml", 1))
    second = Office(program, folder, "second", own(folder, "two.toml", 2))
    book = first.pack()
    lists = {str(one.sqref): one.formula1 for one in book["Grading"].data_validations.dataValidation if one.type == "list"}
    sheet, columns = cells(book)
    letter = openpyxl.utils.get_column_letter(columns["plan.theme"])
    listed = [formula for place, formula in lists.items() if place.startswith(letter)]
    same("a long list stands on a sheet", len(listed) == 1 and listed[0].lstrip("=").startswith("Descriptors!"), True, lists)
    whole(book, 3, "Green", ["plan"])
    fill(book, 3, plan__theme="A longer sentence, with a comma, about number 29")
    name = first.save(book, "own.xlsx")
    same("a long list", brief(first.received(name)), (1, 0, 5, 0))
    answer, _ = second.receive("../first/own.xlsx")
    same("another rubric's", (answer.returncode, "is not the one of oct" in answer.stderr), (1, True), answer.stderr)


def words_needed(program, folder):
    office = Office(program, folder, "needed", own(folder, "needed.toml", 1, 'evidence = "below-top"\n'))
    book = office.pack()
    _, columns = cells(book)
    for row in (3, 4):
        whole(book, row, "Red", ["plan"])
    fill(book, 4, plan__note="None since May")
    told = office.received(office.save(book, "needed.xlsx"))
    same("words missing", brief(told), (1, 0, 4, 1), told)
    same("words missing", list(faults(told)), [openpyxl.utils.get_column_letter(columns["plan.finding"]) + "3"], told)


def through_libreoffice(program, folder, soffice):
    office = Office(program, folder, "libre")
    book = office.pack()
    for row in range(3, 9):
        whole(book, row, "Good" if row < 8 else "Inadequate")
    fill(book, 3, purpose__note=QUOTES, drift__finding=LINES, drift__theme="Drift was challenged; timescales-set", urgent="Look today")
    office.save(book, "filled.xlsx")
    profile = "-env:UserInstallation=file://%s" % (folder / "profile").resolve()
    subprocess.run([soffice, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "saved", "filled.xlsx"], cwd=office.folder, check=True, capture_output=True)
    told = office.received("saved/filled.xlsx")
    same("saved by LibreOffice", brief(told), (6, 0, 0, 0), told)
    again = office.received("filled.xlsx")
    same("as saved by openpyxl", (brief(again), again["urgent"]), ((0, 6, 0, 0), 0), again)


if __name__ == "__main__":
    main(*sys.argv[1:])
