"""E-mail addresses as people write them: what is one, what it is found by, and which nobody owns alone."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 254
_PART = r"[^\s\x00-\x1f\x7f@<>()\[\]{},;:\"\\|]+"
EDGES = ".'"
"""What neither half of an address begins or ends with."""
_ADDRESS = re.compile(rf"{_PART}@{_PART}")

SHARED = frozenset(
    """
    accounting accounts accountspayable accountsreceivable admin administration ap ar billing bookkeeping buying
    contact desk enquiries facilities finance frontdesk general hello helpdesk hr info inquiries invoice invoices
    it kitchen logistics mail mailroom maintenance marketing office officemanager operations ops order ordering
    orders payables payroll po procurement purchase purchases purchasing reception requisitions sales secretary
    service shared shipping shop store stores supplies support team treasury warehouse webmaster
    bestellung bestellungen buchhaltung buero büro einkauf empfang kontakt rechnung rechnungen sekretariat
    verwaltung achat achats accueil bureau commande commandes compta comptabilite comptabilité facturation
    administracion administración compras contabilidad facturas oficina pedidos recepcion recepción ufficio
    acquisti amministrazione contabilita contabilità ordini segreteria faturamento financeiro recepcao recepção
    inkoop administratie boekhouding receptie zakupy ksiegowosc księgowość biuro sekretariat 購買 経理 総務
    """.split()  # noqa: SIM905 - a table reads better than a list of quotes
)
"""Local parts that several people usually read: the usual ones of the marketplaces' languages."""
_MARKS = re.compile(r"[._-]")
_COUNTED = re.compile(r"[0-9]+\Z")


def is_address(text: str) -> bool:
    """Whether somebody could have this e-mail address. A domain without a dot is one inside a company."""
    if len(text) > LONGEST or not _ADDRESS.fullmatch(text):
        return False
    return all(
        part[0] not in EDGES and part[-1] not in EDGES and ".." not in part for part in text.split("@")
    )


def key(email: str) -> str:
    """What a person is found by: letter case does not tell two people apart."""
    return email.strip().casefold()


def without_plus(email: str) -> str:
    """The mailbox behind ``dana+amazon@…``: mail to it arrives at ``dana@…``."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}{local[1:].partition('+')[0]}@{domain}"


def local_part(email: str) -> str:
    return key(email).partition("@")[0]


def is_shared(email: str) -> bool:
    """Whether the name before the @ is one that several people usually read."""
    return _COUNTED.sub("", _MARKS.sub("", local_part(without_plus(email)))) in SHARED


def washed(text: str) -> str:
    """Without what copies bring along unseen: zero-width and soft marks, unusual spaces, full-width letters."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
