"""What the stand-in for Google Maps was asked: counts by service, and every search by its session token."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import asdict, dataclass, field
from threading import Lock
from typing import Any

MOST_SEARCHES = 500


@dataclass(slots=True)
class Search:
    """One session, as Google bills it: prompts until a place is picked. ``late``: prompts after that."""

    token: str
    key: str
    typed: list[str] = field(default_factory=list)
    picked: list[str] = field(default_factory=list)
    late: int = 0


class Asked:
    """Kept in memory, the last ``MOST_SEARCHES`` of them; several threads write."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[str] = Counter()
        self._searches: OrderedDict[str, Search] = OrderedDict()

    def counted(self, service: str) -> None:
        with self._lock:
            self._counts[service] += 1

    def typed(self, token: str, key: str, text: str) -> None:
        with self._lock:
            search = self._search(token, key)
            search.typed.append(text)
            search.late += bool(search.picked)

    def picked(self, token: str, key: str, place_id: str) -> None:
        with self._lock:
            self._search(token, key).picked.append(place_id)

    def told(self) -> dict[str, Any]:
        with self._lock:
            searches = [asdict(search) for search in self._searches.values()]
            return {"asked": dict(self._counts), "searches": searches}

    def _search(self, token: str, key: str) -> Search:
        search = self._searches.setdefault(token, Search(token, key))
        while len(self._searches) > MOST_SEARCHES:
            self._searches.popitem(last=False)
        return search
