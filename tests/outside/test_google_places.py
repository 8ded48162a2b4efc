"""Address search with Google, played by a server on this machine."""

import json
import logging
import threading
import traceback
from datetime import UTC

import pytest

from wizard.outside import GooglePlaces, NoAddresses, the_world
from wizard.outside.addresses import MapsFailed, Place, Suggestion
from wizard.settings import from_environment

KEY = "AIzaCanaryKey0123456789"
SESSION = "0b7f7c1e-one-search"

NEW_SUGGEST = "POST /v1/places:autocomplete"
NEW_DETAILS = "GET /v1/places/"
OLD_SUGGEST = "GET /maps/api/place/autocomplete/json"
OLD_DETAILS = "GET /maps/api/place/details/json"
GEOCODE = "GET /maps/api/geocode/json"

SUGGESTIONS = {
    "suggestions": [
        {
            "placePrediction": {
                "placeId": "ChIJmountain",
                "text": {"text": "1600 Amphitheatre Parkway, Mountain View, CA, USA"},
                "structuredFormat": {
                    "mainText": {"text": "1600 Amphitheatre Parkway", "matches": [{"endOffset": 4}]},
                    "secondaryText": {"text": "Mountain View, CA, USA"},
                },
            }
        },
        {"queryPrediction": {"text": {"text": "1600"}}},
        {"placePrediction": {"placeId": "ChIJbare", "text": {"text": "1600 Somewhere"}}},
    ]
}

US_COMPONENTS = [
    ("1600", "1600", "street_number"),
    ("Amphitheatre Parkway", "Amphitheatre Pkwy", "route"),
    ("Mountain View", "Mountain View", "locality", "political"),
    ("California", "CA", "administrative_area_level_1", "political"),
    ("United States", "US", "country", "political"),
    ("94043", "94043", "postal_code"),
]
US_FORMATTED = "1600 Amphitheatre Pkwy Building 43, Mountain View, CA 94043, USA"


def components(parts, long="longText", short="shortText"):
    return [{long: part[0], short: part[1], "types": list(part[2:])} for part in parts]


US_PLACE = {
    "id": "ChIJmountain",
    "formattedAddress": US_FORMATTED,
    "addressComponents": components(US_COMPONENTS),
    "postalAddress": {
        "regionCode": "US",
        "languageCode": "en-US",
        "postalCode": "94043",
        "administrativeArea": "California",
        "locality": "Mountain View",
        "addressLines": ["1600 Amphitheatre Pkwy", "Building 43"],
    },
}


def error(status, word, *reasons, message="the key is " + KEY):
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason} for reason in reasons]
    return status, {"error": {"code": status, "message": message, "status": word, "details": details}}


OFF = error(403, "PERMISSION_DENIED", "SERVICE_DISABLED")
DENIED = (200, {"status": "REQUEST_DENIED", "error_message": "legacy API; the key is " + KEY})


@pytest.fixture
def google(supplier_that, answers):
    """Google, answering ``(status, json)`` by the start of the request line; anything else is not found."""

    def open_(routes):
        def behave(peer):
            request = peer.request()
            asked.append(request)
            found = next((routes[start] for start in routes if request.startswith(start.encode())), (404, {}))
            status, body = found
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
            answers(body, status=f"{status} X")(peer)

        asked = []
        server = supplier_that(behave, reads=False)
        server.requests = asked
        server.engine = GooglePlaces(KEY, f"http://127.0.0.1:{server.port}/")
        return server

    return open_


def suggest(server, text="1600 Amph", country="US"):
    return server.engine.suggest(text, country=country, session=SESSION)


def details(server, place_id="ChIJmountain"):
    return server.engine.details(place_id, session=SESSION)


def sent(request):
    head, _, body = request.partition(b"\r\n\r\n")
    return head.decode(), json.loads(body) if body else None


def failure_of(ask, *args):
    with pytest.raises(MapsFailed) as failed:
        ask(*args)
    return failed.value


