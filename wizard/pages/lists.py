"""Lists of purchases: what is asked for stands in the address, and so does the place in the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from wizard.models import User
from wizard.pages import person, session
from wizard.pages.paging import after
from wizard.procurement.listing import Found, Shelf, found
from wizard.procurement.wanted import MODES, SORTS, Wanted, wanted_of, words_for


@dataclass(frozen=True)
class Listed:
    """What a template needs of a list. ``wrong`` are sentences about what cannot be asked for."""

    endpoint: str
    wanted: Wanted
    wrong: Sequence[str]
    page: Found[Any]
    statuses: Mapping[str, str]
    people: Mapping[int, str]
    modes: Mapping[str, str]
    sorts: Mapping[str, str]

    @property
    def top(self) -> str:
        """Address of the first page, or nothing when this is it."""
        return self._address(self.wanted) if after() is not None else ""

    @property
    def more(self) -> str:
        """Address of the next page, or nothing."""
        return self._address(self.wanted, after=self.page.following) if self.page.following else ""

    def ways_out(self) -> Iterator[tuple[str, str]]:
        """When nothing is found: what could be given up, and the address without it."""
        who = self.people.get(self.wanted.who, "")
        for name, words in words_for(self.wanted, self.statuses, who):
            yield words, self._address(self.wanted.without(name))

    def _address(self, wanted: Wanted, **more: Any) -> str:
        return url_for(self.endpoint, **wanted.asked(), **more)


def listed(shelf: Shelf[Any], endpoint: str, *options: Any) -> Listed:
    """The page of the list that the address asks for, of the person's own organisation."""
    organisation = int(person().organisation_id or 0)
    wanted, wrong = wanted_of(request.args, shelf.statuses)
    page = found(session(), shelf, organisation, wanted, after() or 0, options)
    return Listed(endpoint, wanted, wrong, page, shelf.statuses, people_of(organisation), MODES, SORTS)


def people_of(organisation: int) -> dict[int, str]:
    """Everybody who may have requested something, by name."""
    query = select(User.id, User.name).where(User.organisation_id == organisation)
    return {row.id: row.name for row in session().execute(query.order_by(User.name, User.id))}
