"""What Meta refuses in a message template, found before Meta sees it (CLOUD_API, section 9)."""

import re
import string
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from relaystack.engine.message_templates import MARKETING, VARIABLE, Button, MessageTemplate, Wording, fill, variables

NAME, HEADER, BODY, FOOTER, TITLE, URL, PHONE = 512, 60, 1024, 60, 25, 2000, 20
BUTTONS, LINKS, CALLS = 10, 2, 1
WORDS_EACH = 2  # Meta refuses more variables than about one for every two words
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
NEEDS_COUNTRY = {"pt": "pt_BR or pt_PT", "zh": "zh_CN, zh_HK or zh_TW", "rw": "rw_RW", "ky": "ky_KG"}
STOP = "stop"  # what the tap on a button to be left alone does
_LETTERS = re.compile(r"\w+")
_DENSE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")  # scripts without spaces between words
_MARKUP = re.compile(r"[*_~`\n]|[\U0001f000-\U0001faff\u2600-\u27bf]")

_AT = ("languages",)
Path = tuple[str | int, ...]
Problem = tuple[Path, str]


def of_template(template: MessageTemplate, stem: str, own: str) -> Iterator[Problem]:
    """All that is wrong, each with its place in the file. `stem` is the file's name, `own` the brand's language."""
    if not re.fullmatch(r"[a-z0-9_]{1,512}", template.name):
        yield ("name",), f"{template.name[:40]!r}: a name is made of a-z, 0-9 and _, at most {NAME} characters"
    elif template.name != stem:
        yield ("name",), f"the file must be named {template.name}.yaml, as the template in it"
    if own not in template.wordings:
        yield ("languages",), f"the words in the brand's own language ({own}) are missing; add them"
    problems: list[Problem] = []
    for language, wording in template.wordings.items():
        problems += [((*_AT, language, *path), problem) for path, problem in _wording(wording)]
        if problem := _language(language):
            problems.append(((*_AT, language), problem))
        if template.category == MARKETING and not any(_is_stop(button) for button in wording.buttons):
            problem = f"marketing needs a way out: a button `{{reply: …, does: {STOP}}}`"
            problems.append(((*_AT, language), problem))
    yield from problems or _unlike(template)


def _unlike(template: MessageTemplate) -> Iterator[Problem]:
    """Languages in which other things are filled in than in the first."""
    first = next(iter(template.wordings.values()))
    for language, wording in template.wordings.items():
        if different := set(wording.names) ^ set(first.names):
            told = ", ".join(sorted(different))
            yield (*_AT, language), f"{told}: not in both {first.language} and {language}; both must fill in the same"


def _language(language: str) -> str:
    if language in NEEDS_COUNTRY:
        return f"{language}: Meta asks for {NEEDS_COUNTRY[language]}"
    return "" if LANGUAGE.fullmatch(language) else f"{language!r} is no code of Meta's; codes are like en, en_US, pt_BR"


def _is_stop(button: Button) -> bool:
    return button.kind == "reply" and button.target == STOP


def _wording(wording: Wording) -> list[Problem]:
    """What is wrong in one language; examples are looked at when all else is right."""
    problems: list[Problem] = [(("header",), problem) for problem in _header(wording.header)]
    problems += [(("body",), problem) for problem in _body(wording)]
    if len(wording.footer) > FOOTER:
        told = f"a footer has at most {FOOTER} characters, this one {len(wording.footer)}; shorten it"
        problems.append((("footer",), told))
    if "{{" in wording.footer:
        problems.append((("footer",), "a footer cannot have anything filled in"))
    problems += _buttons(wording.buttons)
    return problems or list(_examples(wording))


def _examples(wording: Wording) -> Iterator[Problem]:
    for name in wording.names:
        if not wording.examples.get(name, "").strip():
            yield ("examples",), f"{name}: give an example of what is filled in; Meta's reviewers read it"
    for name in wording.examples.keys() - set(wording.names):
        yield ("examples", name), f"{name}: nothing here is filled in by that name; remove it"