def test_it_prompts_with_places_and_google_s_attribution(google):
    assert suggest(google({NEW_SUGGEST: (200, SUGGESTIONS)})) == [
        Suggestion("ChIJmountain", "1600 Amphitheatre Parkway", "Mountain View, CA, USA", "Google Maps"),
        Suggestion("ChIJbare", "1600 Somewhere", "", "Google Maps"),
    ]


def test_it_asks_within_the_country_and_the_session(google):
    server = google({NEW_SUGGEST: (200, {})})
    suggest(server, "  Main St  ", "GB")
    head, body = sent(server.requests[0])
    assert body == {"input": "Main St", "includedRegionCodes": ["gb"], "sessionToken": SESSION}
    assert f"X-Goog-Api-Key: {KEY}" in head
    assert KEY not in head.splitlines()[0]


def test_it_asks_everywhere_when_no_country_is_chosen(google):
    server = google({NEW_SUGGEST: (200, {})})
    assert server.engine.suggest("Main", country=None, session="") == []
    assert sent(server.requests[0])[1] == {"input": "Main"}


def test_it_does_not_ask_for_nothing(google):
    server = google({NEW_SUGGEST: (200, SUGGESTIONS)})
    assert (suggest(server, "   "), server.visits) == ([], 0)


def test_it_does_not_send_a_whole_novel(google):
    server = google({NEW_SUGGEST: (200, {})})
    suggest(server, "x" * 100_000)
    assert len(sent(server.requests[0])[1]["input"]) == 200


def test_no_hits_is_an_empty_list(google):
    assert suggest(google({NEW_SUGGEST: (200, {})})) == []


def test_picking_one_fills_the_fields(google):
    server = google({NEW_DETAILS: (200, US_PLACE)})
    assert details(server) == Place(
        place_id="ChIJmountain",
        country="US",
        street1="1600 Amphitheatre Pkwy",
        street2="Building 43",
        city="Mountain View",
        state="CA",
        postal_code="94043",
        formatted=US_FORMATTED,
        attribution="Google Maps",
        state_names=("California", "California", "CA"),
    )
    head, _ = sent(server.requests[0])
    assert f"GET /v1/places/ChIJmountain?sessionToken={SESSION} HTTP/1.1" in head
    assert "X-Goog-FieldMask: id,formattedAddress,addressComponents,postalAddress" in head


def test_a_place_id_cannot_leave_its_place_in_the_address(google):
    server = google({NEW_DETAILS: (200, US_PLACE)})
    details(server, "../../v1/x?y=z#é")
    assert b"GET /v1/places/..%2F..%2Fv1%2Fx%3Fy%3Dz%23%C3%A9?" in server.requests[0]


