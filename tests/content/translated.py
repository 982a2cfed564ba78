"""Words files for tests: every English text stands in them as it is, with the plural forms of the language."""

import re
import shutil
from pathlib import Path
from typing import Any

import yaml
from talking import CONTENT

from relaystack.content.check.translation_faults import english_of
from relaystack.content.folder import load
from relaystack.content.skeleton import write_skeleton
from relaystack.engine.locale_formats import plural_forms

_FORMS = re.compile(r"""one=("[^"]*"|'[^']*'), other=("[^"]*"|'[^']*')""")


def in_english(where: Path) -> Path:
    """The shipped content in English alone."""
    folder = Path(shutil.copytree(CONTENT, where / "nexora"))
    shutil.rmtree(folder / "words")
    shutil.rmtree(folder / "transcripts/languages")
    _speak(folder, "en")
    return folder


def translate(folder: Path, *languages: str) -> None:
    """Let the bot of a content folder speak these languages too."""
    texts = english_of(load(folder)).texts.values()
    for language in languages:
        tree: dict[str, Any] = {}
        for text in texts:
            below = tree
            for name in text.path[:-1]:
                below = below.setdefault(name, {})
            below[text.path[-1]] = _pluralised(text.english, language)
        file = folder / "words" / f"{language}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
        write_skeleton(folder, language)  # lays it out as translators see it
    _speak(folder, "en", *languages)


def _speak(folder: Path, *languages: str) -> None:
    brand = folder / "brand.yaml"
    spoken = f"languages: [{', '.join(languages)}]"
    brand.write_text(re.sub(r"(?m)^languages:.*$", spoken, brand.read_text(encoding="utf-8")), encoding="utf-8")


def _pluralised(english: str, language: str) -> str:
    forms = sorted(plural_forms(language) - {"one", "other"})
    return _FORMS.sub(lambda found: ", ".join((found[0], *(f"{form}={found[2]}" for form in forms))), english)
