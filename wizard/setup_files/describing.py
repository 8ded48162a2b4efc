"""The setups that a file describes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wizard.profiles import AMAZON, UnknownProfile, supplier_profile
from wizard.setup_files.reading import FileRefused, Node
from wizard.setup_files.shapes import ANYTHING, SECRET, Fitting
from wizard.steps import WALKS

HEAD: Mapping[str, Any] = {
    "id": int,
    "organisation": str,
    "supplier": str,
    "marketplace": str,
    "group": str,
    "steps": ANYTHING,
}
FILE: Mapping[str, Any] = {"setups": [HEAD]}
SHOWN = 20
"""Problems said at once."""


@dataclass(frozen=True, slots=True)
class Description:
    """One setup of the file. ``number`` is 0 when it is found by its names; ``steps`` by slug, in the walk's order."""

    place: str
    number: int
    organisation: str
    supplier: str
    marketplace: str
    group: str
    steps: Mapping[str, Mapping[str, Any]]

    @property
    def names(self) -> tuple[str, str, str, str]:
        """What it is found by when it has no number."""
        return self.organisation, self.supplier, self.marketplace, self.group.lower()

    @property
    def title(self) -> str:
        named = ", ".join(filter(None, (self.group, self.marketplace, self.organisation)))
        return f"no. {self.number}, {named}" if self.number else named


def described(root: Node, folder: Path | None) -> list[Description]:
    """:param folder: where the profiles of more suppliers are, if anywhere
    :raises FileRefused: something stands in the file that must not, or lacks
    """
    fitting = Fitting()
    heads = fitting.fit(root, FILE, "").get("setups", [])
    found = [
        one
        for n, head in enumerate(heads, start=1)
        if (one := _described(head, f"setups[{n}]", root, folder, fitting))
    ]
    fitting.problems.extend(_twice(found))
    if not heads and not fitting.problems:
        fitting.problems.append("There are no setups in the file.")
    if fitting.problems:
        more = len(fitting.problems) - SHOWN
        raise FileRefused(
            *fitting.problems[:SHOWN], *([f"And {more:,} more like these."] if more > 0 else [])
        )
    return found


def _described(
    head: Mapping[str, Any], place: str, root: Node, folder: Path | None, fitting: Fitting
) -> Description | None:
    before = len(fitting.problems)
    if not head.get("organisation"):
        fitting.problems.append(f"{place}: name the organisation.")
    if not head.get("id") and not head.get("group"):
        fitting.problems.append(f"{place}: name the group, or give the setup's id.")
    supplier = head.get("supplier") or AMAZON
    try:
        walk = supplier_profile(supplier, folder).walk
    except UnknownProfile:
        fitting.problems.append(f"{place}.supplier: there is no profile of this name.")
        return None
    steps = head.get("steps", Node(root.line, {}))
    answers = fitting.fit(_without_by_hand(steps, walk, place, fitting), _steps_shape(walk), f"{place}.steps")
    if len(fitting.problems) > before:
        return None
    return Description(
        place=place,
        number=head.get("id", 0),
        organisation=head["organisation"],
        supplier=supplier,
        marketplace=head.get("marketplace", ""),
        group=head.get("group", ""),
        steps={slug: answers[slug] for slug in _steps_shape(walk) if slug in answers},
    )


def _steps_shape(walk: str) -> dict[str, dict[str, Any]]:
    return {
        step.slug: {name: SECRET if name in step.private else kind for name, kind in step.in_file.items()}
        for step in WALKS[walk]
        if not step.by_hand
    }


def _without_by_hand(node: Node, walk: str, place: str, fitting: Fitting) -> Node:
    """A step that no file can answer is not just unknown: it is said why."""
    if not isinstance(node.value, dict):
        return node
    by_hand = {step.slug: step.by_hand for step in WALKS[walk] if step.by_hand}
    for slug in by_hand.keys() & node.value.keys():
        fitting.refuse(
            node.value[slug], f"{place}.steps", f"“{slug}” cannot stand in a file. {by_hand[slug]}"
        )
    return Node(node.line, {slug: one for slug, one in node.value.items() if slug not in by_hand})


def _twice(found: list[Description]) -> Iterator[str]:
    first: dict[Any, str] = {}
    for one in found:
        for key in filter(None, (one.number, one.names if one.group else None)):
            if (earlier := first.setdefault(key, one.place)) != one.place:
                yield f"{one.place}: this is the same setup as {earlier}."
                break