BERLIN = [
    ("5", "5", "street_number"),
    ("Hauptstraße", "Hauptstr.", "route"),
    ("Berlin", "Berlin", "locality", "political"),
    ("Berlin", "BE", "administrative_area_level_1", "political"),
    ("Germany", "DE", "country", "political"),
    ("10827", "10827", "postal_code"),
]
LONDON = [
    ("Flat 3", "Flat 3", "subpremise"),
    ("10", "10", "street_number"),
    ("High Street", "High St", "route"),
    ("Hampstead", "Hampstead", "locality", "political"),
    ("London", "London", "postal_town"),
    ("England", "England", "administrative_area_level_1", "political"),
    ("United Kingdom", "GB", "country", "political"),
    ("NW3 1AA", "NW3 1AA", "postal_code"),
]
SAO_PAULO = [
    ("1578", "1578", "street_number"),
    ("Avenida das Jacarandás", "Av. das Jacarandás", "route"),
    ("Bela Vista", "Bela Vista", "sublocality_level_1", "sublocality", "political"),
    ("São Paulo", "São Paulo", "administrative_area_level_2", "political"),
    ("São Paulo", "SP", "administrative_area_level_1", "political"),
    ("Brazil", "BR", "country", "political"),
    ("01310-200", "01310-200", "postal_code"),
]
BENGALURU = [
    ("42", "42", "street_number"),
    ("Banyan Tree Road", "Banyan Tree Rd", "route"),
    ("Ashok Nagar", "Ashok Nagar", "sublocality_level_1", "sublocality", "political"),
    ("Bengaluru", "Bengaluru", "locality", "political"),
    ("Karnataka", "KA", "administrative_area_level_1", "political"),
    ("India", "IN", "country", "political"),
    ("560001", "560001", "postal_code"),
]
TOKYO = [
    ("12", "12", "premise"),
    ("3 Chome", "3 Chome", "sublocality_level_3", "sublocality", "political"),
    ("Minato City", "Minato City", "locality", "political"),
    ("Tokyo", "Tokyo", "administrative_area_level_1", "political"),
    ("Japan", "JP", "country", "political"),
    ("105-0022", "105-0022", "postal_code"),
]
HONG_KONG = [
    ("88", "88", "street_number"),
    ("Camphor Street", "Camphor St", "route"),
    ("Mong Kok", "Mong Kok", "neighborhood", "political"),
    ("Kowloon", "Kowloon", "administrative_area_level_1", "political"),
    ("Hong Kong", "HK", "country", "political"),
]
PARIS = [
    ("45", "45", "street_number"),
    ("Quai des Tilleuls", "Quai des Tilleuls", "route"),
    ("Paris", "Paris", "locality", "political"),
    ("France", "FR", "country", "political"),
    ("75372", "75372", "postal_code"),
]
# country, street1, street2, city, state, postal_code
WHOLE = {
    "number before the street": (
        US_COMPONENTS,
        US_FORMATTED,
        ("US", "1600 Amphitheatre Parkway", "", "Mountain View", "CA", "94043"),
    ),
    "number after the street": (
        BERLIN,
        "Hauptstraße 5, 10827 Berlin, Germany",
        ("DE", "Hauptstraße 5", "", "Berlin", "BE", "10827"),
    ),
    "post town and flat": (
        LONDON,
        "Flat 3, 10 High St, London NW3 1AA, UK",
        ("GB", "10 High Street", "Flat 3", "London", "England", "NW3 1AA"),
    ),
    "a quarter beside the city": (
        SAO_PAULO,
        "Av. das Jacarandás, 1578 - Bela Vista, São Paulo - SP, 01310-200, Brazil",
        ("BR", "Avenida das Jacarandás, 1578", "Bela Vista", "São Paulo", "SP", "01310-200"),
    ),
    "a number with a comma before the street": (
        BENGALURU,
        "42, Banyan Tree Rd, Ashok Nagar, Bengaluru, Karnataka 560001, India",
        ("IN", "42, Banyan Tree Road", "Ashok Nagar", "Bengaluru", "KA", "560001"),
    ),
    "numbered blocks in place of streets": (
        TOKYO,
        "3 Chome-7-12 Shiokaze, Minato City, Tokyo 105-0022, Japan",
        ("JP", "3 Chome-7-12 Shiokaze", "", "Minato City", "Tokyo", "105-0022"),
    ),
    "a block whose whole line is not to be had": (
        TOKYO,
        "〒105-0022 東京都港区潮風3丁目7−12",
        ("JP", "", "", "Minato City", "Tokyo", "105-0022"),
    ),
    "a city of quarters without postcodes": (
        HONG_KONG,
        "88 Camphor St, Mong Kok, Hong Kong",
        ("HK", "88 Camphor Street", "", "Mong Kok", "Kowloon", ""),
    ),
    "letters for large receivers": (
        PARIS,
        "45 Quai des Tilleuls, 75372 Paris CEDEX 08, France",
        ("FR", "45 Quai des Tilleuls", "", "Paris CEDEX 08", "", "75372"),
    ),
    "a town without streets": (BERLIN[2:], "10827 Berlin, Germany", ("DE", "", "", "Berlin", "BE", "10827")),
}


def filled(place):
    return (place.country, place.street1, place.street2, place.city, place.state, place.postal_code)


