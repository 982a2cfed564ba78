"""How templates that only Meta has become files, for a person to look at before they count."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from relaystack.engine.message_templates import Button, Listed


class _Dumper(yaml.SafeDumper):
    """Texts of several lines are written as such."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


PULLED = Path("templates", "pulled")  # nothing in there is served
_NAME = re.compile(r"[a-z0-9_]{1,200}")  # a file may have it; Meta's go to 512 characters, and are Meta's to choose


def write(folder: Path, name: str, rows: list[Listed]) -> tuple[Path, bool]:
    """Write a file for a template in these languages, unless one is there: somebody may be at work on it.

    What its taps do is left open: Meta does not know it. The file, and whether it is new.
    """
    file = folder / PULLED / f"{name if _NAME.fullmatch(name) else sha256(name.encode()).hexdigest()[:32]}.yaml"
    languages = {row.language: _language(row) for row in rows}
    data = {"name": name, "category": rows[0].category.lower(), "languages": languages}
    words = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        new = file.open("x", encoding="utf-8")
    except FileExistsError:
        return file, False
    try:
        with new:
            new.write(words)
    except OSError:  # a file that holds half would be left as it is next time
        file.unlink(missing_ok=True)
        raise
    return file, True


def _language(row: Listed) -> dict[str, Any]:
    assert row.wording
    one = row.wording
    parts = {
        "header": one.header, "body": one.body, "footer": one.footer,
        "buttons": [_button(button) for button in one.buttons], "examples": dict(one.examples),
    }  # fmt: skip
    return {name: part for name, part in parts.items() if part}


def _button(button: Button) -> dict[str, str]:
    if button.kind == "reply":
        return {"reply": button.title, "does": ""}
    return {button.kind: button.title, {"link": "url", "call": "phone"}[button.kind]: button.target}
