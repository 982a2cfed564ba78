"""A sheet (CSV) as staff bring it, whichever program wrote it: headings and rows, or OddSheet with what to do."""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 10_000, 100, 5 * 2**20
LONGEST_HEADING, LONGEST_NAME = 100, 200
_WORKBOOK = b"PK\x03\x04"
_SAVE = "In Excel choose Save as, then CSV UTF-8."


class OddSheet(ValueError):
    """It cannot be read; the text says what to do."""


@dataclass(frozen=True)
class Sheet:
    """Its headings, each once, and its rows with their numbers as a sheet counts: the headings are 1."""

    headings: Sequence[str]
    rows: Sequence[tuple[int, list[str]]]


def read(data: bytes) -> Sheet:
    """What stands in it; rows without a word are passed over."""
    text = _text(data)
    separator, text = _separator(text)
    lines: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            if any(line[MOST_COLUMNS:]):
                raise OddSheet(f"Row {len(lines) + 1} has more than {MOST_COLUMNS} cells. Leave columns out.")
            lines.append([cell.strip() for cell in line[:MOST_COLUMNS]])
            if len(lines) > MOST_ROWS + 1:
                raise OddSheet(f"A sheet may have {MOST_ROWS:,} rows at the most. Cut it into several.")
    except csv.Error as error:
        raise OddSheet(f"Row {len(lines) + 1} cannot be read ({error}). Look at the quotation marks there.") from None
    if not lines or not any(lines[0]):
        raise OddSheet("The first row must hold the headings, like Name and Phone.")
    rows = [(number, line) for number, line in enumerate(lines[1:], 2) if any(line)]
    if not rows:
        raise OddSheet("There is no row below the headings.")
    return Sheet(_headings(lines[0]), rows)


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise OddSheet(f"A sheet may have {MOST_BYTES // 2**20} MB at the most. Cut it into several.")
    if data.startswith(_WORKBOOK):
        raise OddSheet(f"This is a workbook, not a CSV file. {_SAVE}")
    try:
        text = data.decode("utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError:
        raise OddSheet(f"The letters of this file cannot be read. {_SAVE}") from None
    if "\0" in text:
        raise OddSheet(f"This is not a CSV file. {_SAVE}")
    return text


def _separator(text: str) -> tuple[str, str]:
    """What parts the cells: as Excel says in a line of its own, else what makes most of the headings."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[-1], rest

    def many(separator: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=separator), []))
        except csv.Error:
            return 0

    return max(",;\t", key=many), text


def _headings(cells: Sequence[str]) -> list[str]:
    seen, names = Counter[str](), []
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:LONGEST_HEADING] or f"Column {number}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]}, column {number})")
    return names