@pytest.mark.parametrize(("parts", "formatted", "fields"), WHOLE.values(), ids=WHOLE)
def test_a_place_without_postal_address_is_put_together_from_its_parts(google, parts, formatted, fields):
    place = {"formattedAddress": formatted, "addressComponents": components(parts)}
    assert filled(details(google({NEW_DETAILS: (200, place)}))) == fields


def test_a_country_whose_addresses_name_no_state_gets_none(google):
    postal = {
        "regionCode": "DE",
        "postalCode": "10827",
        "locality": "Berlin",
        "addressLines": ["Hauptstr. 5"],
    }
    place = {"formattedAddress": "", "addressComponents": components(BERLIN), "postalAddress": postal}
    assert filled(details(google({NEW_DETAILS: (200, place)}))) == (
        ("DE", "Hauptstr. 5", "", "Berlin", "", "10827")
    )


def test_a_city_that_is_only_a_sublocality_is_filled_in(google):
    place = {"postalAddress": {"regionCode": "US", "sublocality": "Brooklyn", "administrativeArea": "NY"}}
    assert filled(details(google({NEW_DETAILS: (200, place)}))) == ("US", "", "", "Brooklyn", "NY", "")


def test_a_postal_address_keeps_its_quarter_and_its_sorting_code(google):
    postal = {
        "regionCode": "FR",
        "locality": "Paris",
        "sublocality": "La Défense",
        "sortingCode": "CEDEX 08",
        "addressLines": ["45 Quai des Tilleuls"],
    }
    place = details(google({NEW_DETAILS: (200, {"postalAddress": postal})}))
    assert (place.street2, place.city) == ("La Défense", "Paris CEDEX 08")


def test_a_state_comes_with_its_other_names_the_surest_first(google):
    postal = {"regionCode": "IN", "administrativeArea": "Karnataka", "locality": "Bengaluru"}
    place = {"addressComponents": components(BENGALURU), "postalAddress": postal}
    found = details(google({NEW_DETAILS: (200, place)}))
    assert (found.state, found.state_names) == ("KA", ("Karnataka", "Karnataka", "KA"))


