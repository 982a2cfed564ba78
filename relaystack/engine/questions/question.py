"""A meaning with what it takes to answer it: which programmes are meant by what was named, and by what is in focus."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..catalogue import Catalogue, Program
from .focus import Focus
from .meaning import Meaning
from .subjects import CATEGORY, DESTINATION, ORIGIN

SIDE_BY_SIDE = 3  # programmes at most
FEW_FOR_ANOTHER = 5  # words of "and the urban one?": in a longer message such a word may mean anything
CITIZEN = "citizenship"  # what a programme grants whose passport somebody may have
TRAVEL = "travel"  # the topic of where a passport leads


@dataclass(frozen=True)
class Question:
    """A meaning with what it takes to answer it."""

    meaning: Meaning
    catalogue: Catalogue
    focus: Focus
    budget: int = 0
    known: bool = False  # who asks has left their details already

    @cached_property
    def groups(self) -> list[list[Program]]:
        """For each country of ours that is named, its programmes as far as the words tell them apart."""
        codes = self._held if self._only_visited and self._held else self._asked_about or self._held
        return [found for code in codes if (found := self.narrowed(self.catalogue.in_country(code)))]

    @property
    def _asked_about(self) -> tuple[str, ...]:
        """The countries that are asked about: "does a Grenada passport give a US visa" is about Grenada alone."""
        m = self.meaning
        giving = tuple(code for code in m.countries if self._gives_passports(code))
        visa_by_passport = m.topics[:1] == (TRAVEL,) and CITIZEN in m.grants
        alone = len(giving) > 1 or "compare" not in m.asks  # "a US visa or a Grenada passport" are two
        return giving if visa_by_passport and giving and alone else m.countries

    @property
    def _only_visited(self) -> bool:
        """Whether no country is named but to travel to."""
        return all(one.role == DESTINATION for one in self.meaning.subjects)

    @property
    def _held(self) -> tuple[str, ...]:
        """Countries whose passport somebody would use: "can I visit the UK with a Grenada passport"."""
        named = (one.code for one in self.meaning.elsewhere if one.role == ORIGIN and one.people)
        return tuple(code for code in named if self._gives_passports(code))

    def _gives_passports(self, code: str) -> bool:
        return any(p.grants == CITIZEN and p.status == "open" for p in self.catalogue.in_country(code))

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """Countries that are asked for, and where we have nothing."""
        return tuple(code for code in self.meaning.countries if not self.catalogue.in_country(code))

    @property
    def category(self) -> str:
        """The category that is named."""
        return self.meaning.category.removeprefix(CATEGORY)

    @cached_property
    def in_focus(self) -> list[Program]:
        """The programmes spoken of last."""
        programs = [p for id in self.focus.programs if (p := self.catalogue.get(id))]
        return self.narrowed(programs) if len(programs) > 1 else programs

    @property
    def hinted(self) -> list[Program]:
        """Programmes that words tell of without their country ("retirement visa"), where no others are meant."""
        found = [p for p in self.catalogue if p.id in self.meaning.sure]
        return found if len({p.country_code for p in found}) == 1 and len(found) <= SIDE_BY_SIDE else []

    def narrowed(self, programs: Sequence[Program]) -> list[Program]:
        """Those that the words tell of best; else the open ones, else all."""
        told_by = {p.id: self._told_by(p) for p in programs}
        best = max(told_by.values(), default=0)
        told = [p for p in programs if best and told_by[p.id] == best]
        return told or [p for p in programs if p.status == "open"] or list(programs)

    def _told_by(self, program: Program) -> int:
        """How many words tell of a programme."""
        at = (at for id, at in self.meaning.hints.items() if program.id.startswith(id))
        return len(frozenset().union(*at))

    @cached_property
    def one_group(self) -> tuple[Program, ...]:
        """The programmes that are meant, where they are of one country; beside one in focus also its neighbours."""
        groups = self.groups
        if len(groups) == 1:
            return tuple(groups[0])
        if groups:
            return ()
        return self._beside_focus or tuple(self.hinted)

    @property
    def _beside_focus(self) -> tuple[Program, ...]:
        """Other programmes of the country in focus, where words tell of them: "and the rural one?"."""
        if not self.in_focus or self.elsewhere:
            return ()
        siblings = self.narrowed(self.catalogue.in_country(self.in_focus[0].country_code))
        open_ones = [p for p in siblings if p.status == "open"]
        told = any(p.id.startswith(id) for p in siblings for id in self.meaning.sure)
        told |= self.meaning.length <= FEW_FOR_ANOTHER and any(p.id in self.meaning.hints for p in open_ones)
        return tuple(siblings) if told and siblings != self.in_focus else ()
