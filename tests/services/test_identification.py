"""Who is who, case by case?"""

import pytest

from relaystack.engine.updates import Identity
from relaystack.services.contacts.identification import Person, Register

PHONE, OTHER = "15550160001", "15550160002"
Keys = tuple[str | None, str | None, str | None]  # phone, BSUID, former BSUID


def known(*people: Keys) -> Register:
    """A register of contacts numbered from 1."""
    register = Register()
    register.add(
        Person(id, phone, None, bsuid, former, None, "", "en", None, None, None)
        for id, (phone, bsuid, former) in enumerate(people, 1)
    )
    return register


def keys(register: Register) -> list[Keys]:
    return [(person.phone, person.bsuid, person.former_bsuid) for person in register.people]


def conflicts(register: Register) -> list[tuple[int, int]]:
    return [(conflict.person.id, conflict.owner.id) for conflict in register.conflicts]


@pytest.mark.parametrize(
    ("before", "message", "after", "sender"),
    [
        pytest.param((PHONE, "US.1", None), Identity(PHONE, "US.1"), [(PHONE, "US.1", None)], 1, id="as before"),
        pytest.param((PHONE, "US.1", None), Identity(None, "US.1"), [(PHONE, "US.1", None)], 1, id="number hidden"),
        pytest.param((None, "US.1", None), Identity(PHONE, "US.1"), [(PHONE, "US.1", None)], 1, id="number shown"),
        pytest.param((PHONE, "US.1", None), Identity(OTHER, "US.1"), [(OTHER, "US.1", None)], 1, id="number changed"),
        pytest.param(
            (PHONE, "US.1", None),
            Identity(PHONE, "US.2"),
            [(None, "US.1", None), (PHONE, "US.2", None)],
            0,
            id="number passed on",
        ),
        pytest.param(
            (OTHER, "US.2", "US.1"),
            Identity(PHONE, "US.1"),
            [(OTHER, "US.2", "US.1")],
            1,
            id="late, under a former BSUID",
        ),
    ],
)
def test_a_message_finds_its_sender_and_teaches_what_is_new(
    before: Keys, message: Identity, after: list[Keys], sender: int
) -> None:
    register = known(before)
    assert register.person(message).id == sender
    assert keys(register) == after
    assert conflicts(register) == []


def test_a_late_message_under_a_former_bsuid_takes_no_number_from_its_new_owner() -> None:
    register = known((OTHER, "US.2", "US.1"), (PHONE, "US.9", None))
    assert register.person(Identity(PHONE, "US.1")).id == 1
    assert keys(register) == [(OTHER, "US.2", "US.1"), (PHONE, "US.9", None)]


def test_two_contacts_that_one_message_names_are_told_apart_and_noted() -> None:
    register = known((PHONE, None, None), (None, "US.1", None))
    assert register.person(Identity(PHONE, "US.1")).id == 2
    assert keys(register) == [(PHONE, None, None), (None, "US.1", None)]
    assert conflicts(register) == [(2, 1)]


def test_a_person_that_nobody_can_be_is_not_found_by_the_number_alone() -> None:
    register = known((PHONE, "US.9", None))
    assert register.known(Identity(PHONE, "US.1")) is None
    assert keys(register) == [(PHONE, "US.9", None)]


def test_the_address_follows_the_form_that_came_last() -> None:
    register = known(("5511987654321", None, None))
    brazil = register.person(Identity("5511987654321", wa_id="551187654321"))
    assert brazil.wa_id == "551187654321"
    register.person(Identity("5511987654321"))
    assert [brazil.phone, brazil.wa_id] == ["5511987654321", None]


def test_a_number_that_changes_hands_twice_in_one_body_ends_with_the_last() -> None:
    register = known()
    for bsuid in ("US.1", "US.2", "US.3"):
        register.person(Identity(PHONE, bsuid))
    assert keys(register) == [(None, "US.1", None), (None, "US.2", None), (PHONE, "US.3", None)]
    assert [person.bsuid for person in register.new] == ["US.1", "US.2", "US.3"]