def _header(header: str) -> Iterator[str]:
    yield from _names(header)
    if len(header) > HEADER:
        yield f"a header has at most {HEADER} characters, this one {len(header)}; shorten it"
    if len(VARIABLE.findall(header)) > 1:
        yield "a header has at most one thing to fill in"
    if _MARKUP.search(VARIABLE.sub("", header)):
        yield "a header is plain words in one line: no emoji, no * _ ~ `"


_NO_WORDS = string.whitespace + ".,;:!?…。，！？؟،¡¿।*_~()[]\"'«»“”-–—"  # Meta looks past marks at the ends


def _body(wording: Wording) -> Iterator[str]:
    body = wording.body
    yield from _names(body)
    longest = max(len(body), len(fill(body, wording.examples)))
    if longest > BODY:
        yield f"a body has at most {BODY} characters, this one {longest}; shorten it"
    words = body.strip(_NO_WORDS)
    if words.startswith("{{") or words.endswith("}}"):
        yield "a body may neither begin nor end with something to fill in; put words around it, marks do not count"
    if re.search(r"\}\}\s*\{\{", body):
        yield "two things to fill in stand side by side; put words between them"
    if re.search(r"\n{3}|\t| {5}", body):
        yield "no tabs, no more than one empty line together, no more than four spaces"
    count = len(VARIABLE.findall(body))
    if _words(VARIABLE.sub(" ", body)) < WORDS_EACH * count + 1:
        yield f"{count} things to fill in are too many for so few words; say more around them"


def _words(text: str) -> int:
    dense = len(_DENSE.findall(text))
    return len(_LETTERS.findall(_DENSE.sub(" ", text))) + dense // 2


def _names(text: str) -> Iterator[str]:
    for name in variables(text):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            yield f"{{{{{name}}}}}: what is filled in needs a name of a-z, 0-9 and _, like {{{{first_name}}}}"
    if VARIABLE.sub("", text).count("{{") or VARIABLE.sub("", text).count("}}"):
        yield "braces that do not match; write {{first_name}}"


def _buttons(buttons: tuple[Button, ...]) -> Iterator[Problem]:
    kinds = [button.kind for button in buttons]
    for kind, most in (("link", LINKS), ("call", CALLS)):
        if kinds.count(kind) > most:
            yield ("buttons",), f"at most {most} buttons with `{kind}`"
    if len(buttons) > BUTTONS:
        yield ("buttons",), f"at most {BUTTONS} buttons"
    replies = [kind == "reply" for kind in kinds]
    if sum(before != after for before, after in pairwise(replies)) > 1:
        yield ("buttons",), "keep the buttons with `reply` together, all before or all after the others"
    titles = [button.title for button in buttons]
    for index, button in enumerate(buttons):
        at = ("buttons", index)
        if len(button.title) > TITLE:
            yield at, f"{button.title!r} has {len(button.title)} characters; a button has at most {TITLE}"
        if "{{" in button.title or "\n" in button.title:
            yield at, "a button's title is plain words"
        if titles.index(button.title) < index:
            yield at, f"two buttons are named {button.title!r}"
        if problem := _TARGETS[button.kind](button.target):
            yield at, problem


def _url(url: str) -> str:
    bare, found = VARIABLE.sub("", url), VARIABLE.findall(url)
    if len(url) > URL or urlsplit(bare).scheme not in ("http", "https") or not urlsplit(bare).hostname:
        return f"`url` must be a web address (https://…) of at most {URL} characters"
    if found and (len(found) > 1 or not url.endswith("}}") or "{{" in "/".join(url.split("/")[:3])):
        return "only the end of an address can be filled in, once: https://example.com/{{page}}"
    return next(_names(url), "")


def _phone(phone: str) -> str:
    good = re.fullmatch(r"\+[0-9]{7,19}", phone)
    return "" if good else f"`phone` must be like +97145550100, at most {PHONE} characters"


_TARGETS = {"reply": lambda target: "", "link": _url, "call": _phone}
