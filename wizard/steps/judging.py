"""What is wrong with four credentials, from the text alone: nothing here touches the network."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from wizard.outside.destinations import judge_url
from wizard.profiles import SupplierProfile, public_host
from wizard.steps.shapes import ADDRESSES, FIELDS, LABELS, LOOPBACK, Values, fits, host_of, on_host

UNKNOWN_SHAPE = {
    "from_identity": "credentials.identity_unknown_shape",
    "shared_secret": "credentials.secret_unknown_shape",
    "punchout_url": "credentials.punchout_url_unknown_shape",
    "order_url": "credentials.order_url_unknown_shape",
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing wrong with one field; ``facts`` fill the sentence and never hold the secret."""

    code: str
    field: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Bench:
    """Against what the values are judged."""

    supplier: SupplierProfile
    marketplace: str
    loopback: bool

    def fits(self, name: str, value: str) -> bool:
        return fits(name, value, self.supplier, loopback=self.loopback)

    def has_secret_for_identity(self, values: Values) -> bool:
        """Whether a secret stands in the identity's box, the same or another: then the identity is missing."""
        identity, secret = values.from_identity, values.shared_secret
        if self.fits("shared_secret", secret) and secret in identity:
            return True
        return self.fits("shared_secret", identity) and not self.fits("from_identity", identity)

    def hosts(self, url: str) -> tuple[str, ...]:
        """Where this address may lead."""
        listed = self.supplier.punchout_hosts + self.supplier.order_hosts
        return public_host(url) if self.supplier.open_hosts else listed

    def is_ours(self, url: str) -> bool:
        """Whether the address is a loopback supplier's, which belongs to no marketplace."""
        return self.loopback and host_of(url) == LOOPBACK


def judge(
    values: Values, supplier: SupplierProfile, marketplace: str, *, loopback: bool
) -> tuple[Doubt, ...]:
    """Every doubt about the values, at most one a field, in the order of the form.

    A marketplace the supplier does not have is not compared.
    """
    bench = _Bench(supplier, marketplace, loopback)
    sorted_out = unswap(values, supplier, loopback=loopback)
    moved = _moved(values, sorted_out) if sorted_out else ()
    # What will be missing once the values are in their own boxes is what is missing.
    settled = sorted_out or values
    missing = [name for name in FIELDS if not settled[name]]
    if bench.has_secret_for_identity(settled):
        missing.append("from_identity")
    swapped = next((name for name in moved if name not in missing), "")
    boxes = {"boxes": _listed([LABELS[name] for name in moved])}
    doubts = []
    for name in FIELDS:
        if name in missing:
            doubts.append(Doubt("credentials.missing", name, {"label": LABELS[name]}))
        elif name == swapped:
            doubts.append(Doubt("credentials.swapped", name, boxes))
        elif name not in moved:
            doubts.extend(_judge_one(name, values[name], bench))
    return tuple(doubts)


def unswap(values: Values, supplier: SupplierProfile, *, loopback: bool) -> Values | None:
    """The one arrangement in which every value that moves fits its new box, and more fit than do now.

    It moves no more than it must. None when the values are right already, or when two arrangements would do.
    """
    given = tuple(values[name] for name in FIELDS)
    fitting = {
        (name, value): not value or fits(name, value, supplier, loopback=loopback)
        for name in FIELDS
        for value in given
    }

    def moved(arrangement: tuple[str, ...]) -> list[tuple[str, str]]:
        return [
            place
            for place, now in zip(zip(FIELDS, arrangement, strict=True), given, strict=True)
            if place[1] != now
        ]

    def merit(arrangement: tuple[str, ...]) -> tuple[int, int]:
        fit = sum(fitting[place] for place in zip(FIELDS, arrangement, strict=True))
        return fit, -len(moved(arrangement))

    possible = {one for one in permutations(given) if all(fitting[place] for place in moved(one))}
    best = max(map(merit, possible))
    winners = [one for one in possible if merit(one) == best]
    return Values(*winners[0]) if len(winners) == 1 and winners[0] != given else None


def group_resembles(identity: str, group_name: str) -> bool:
    """Whether an identity (a name and ten digits) can belong to the group.

    The name is the group's or the organisation's, so the beginning of the group's name will do. Letter case,
    punctuation and accents do not count. A name in another script cannot be compared: it passes.
    """
    stem = re.sub(r"[0-9]{10}\Z", "", identity.strip())
    names, stems = _spellings(group_name), _spellings(stem)
    if not names or not stems:
        return True
    return any(
        ours == theirs or (len(theirs) >= 4 and ours.startswith(theirs)) for ours in names for theirs in stems
    )


def _judge_one(name: str, value: str, bench: _Bench) -> Iterator[Doubt]:
    code = _doubt_address(name, value, bench) if name in ADDRESSES else _doubt_word(name, value, bench)
    if code:
        place = bench.supplier.marketplaces.get(bench.marketplace)
        facts = {"label": LABELS[name], "supplier": bench.supplier.name}
        yield Doubt(code, name, facts | {"marketplace": place.title if place else bench.marketplace})


def _doubt_word(name: str, value: str, bench: _Bench) -> str | None:
    return None if bench.fits(name, value) else UNKNOWN_SHAPE[name]


def _doubt_address(name: str, url: str, bench: _Bench) -> str | None:
    if not _is_address(url):
        return UNKNOWN_SHAPE[name]
    hosts = bench.hosts(url)
    if code := judge_url(url, hosts, loopback=bench.loopback):
        return code
    if bench.fits(name, url):
        return None if _serves(name, url, bench) else "credentials.marketplace_mismatch"
    if name == "order_url" and bench.fits("punchout_url", url):
        return "credentials.order_url_is_generic"
    return UNKNOWN_SHAPE[name]


def _is_address(text: str) -> bool:
    """Whether it is meant as an address: with a scheme, or beginning with the name of a host."""
    return re.match(r"[a-z][a-z0-9+.-]*:/|([\w-]+\.)+[a-z]{2,}(?=[:/]|\Z)", text, re.IGNORECASE) is not None


def _serves(name: str, url: str, bench: _Bench) -> bool:
    place = bench.supplier.marketplaces.get(bench.marketplace)
    if place is None or bench.supplier.open_hosts or bench.is_ours(url):
        return True
    return on_host(host_of(url), place.punchout_hosts if name == "punchout_url" else place.order_hosts)


def _moved(values: Values, sorted_out: Values) -> tuple[str, ...]:
    return tuple(name for name in FIELDS if values[name] != sorted_out[name])


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _spellings(name: str) -> set[str]:
    """A name in plain letters and digits: accents taken off, left out with their letter, or written out."""
    folded = name.casefold()
    apart = unicodedata.normalize("NFKD", folded)
    if 2 * len(re.findall("[a-z]", apart)) < sum(letter.isalpha() for letter in folded):
        return set()
    umlauts = folded.translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"})
    return {re.sub(r"[^a-z0-9]", "", spelling) for spelling in (apart, folded, umlauts)} - {""}