REFUSALS = {
    "a wrong key": (error(400, "INVALID_ARGUMENT", "API_KEY_INVALID"), "maps.key_refused"),
    "no key": (error(401, "UNAUTHENTICATED"), "maps.key_refused"),
    "too many questions": (error(429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED"), "maps.over_quota"),
    "a bad question": (error(400, "INVALID_ARGUMENT"), "maps.unreachable"),
    "an unknown place": (error(404, "NOT_FOUND"), "maps.unreachable"),
    "trouble": (error(500, "INTERNAL"), "maps.unreachable"),
    "a web page": ((200, b"<html>sign in</html>"), "maps.unreachable"),
    "a web page and an error": ((502, b"<html>bad gateway</html>"), "maps.unreachable"),
    "a list": ((200, []), "maps.unreachable"),
    "strange suggestions": ((200, {"suggestions": ["x"]}), "maps.unreachable"),
    "suggestions without id": (
        (200, {"suggestions": [{"placePrediction": {"text": 1}}]}),
        "maps.unreachable",
    ),
    "a redirect": ((302, b""), "maps.unreachable"),
    "an answer too large": ((200, b" " * 2_100_000), "maps.unreachable"),
    "a strange error": ((403, {"error": "no"}), "maps.unreachable"),
    "a stranger error": ((403, {"error": {"details": [None], "status": {}}}), "maps.unreachable"),
}


@pytest.mark.parametrize(("reply", "code"), REFUSALS.values(), ids=REFUSALS)
def test_google_refuses_and_the_code_says_why(google, reply, code):
    server = google({NEW_SUGGEST: reply})
    assert failure_of(suggest, server).code == code
    assert server.visits == 1


def test_strange_details_are_not_the_end_of_the_form(google):
    server = google({NEW_DETAILS: (200, {"addressComponents": 5})})
    assert failure_of(details, server).code == "maps.unreachable"


PREDICTIONS = {
    "status": "OK",
    "predictions": [
        {
            "place_id": "ChIJmountain",
            "description": "1600 Amphitheatre Parkway, Mountain View",
            "structured_formatting": {
                "main_text": "1600 Amphitheatre Parkway",
                "secondary_text": "Mountain View",
            },
        },
        {"place_id": "ChIJbare", "description": "1600 Somewhere"},
    ],
}
OLD_PLACE = {
    "formatted_address": US_FORMATTED,
    "address_components": components(US_COMPONENTS, "long_name", "short_name"),
}


def test_a_key_with_only_the_old_places_still_prompts(google):
    server = google({NEW_SUGGEST: OFF, OLD_SUGGEST: (200, PREDICTIONS)})
    assert suggest(server) == [
        Suggestion("ChIJmountain", "1600 Amphitheatre Parkway", "Mountain View", "Google Maps"),
        Suggestion("ChIJbare", "1600 Somewhere", "", "Google Maps"),
    ]
    asked = server.requests[1].split(b"\r\n")[0].decode()
    assert "components=country%3Aus" in asked
    assert f"sessiontoken={SESSION}" in asked


def test_a_key_with_only_the_old_places_still_fills_the_fields(google):
    server = google({NEW_DETAILS: OFF, OLD_DETAILS: (200, {"status": "OK", "result": OLD_PLACE})})
    place = details(server)
    assert filled(place) == ("US", "1600 Amphitheatre Parkway", "", "Mountain View", "CA", "94043")
    assert (place.place_id, place.attribution) == ("ChIJmountain", "Google Maps")


def test_a_key_with_only_geocoding_still_finds_whole_addresses(google):
    found = {"status": "OK", "results": [{"place_id": "ChIJmountain", **OLD_PLACE}]}
    server = google(
        {NEW_SUGGEST: OFF, NEW_DETAILS: OFF, OLD_SUGGEST: DENIED, OLD_DETAILS: DENIED, GEOCODE: (200, found)}
    )
    assert suggest(server) == [Suggestion("ChIJmountain", US_FORMATTED, "", "Google Maps")]
    assert filled(details(server))[1] == "1600 Amphitheatre Parkway"


def test_a_key_that_opens_nothing_is_refused_with_the_first_reason(google):
    server = google({NEW_SUGGEST: OFF, OLD_SUGGEST: DENIED, GEOCODE: DENIED})
    failed = failure_of(suggest, server)
    assert (failed.code, failed.seen) == ("maps.key_refused", "HTTP 403 PERMISSION_DENIED SERVICE_DISABLED")
    assert server.visits == 3


OLD_REFUSALS = {
    "too many today": ((200, {"status": "OVER_DAILY_LIMIT"}), "maps.over_quota"),
    "too many at once": ((200, {"status": "OVER_QUERY_LIMIT"}), "maps.over_quota"),
    "a bad question": ((200, {"status": "INVALID_REQUEST"}), "maps.unreachable"),
    "trouble": ((503, b""), "maps.unreachable"),
    "not found": ((404, b""), "maps.unreachable"),
    "a web page": ((200, b"<html>"), "maps.unreachable"),
    "no status": ((200, {}), "maps.unreachable"),
    "a strange status": ((200, {"status": ["x"]}), "maps.unreachable"),
    "no prompts but text": ((200, {"status": "OK", "predictions": ["x"]}), "maps.unreachable"),
}


@pytest.mark.parametrize(("reply", "code"), OLD_REFUSALS.values(), ids=OLD_REFUSALS)
def test_the_old_service_refuses_once_and_the_code_says_why(google, reply, code):
    server = google({NEW_SUGGEST: OFF, OLD_SUGGEST: reply})
    assert failure_of(suggest, server).code == code
    assert server.visits == 2


def test_the_old_service_without_hits_is_an_empty_list(google):
    server = google({NEW_SUGGEST: OFF, OLD_SUGGEST: (200, {"status": "ZERO_RESULTS", "predictions": []})})
    assert suggest(server) == []


def test_a_key_of_a_new_kind_is_never_tried_on_the_old_services(google):
    server = google({NEW_SUGGEST: OFF})
    server.engine = GooglePlaces("AQ.canary", f"http://127.0.0.1:{server.port}")
    assert failure_of(suggest, server).code == "maps.key_refused"
    assert server.visits == 1


def silent(peer):
    peer.wait_until_left_alone()


def test_a_silent_google_ends_with_the_deadline(supplier_that):
    server = supplier_that(silent)
    server.engine = GooglePlaces(KEY, f"http://127.0.0.1:{server.port}", deadline=0.2)
    assert failure_of(suggest, server).code == "maps.unreachable"


def test_the_services_share_one_deadline(supplier_that, answers):
    def behave(peer):
        if b"/v1/" in peer.request():
            answers(json.dumps(OFF[1]).encode(), status="403 Forbidden")(peer)
        else:
            silent(peer)

    server = supplier_that(behave, reads=False)
    server.engine = GooglePlaces(KEY, f"http://127.0.0.1:{server.port}", deadline=0.2)
    failed = failure_of(suggest, server)
    assert (failed.code, failed.seen) == ("maps.unreachable", "we waited 1 second")


def test_an_unreachable_google_is_named_so():
    engine = GooglePlaces(KEY, "http://maps.invalid")
    with pytest.raises(MapsFailed) as failed:
        engine.suggest("Main", country=None, session="")
    assert (failed.value.code, failed.value.seen) == ("maps.unreachable", "the name leads nowhere")


def test_a_look_up_that_hangs_does_not_hang_the_form():
    release = threading.Event()
    engine = GooglePlaces(KEY, deadline=0.2, resolve=lambda name, port: release.wait(10) and [])
    with pytest.raises(MapsFailed) as failed:
        engine.suggest("Main", country=None, session="")
    release.set()
    assert failed.value.code == "maps.unreachable"


@pytest.mark.parametrize("name", ["http_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_never_sees_the_key(google, supplier_that, answers, monkeypatch, name):
    proxy = supplier_that(answers(b"{}"))
    server = google({NEW_SUGGEST: OFF, OLD_SUGGEST: (200, PREDICTIONS)})
    monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    assert len(suggest(server)) == 2
    assert proxy.visits == 0


@pytest.mark.parametrize(
    "routes",
    [
        {NEW_SUGGEST: (200, SUGGESTIONS)},
        *({NEW_SUGGEST: reply} for reply, _ in REFUSALS.values()),
        *({NEW_SUGGEST: OFF, OLD_SUGGEST: reply} for reply, _ in OLD_REFUSALS.values()),
        {NEW_SUGGEST: OFF, OLD_SUGGEST: (200, PREDICTIONS)},
        {NEW_SUGGEST: OFF, OLD_SUGGEST: DENIED, GEOCODE: DENIED},
    ],
)
def test_the_key_is_in_nothing_that_is_shown_or_logged(google, caplog, routes):
    caplog.set_level(logging.DEBUG)
    server = google(routes)
    shown = [repr(server.engine), str(server.engine)]
    try:
        shown.append(repr(suggest(server)))
    except MapsFailed as failed:
        shown += [str(failed), repr(failed), repr(vars(failed)), *traceback.format_exception(failed)]
        shown += [repr(vars(cause)) for cause in (failed.__cause__, failed.__context__) if cause]
    assert "HTTP/1.1" in caplog.text
    assert "Canary" not in "".join([*shown, caplog.text])


def test_without_a_key_the_search_says_so():
    engine = NoAddresses()
    assert failure_of(lambda: engine.suggest("Main", country=None, session="")).code == "maps.no_key"
    assert failure_of(lambda: engine.details("ChIJmountain", session="")).code == "maps.no_key"


def test_the_settings_decide_what_the_world_is(tmp_path):
    with_key = {"WIZARD_INSTANCE": str(tmp_path), "WIZARD_GOOGLE_MAPS_API_KEY": KEY}
    assert isinstance(the_world(from_environment(with_key)).addresses, GooglePlaces)
    without = the_world(from_environment({"WIZARD_INSTANCE": str(tmp_path)}))
    assert isinstance(without.addresses, NoAddresses)
    assert without.clock.now().tzinfo is UTC
