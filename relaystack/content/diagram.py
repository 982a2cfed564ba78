"""The flows as one picture: Mermaid for documents, Graphviz for SVG."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from . import shapes
from .check.reach import MENU, resolved
from .flows import Source
from .folder import Content

LONGEST = 40  # characters of a label
NEWLINE = r"\n"  # as Graphviz writes it
_TAG, _NAME, _OTHER = (re.compile(p) for p in (r"{%.*?%}", r"{{ *([\w.]+) *}}", r"{{.*?}}"))
PAGE = """# The flows

All steps of all flows, made from the content folder by `flask flows diagram --page docs/flows.md`. Do not edit it.

A parallelogram asks, a hexagon offers options, a box does or says something. An arrow carries the answer or the option,
a dotted one a condition, or what comes later. Left out are ways back to the main menu (every step has one), and ways
back to a question whose answer is missing.

```mermaid
{picture}
```
"""


class NoGraphviz(Exception):
    """There is no `dot` to draw with."""


@dataclass(frozen=True)
class Step:
    """A box of the picture."""

    name: str
    kind: str
    label: str


@dataclass(frozen=True)
class Arrow:
    """A way from step to step; dotted where it holds only under a condition or comes later."""

    source: str
    target: str
    label: str
    dotted: bool = False


def page(content: Content) -> str:
    """A page for the documents."""
    return PAGE.format(picture=mermaid(content))


def mermaid(content: Content) -> str:
    """The picture in Mermaid's words."""
    shapes_of = {"ask": '[/"{}"/]', "choose": '{{"{}"}}', "act": '["{}"]'}
    lines = ["flowchart LR"]
    for name, source in content.sources.items():
        lines.append(f'  subgraph {name}_flow["{name}"]')
        for step in _steps(source):
            open_, close = shapes_of[step.kind].split("{}")
            lines.append(f"    {_id(step.name)}{open_}{_quoted(step.label, '<br/>')}{close}")
        lines.append("  end")
    for arrow in _arrows(content):
        line = "-.->" if arrow.dotted else "-->"
        label = f'|"{_quoted(arrow.label)}"|' if arrow.label else ""
        lines.append(f"  {_id(arrow.source)} {line}{label} {_id(arrow.target)}")
    return "\n".join(lines)


def draw(content: Content, file: Path) -> None:
    """Write the picture as SVG; raises NoGraphviz where `dot` is not installed."""
    program = which("dot")
    if program is None:
        raise NoGraphviz(
            "SVG needs Graphviz, and there is no `dot` here. Install it (Debian: apt install graphviz; macOS: "
            "brew install graphviz), or look at the Mermaid picture: flask flows diagram."
        )
    subprocess.run([program, "-Tsvg", "-o", str(file)], input=dot(content), text=True, check=True)  # noqa: S603


def dot(content: Content) -> str:
    """The picture in Graphviz's words."""
    forms = {"ask": "parallelogram", "choose": "hexagon", "act": "box"}
    lines = [
        "digraph flows {",
        '  rankdir=LR; node [fontname="sans-serif"]; edge [fontname="sans-serif", fontsize=10];',
    ]
    for name, source in content.sources.items():
        lines.append(f'  subgraph "cluster_{name}" {{ label="{name}"; fontname="sans-serif"; color="#999999";')
        lines += [
            f'    "{s.name}" [shape={forms[s.kind]}, label="{_quoted(s.label, NEWLINE)}"];' for s in _steps(source)
        ]
        lines.append("  }")
    for arrow in _arrows(content):
        style = ", style=dashed" if arrow.dotted else ""
        lines.append(f'  "{arrow.source}" -> "{arrow.target}" [label="{_quoted(arrow.label)}"{style}];')
    return "\n".join((*lines, "}"))


def _steps(source: Source) -> Iterator[Step]:
    for name, verbs in source.shape.steps.items():
        match verbs[-1]:
            case shapes.AskShape(ask=words):
                kind, does = "ask", _first_line(words)
            case shapes.ChooseShape(choose=words):
                kind, does = "choose", _first_line(words)
            case _:
                kind, does = "act", "\n".join(_done(verbs))
        yield Step(f"{source.shape.flow}.{name}", kind, f"{name}\n{does}".strip())


def _done(verbs: list[shapes.VerbShape]) -> Iterator[str]:
    for verb in verbs:
        if isinstance(verb, shapes.DoShape):
            yield verb.do.replace("_", " ")
        elif isinstance(verb, shapes.SayShape):
            yield _first_line(verb.say)


def _arrows(content: Content) -> list[Arrow]:
    """Every way but those to the main menu; several between two steps become one."""
    found: dict[tuple[str, str, bool], list[str]] = {}
    guards = {f"not {name}" for name in _answers(content)}
    for source in content.sources.values():
        for arrow in _of(source):
            target = resolved(arrow.target, source, content.sources)
            if target != MENU and arrow.label not in guards:
                found.setdefault((arrow.source, target, arrow.dotted), []).append(arrow.label)
    return [
        Arrow(start, end, _shortened(" / ".join(dict.fromkeys(filter(None, labels)))), dotted)
        for (start, end, dotted), labels in found.items()
    ]


def _answers(content: Content) -> Iterator[str]:
    """The names of what people answer, and of what comes back later."""
    yield "jobs"
    for source in content.sources.values():
        for verb in (verb for verbs in source.shape.steps.values() for verb in verbs):
            if isinstance(verb, shapes.AskShape | shapes.ChooseShape):
                yield verb.save


def _of(source: Source) -> Iterator[Arrow]:
    for step, verbs in source.shape.steps.items():
        here = f"{source.shape.flow}.{step}"
        for verb in verbs:
            match verb:
                case shapes.ChooseShape():
                    yield from (
                        Arrow(here, o.go, "one of them" if o.each else _shortened(o.label)) for o in verb.options
                    )
                case shapes.WhenShape():
                    yield Arrow(here, verb.go, verb.when.strip("{} "), dotted=True)
                case shapes.AskShape():
                    yield Arrow(here, verb.go, verb.answer.replace("_", " "))
                case shapes.GoShape():
                    yield Arrow(here, verb.go, "")
                case shapes.DoShape() if verb.then:
                    yield Arrow(here, verb.then, f"after {verb.do.replace('_', ' ')}", dotted=True)


def _first_line(words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip() and not line.strip().startswith("{%")]
    return _shortened(lines[0]) if lines else ""


def _shortened(words: str) -> str:
    """Words without their templates' signs: `Thank you, [name].`"""
    plain = _OTHER.sub("…", _NAME.sub(r"[\1]", _TAG.sub("", words))).replace("*", "").strip()
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _id(place: str) -> str:
    """A name that means nothing to Mermaid itself (`end` would)."""
    return place.replace(".", "__")


def _quoted(words: str, line_break: str = " ") -> str:
    """Words between double quotes; `#` begins a code in Mermaid."""
    plain = words.replace('"', "'").replace("\\", "").replace("#", "")
    return plain.replace("\n", line_break)
