"""Does a language have all words, and do they say what the English ones say? What `flask words` looks at."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from relaystack.engine.locale_formats import plural_forms
from relaystack.engine.text import normalise

from .. import translatable
from ..errors import ContentError, Fault
from ..flows import BUTTON
from ..folder import Content, load
from ..jinja_templates import SIGNS
from ..programs import read_programs, to_program, to_row
from ..translatable import Text, flattened
from ..translations import Key, WordFile, read_words

_BOLD = re.compile(r"\*([^*\n]+)\*")


@dataclass(frozen=True)
class English:
    """What a language is measured by: the texts, the commands that they name, what the brand may say otherwise."""

    texts: Mapping[Key, Text]
    commands: Mapping[str, str]
    brand: frozenset[str]
    in_programs: frozenset[tuple[str, str]] = frozenset()  # language and English words whose own stand there


def check(folder: Path, languages: Iterable[str] | None = None) -> list[Fault]:
    """What is wrong with the words of these languages (without: of all that the brand speaks)."""
    content = load(folder)
    return unfit(content, content.languages if languages is None else languages)


def unfit(content: Content, languages: Iterable[str]) -> list[Fault]:
    """What is missing in the words of these languages, or does not say what the English does."""
    english = english_of(content)
    faults: list[Fault] = []
    for language in languages:
        if language != "en":
            try:
                faults += _faults(english, _file(content, language))
            except ContentError as error:
                faults += error.faults
    return faults


def _file(content: Content, language: str) -> WordFile:
    spoken = content.wordbook.files.get(language)
    return spoken or read_words(content.folder / "words" / f"{language}.yaml")


def english_of(content: Content) -> English:
    """All that there is to translate."""
    found = [*_flows(content), *_phrases(content), *_programs(content.folder, content.book.brand["program_link"])]
    own = {(language, words) for p in content.catalogue for language, terms in p.terms.items() for words in terms}
    texts = {(text.section, text.key): text for text in found}
    return English(texts, content.book.commands, frozenset(content.book.brand), frozenset(own))


def _flows(content: Content) -> Iterator[Text]:
    for source in content.sources.values():
        yield from (text for text in source.texts.values() if text.has_words)


def _phrases(content: Content) -> Iterator[Text]:
    for path, value in flattened(content.phrases):
        text = Text("phrases", ".".join(path), str(value), BUTTON if _is_tapped(path) else 0)
        if text.has_words:
            yield text


def _is_tapped(path: tuple[str, ...]) -> bool:
    return path[-1].endswith("_button") or path[0] == "intents"


def _programs(folder: Path, link: str) -> Iterator[Text]:
    """The words of programmes that the chat shows; each once, however many programmes say it."""
    seen: dict[str, Text] = {}
    for entry in read_programs(folder):
        program = to_program(to_row(entry, link))
        closed = (program.status_note,) if program.status != "open" else ()
        open_only = (program.physical_presence, program.dependants, *program.cautions)
        facts = tuple(fact.words for fact in program.facts.values() if fact.words)
        routes = tuple(str(route["name"]) for route in program.routes)
        for words in (program.category, program.name, *facts, *(closed or (*open_only, *routes))):
            seen.setdefault(words, Text("programs", words, words, group=program.id))
        seen[program.short] = Text("programs", program.short, program.short, BUTTON, program.id)
    yield from seen.values()


def _faults(english: English, file: WordFile) -> Iterator[Fault]:
    for key, needed in english.texts.items():
        if key not in file.texts and (file.language, needed.english) not in english.in_programs:
            yield file.missing(needed.path, f"{'.'.join(key)} is not translated: {_short(needed.english)}")
    for key, words in file.texts.items():
        text = english.texts.get(key) or _extra_title(english, key)
        if text is None:
            if key[0] != "brand" or key[1] not in english.brand:
                yield file.fault(key, f"{'.'.join(key)}: there is no such text in English; remove or rename it")
            continue
        for problem in _problems(english, file, text, words):
            yield file.fault(key, f"{'.'.join(key)}: {problem}")


def _extra_title(english: English, key: Key) -> Text | None:
    """A title that only this language needs, because its label is too long to tap."""
    label = english.texts.get((key[0], key[1].removesuffix("title") + "label"))
    return label if label and key[1].endswith(".title") else None


def _problems(english: English, file: WordFile, text: Text, words: str) -> Iterator[str]:
    lost, unknown = (
        translatable.said(text.english) - translatable.said(words),
        translatable.used(words) - translatable.used(text.english),
    )
    if lost:
        yield f"the English says {_braced(lost)} too; say it here as well"
    if unknown:
        yield f"{_braced(unknown)} is not in the English; use the same names"
    for forms in translatable.plurals(words, file.language):
        if missing := sorted(plural_forms(file.language) - forms):
            yield f"plural(…) needs {', '.join(missing)} as well in this language"
    yield from _too_long(file, text, words.strip())
    gone = translatable.numbers(text.english) - translatable.numbers(words)
    if text.section == "programs" and gone and "million" not in text.english:
        yield f"the English says {', '.join(sorted(gone))}; numbers must be the same"
    yield from _commands(english.commands, text, words)


def _too_long(file: WordFile, text: Text, words: str) -> Iterator[str]:
    """Words to tap that would be cut; those with something to fill in are looked at when they are."""
    label = text.key.endswith(".label")
    titled = label and ("flows", text.key.removesuffix("label") + "title") in file.texts
    if text.limit and not titled and not any(sign in words for sign in SIGNS) and len(words) > text.limit:
        advice = "shorten it, or add a `title` beside it" if label else "shorten it"
        yield f"{words!r} has {len(words)} characters, {text.limit} fit; {advice}"


def _commands(commands: Mapping[str, str], text: Text, words: str) -> Iterator[str]:
    """`*menu*` tells people what to type: its translation must be a word of the same command."""
    wanted = {commands[word] for word in map(normalise, _BOLD.findall(text.english)) if word in commands}
    offered = {commands.get(normalise(word), "") for word in _BOLD.findall(words)}
    for command in sorted(wanted - offered):
        yield f"the word in *…* for {command} must be one of {command} in commands.yaml"


def _braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{{ {name} }}}}" for name in sorted(names))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
