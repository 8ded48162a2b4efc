"""The keys the stand-in knows, as one table: what each opens, or how it fails.

Shorter than Google's, so that nobody takes them for real ones; they begin the same way, because Google's own
client looks at that.
"""

from __future__ import annotations

from dataclasses import dataclass

from wizard.simulator import odd_answers as say
from wizard.simulator.odd_answers import Instead

PLACES, LEGACY, GEOCODING = "places", "legacy_places", "geocoding"
GOOD_KEY = "AIza-stand-in-good"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What Google says no with: HTTP status, status and reason of the new services, status of the old ones."""

    http: int
    status: str
    reason: str
    old_status: str
    words: str
    old_words: str


@dataclass(frozen=True, slots=True)
class Key:
    """``opens``: the services that answer; the others refuse with ``NOT_ENABLED``.

    ``refusal`` is what every service says no with; ``instead`` is what leaves in place of any answer.
    """

    text: str
    name: str
    words: str
    opens: tuple[str, ...] = ()
    refusal: Refusal | None = None
    instead: Instead | None = None

    def refuses(self, service: str) -> Refusal | None:
        return self.refusal or (None if service in self.opens else NOT_ENABLED)


NO_KEY = Refusal(
    403,
    "PERMISSION_DENIED",
    "",
    "REQUEST_DENIED",
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or "
    "other form of API consumer identity to call this API.",
    "You must use an API key to authenticate each request to Google Maps Platform APIs.",
)
INVALID = Refusal(
    400,
    "INVALID_ARGUMENT",
    "API_KEY_INVALID",
    "REQUEST_DENIED",
    "API key not valid. Please pass a valid API key.",
    "The provided API key is invalid.",
)
NOT_ENABLED = Refusal(
    403,
    "PERMISSION_DENIED",
    "SERVICE_DISABLED",
    "REQUEST_DENIED",
    "Places API (New) has not been used in this project before or it is disabled.",
    "You're calling a legacy API, which is not enabled for your project. To get newer features and more "
    "functionality, switch to the Places API (New) or Routes API.",
)
BLOCKED = Refusal(
    403,
    "PERMISSION_DENIED",
    "API_KEY_IP_ADDRESS_BLOCKED",
    "REQUEST_DENIED",
    "The provided API key has an IP address restriction. The originating IP address of the call violates "
    "this restriction.",
    "This IP, site or mobile application is not authorized to use this API key.",
)
USED_UP = Refusal(
    429,
    "RESOURCE_EXHAUSTED",
    "RATE_LIMIT_EXCEEDED",
    "OVER_QUERY_LIMIT",
    "Quota exceeded for quota metric 'AutocompletePlaces requests' and limit 'AutocompletePlaces requests "
    "per minute' of service 'places.googleapis.com'.",
    "You have exceeded your rate-limit for this API.",
)
TROUBLE = Refusal(
    503,
    "UNAVAILABLE",
    "",
    "UNKNOWN_ERROR",
    "The service is currently unavailable.",
    "The server could not process the request.",
)

# fmt: off
TABLE = (
    Key(GOOD_KEY, "good", "A key of today: Places API (New) and geocoding.", opens=(PLACES, GEOCODING)),
    Key(
        "AIza-stand-in-legacy", "legacy", "A key of old: only legacy Places and geocoding.",
        opens=(LEGACY, GEOCODING),
    ),
    Key(
        "AIza-stand-in-geocoding", "geocoding", "Only geocoding: whole words, no prompts while typing.",
        opens=(GEOCODING,),
    ),
    Key("AIza-stand-in-nothing", "nothing", "No service is switched on for it."),
    Key("AIza-stand-in-blocked", "blocked", "Not to be used from this address.", refusal=BLOCKED),
    Key("AIza-stand-in-quota", "quota", "Its searches are used up.", refusal=USED_UP),
    Key("AIza-stand-in-trouble", "trouble", "Google is in trouble (503).", refusal=TROUBLE),
    Key("AIza-stand-in-slow", "slow", "Not a word for 90 seconds.", instead=say.slow),
    Key("AIza-stand-in-closing", "closing", "The connection is closed without a word.", instead=say.hang_up),
    Key("AIza-stand-in-reset", "reset", "The connection is torn down (RST).", instead=say.reset),
    Key("AIza-stand-in-web-page", "web-page", "A sign-in page comes, with HTTP 200.", instead=say.web_page),
)
# fmt: on
UNKNOWN = Key("", "unknown", "Not valid.", refusal=INVALID)
MISSING = Key("", "none", "Without a key nobody is let in.", refusal=NO_KEY)
_KEYS = {key.text: key for key in TABLE}


def key_of(text: str) -> Key:
    return _KEYS.get(text, UNKNOWN) if text else MISSING
