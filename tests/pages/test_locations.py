"""The pages of locations: searching, typing by hand, refusing, saving, and sheets for the address book."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest

from tests.administrator import Administrator, Page, Person
from tests.conftest import PersonMaker
from tests.fakes import FixedClock, ScriptedSupplier
from wizard.models import Location
from wizard.models.database import Database
from wizard.outside import MapsFailed, Outside, Place, Suggestion
from wizard.sheets import read_sheet, write_csv, write_xlsx

FORM = "//form[@id='location-form']"
SHIBUYA = Place(
    place_id="shibuya",
    country="JP",
    street1="2-24-12 Shibuya",
    street2="",
    city="Shibuya-ku",
    state="Tokyo",
    postal_code="150-6101",
    formatted="2-24-12 Shibuya, Tokyo",
    attribution="Google Maps",
)
LEEDS = {
    "name": "Leeds clinic",
    "country": "GB",
    "addressee": "",
    "street1": "12 Park Row",
    "street2": "",
    "city": "Leeds",
    "postal_code": "LS1 5HN",
    "phone": "0113 496 0000",
}


class ScriptedMaps:
    """Knows one place, until the test takes it away; remembers what it was asked."""

    def __init__(self) -> None:
        self.prompts: Sequence[Suggestion] = [
            Suggestion("shibuya", "2-24-12 Shibuya", "Tokyo, Japan", "Google Maps"),
            Suggestion("other", "Shibuya Street 5", "Elsewhere", "Google Maps"),
        ]
        self.trouble = ""
        self.asked: list[tuple[str, str]] = []

    def suggest(self, text: str, *, country: str | None, session: str) -> list[Suggestion]:
        self.asked.append((text, session))
        if self.trouble:
            raise MapsFailed(self.trouble, "as the test wants it")
        return list(self.prompts)

    def details(self, place_id: str, *, session: str) -> Place:
        self.asked.append((place_id, session))
        if self.trouble:
            raise MapsFailed(self.trouble, "as the test wants it")
        return SHIBUYA


@pytest.fixture
def maps() -> ScriptedMaps:
    return ScriptedMaps()


@pytest.fixture
def outside(supplier: ScriptedSupplier, clock: FixedClock, maps: ScriptedMaps) -> Outside:
    return Outside(supplier=supplier, addresses=maps, clock=clock)


def types(person: Person, path: str = "/locations/new", **changes: Any) -> Page:
    return person.submit(path, changes, form=FORM)


def sends(person: Person, page: Page, path: str = "/locations/new", **changes: Any) -> Page:
    """Go on from the page as it stands."""
    data = {**page.fields(FORM), **changes}
    return Page(
        person.client.post(path, data={name: value for name, value in data.items() if value is not None})
    )


def saved(database: Database, name: str) -> Location:
    with database.transaction() as session:
        return session.query(Location).filter_by(name=name).one()


def test_it_saves_what_was_typed(alice: Administrator, database: Database) -> None:
    page = types(alice, **LEEDS)
    assert (page.status, page.location) == (303, "/locations/")
    location = saved(database, "Leeds clinic")
    assert {name: getattr(location, name) for name in LEEDS} == LEEDS
    assert location.confirmed_by_id is not None
    assert "Leeds clinic" in alice.get("/locations/").words


def test_uk_means_gb_and_spelling_stays(alice: Administrator, database: Database) -> None:
    assert types(alice, **{**LEEDS, "country": "UK", "postal_code": "ls15hn"}).status == 303
    location = saved(database, "Leeds clinic")
    assert (location.country, location.postal_code) == ("GB", "ls15hn")


def test_it_goes_back_to_the_step_somebody_came_from(alice: Administrator) -> None:
    page = types(alice, f"/locations/new?setup={alice.setup_id}", **LEEDS)
    assert page.location == f"{alice.setup}/locations"
    page = types(alice, f"/locations/1?setup={alice.setup_id}&step=address-book", city="York")
    assert page.location == f"{alice.setup}/address-book"


def test_it_never_goes_to_another_organisations_setup(alice: Administrator, charlie: Administrator) -> None:
    page = types(charlie, f"/locations/new?setup={alice.setup_id}", **LEEDS)
    assert page.location == "/locations/"


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("name", "", "locations.name_missing"),
        ("street1", "", "locations.incomplete"),
        ("city", "", "locations.incomplete"),
        ("postal_code", "LS1", "locations.postal_code_invalid"),
        ("phone", "", "locations.phone_missing"),
        ("phone", "0113", "locations.phone_invalid"),
        ("street1", "x" * 201, "form.invalid"),
    ],
)
def test_it_refuses_at_the_field_and_keeps_what_was_typed(
    alice: Administrator, field: str, typed: str, code: str
) -> None:
    refused = types(alice, **{**LEEDS, field: typed})
    assert refused.status == 422
    assert refused.title.startswith("Error: ")
    assert refused.tree.xpath(f"//*[@id='{field}-error']//*[@data-code='{code}']")
    assert refused.tree.xpath(f"//*[@id='problem']//a[@href='#{field}']")
    assert "Open the location" not in refused.words
    kept = refused.fields(FORM)
    assert {name: kept.get(name) for name in LEEDS} == {**LEEDS, field: typed}
    assert sends(alice, refused, **{field: LEEDS[field]}).status == 303


def test_a_state_is_chosen_from_the_countrys_list(alice: Administrator) -> None:
    page = alice.get("/locations/new")
    assert page.tree.xpath("//select[@name='country']/option[@selected]/@value") == ["US"]
    assert "WA" in page.tree.xpath("//select[@name='state']/option/@value")
    refused = types(alice, **{**LEEDS, "country": "US", "state": "Ontario", "postal_code": "98116"})
    assert "locations.state_invalid" in refused.codes()
    assert refused.fields(FORM)["state"] == "Ontario"


def test_the_form_starts_in_the_country_of_the_setups_marketplace(alice: Administrator) -> None:
    alice.passes("group")
    assert types(alice, **LEEDS).status == 303

    def offered(path: str) -> list[str]:
        found: list[str] = alice.get(path).tree.xpath("//select[@name='country']/option[@selected]/@value")
        return found

    assert offered(f"/locations/new?setup={alice.setup_id}") == ["US"]
    assert offered("/locations/new") == ["GB"]


def test_no_two_countries_bear_the_same_name(alice: Administrator) -> None:
    names = alice.get("/locations/new").tree.xpath("//select[@name='country']/option/text()")
    assert len(names) == len(set(names)) > 200


def test_another_country_changes_the_labels_and_loses_nothing(alice: Administrator) -> None:
    page = types(alice, **{**LEEDS, "country": "IN", "state": "Delhi"}, country_changed="1")
    assert page.status == 200
    assert "PIN code" in page.words
    kept = page.fields(FORM)
    assert {name: kept[name] for name in LEEDS} == {**LEEDS, "country": "IN"}
    assert page.tree.xpath("//select[@name='state']/option[@selected]/@value") == ["Delhi"]


def test_fields_of_no_use_in_the_country_are_left_out_unless_filled(alice: Administrator) -> None:
    page = types(alice, **{**LEEDS, "country": "HK"}, country_changed="1")
    assert "postal_code" in page.fields(FORM), "something was typed there"
    page = types(alice, country="DE", country_changed="1")
    assert "state" not in page.fields(FORM)


def test_a_found_address_fills_the_fields_and_stays_editable(
    alice: Administrator, database: Database, maps: ScriptedMaps
) -> None:
    found = types(alice, name="Tokyo lab", phone="03-3213-1111", search="shibuya 2-24", find="1")
    assert found.status == 200
    assert found.tree.xpath("//input[@type='radio'][@name='place']/@value") == ["shibuya", "other"]
    assert "Google Maps" in found.words
    filled = sends(alice, found, place="shibuya", use="1")
    kept = filled.fields(FORM)
    assert (kept["country"], kept["city"], kept["postal_code"]) == ("JP", "Shibuya-ku", "150-6101")
    assert (kept["name"], kept["phone"]) == ("Tokyo lab", "03-3213-1111")
    assert filled.tree.xpath("//select[@name='state']/option[@selected]/text()") == ["Tokyo (東京都)"]
    assert "Prefecture" in filled.words
    assert sends(alice, filled, street2="Floor 12").status == 303
    location = saved(database, "Tokyo lab")
    assert (location.place_id, location.street2) == ("shibuya", "Floor 12")


def test_one_search_has_one_session_and_the_next_another(alice: Administrator, maps: ScriptedMaps) -> None:
    found = types(alice, search="shibuya", find="1")
    again = sends(alice, found, search="shibuya 2", find="1")
    filled = sends(alice, again, place="shibuya", use="1")
    sends(alice, filled, search="leeds", find="1")
    sessions = [session for _, session in maps.asked]
    assert len(set(sessions[:3])) == 1
    assert sessions[3] != sessions[0]


def test_enter_in_the_search_box_looks_up_and_elsewhere_saves(
    alice: Administrator, maps: ScriptedMaps
) -> None:
    found = types(alice, search="shibuya", enter="1")
    assert found.tree.xpath("//input[@name='place']")
    assert sends(alice, found, **LEEDS, enter="1").status == 303


def test_a_picked_place_is_used_even_by_the_save_button(alice: Administrator) -> None:
    found = types(alice, search="shibuya", find="1")
    filled = sends(alice, found, place="shibuya")
    assert filled.status == 200
    assert filled.fields(FORM)["city"] == "Shibuya-ku"


@pytest.mark.parametrize("code", ["maps.no_key", "maps.key_refused", "maps.over_quota", "maps.unreachable"])
def test_trouble_with_the_search_is_a_warning_and_typing_works(
    alice: Administrator, maps: ScriptedMaps, code: str
) -> None:
    maps.trouble = code
    page = types(alice, **LEEDS, search="shibuya", find="1")
    assert page.status == 200
    assert page.tree.xpath(f"//*[@id='search-error']//*[@data-code='{code}']")
    assert not page.title.startswith("Error")
    kept = page.fields(FORM)
    assert {name: kept.get(name) for name in LEEDS} == LEEDS
    assert sends(alice, page).status == 303


def test_trouble_while_fetching_a_place_is_a_warning_too(alice: Administrator, maps: ScriptedMaps) -> None:
    found = types(alice, search="shibuya", find="1")
    maps.trouble = "maps.over_quota"
    page = sends(alice, found, place="shibuya", use="1")
    assert page.status == 200
    assert "maps.over_quota" in page.codes()


def test_nothing_found_says_so(alice: Administrator, maps: ScriptedMaps) -> None:
    maps.prompts = []
    assert "maps.nothing_found" in types(alice, search="nowhere", find="1").codes()


def test_own_addresses_are_offered_when_the_search_does_not_work(
    alice: Administrator, charlie: Administrator, clinic: int, maps: ScriptedMaps
) -> None:
    maps.trouble = "maps.no_key"
    found = types(alice, name="Next door", search="harbor avenue", find="1")
    assert found.tree.xpath("//input[@name='place']/@value") == [f"location:{clinic}"]
    filled = sends(alice, found, place=f"location:{clinic}", use="1")
    assert filled.fields(FORM)["postal_code"] == "98116"
    assert not types(charlie, search="harbor avenue", find="1").tree.xpath("//input[@name='place']")
    stolen = types(charlie, place=f"location:{clinic}", use="1")
    assert stolen.fields(FORM)["street1"] == ""


def test_prompts_come_as_json_too(alice: Administrator, maps: ScriptedMaps) -> None:
    found = alice.get("/locations/suggest?q=shib&session=abc").json
    assert [prompt["id"] for prompt in found["prompts"]] == ["shibuya", "other"]
    assert found["attribution"] == "Google Maps"
    assert maps.asked == [("shib", "abc")]
    maps.trouble = "maps.over_quota"
    assert "no searches left" in alice.get("/locations/suggest?q=shib").json["problem"]


def test_two_letters_ask_nobody(alice: Administrator, maps: ScriptedMaps) -> None:
    assert alice.get("/locations/suggest?q=sh").json["prompts"] == []
    assert maps.asked == []


def test_an_unfinished_address_can_be_left_for_later(alice: Administrator) -> None:
    assert types(alice, name="Half", street1="1 Main St", later="1").status == 303
    page = alice.get("/locations/")
    assert {"locations.incomplete", "locations.phone_missing"} <= page.codes()


def test_a_name_belongs_to_one_location(alice: Administrator, charlie: Administrator) -> None:
    assert types(alice, **LEEDS).status == 303
    assert "locations.name_taken" in types(alice, **{**LEEDS, "name": "LEEDS Clinic"}).codes()
    assert types(charlie, **LEEDS).status == 303


def test_an_address_id_belongs_to_one_location(alice: Administrator, clinic: int) -> None:
    refused = types(alice, **LEEDS, address_id="SEATTLE")
    assert "locations.address_id_taken" in refused.codes()
    assert types(alice, f"/locations/{clinic}", phone="+1 206 555 0199").status == 303


def test_a_stale_tab_gets_both_versions_and_may_choose(
    alice: Administrator, clinic: int, database: Database
) -> None:
    old = alice.get(f"/locations/{clinic}")
    types(alice, f"/locations/{clinic}", city="Tacoma", postal_code="98402")
    stale = sends(alice, old, f"/locations/{clinic}", city="Spokane")
    assert stale.status == 409
    assert "Tacoma" in stale.words
    assert "Spokane" in stale.words
    assert "Alice Archer" in stale.words
    choice = stale.tree.xpath("//form[@action and .//button[text()='Use what I typed']]")[0]
    again = alice.client.post(choice.get("action"), data=dict(choice.form_values()))
    assert again.status_code == 303
    location = saved(database, "Seattle clinic")
    assert (location.city, location.postal_code) == ("Spokane", "98116")


def test_looking_and_renaming_do_not_confirm_an_address_anew(
    alice: Administrator, clinic: int, database: Database, clock: FixedClock
) -> None:
    before = saved(database, "Seattle clinic").confirmed
    clock.forward(hours=2)
    types(alice, f"/locations/{clinic}", name="Harbor clinic")
    assert saved(database, "Harbor clinic").confirmed == before
    types(alice, f"/locations/{clinic}", street2="Floor 2")
    assert saved(database, "Harbor clinic").confirmed == clock.now()
    assert "by Alice Archer" in alice.get(f"/locations/{clinic}").words


def test_a_location_is_deactivated_and_comes_back(alice: Administrator, clinic: int) -> None:
    path = f"/locations/{clinic}"
    version = alice.get(path).fields(FORM)["version"]
    assert alice.post(path, {"action": "deactivate", "version": version}).status == 303
    page = alice.get(path)
    assert "locations.inactive" in page.codes()
    assert alice.post(path, {"action": "activate", "version": version}).status == 409
    version = page.fields(FORM)["version"]
    assert alice.post(path, {"action": "activate", "version": version}).status == 303
    assert "locations.inactive" not in alice.get(path).codes()


def test_nobody_else_sees_or_changes_a_location(
    alice: Administrator, charlie: Administrator, clinic: int, person: PersonMaker
) -> None:
    assert charlie.get(f"/locations/{clinic}").status == 404
    assert charlie.post(f"/locations/{clinic}", {**LEEDS, "version": "1"}).status == 404
    assert "Seattle clinic" not in charlie.get("/locations/").words
    bob = person("bob@alpha.example", "Alpha Clinics", ["approve"])
    for path in ("/locations/", "/locations/new", f"/locations/{clinic}", "/locations/suggest?q=abc"):
        assert bob.get(path).status == 403
    assert bob.get("/locations/address-book.csv").status == 403


def test_the_list_is_paged_and_searched(alice: Administrator, database: Database) -> None:
    with database.transaction() as session:
        session.add_all(Location(organisation_id=1, name=f"Ward {n:03}") for n in range(120))
    first = alice.get("/locations/")
    assert "Ward 119" in first.words
    assert "Ward 010" not in first.words
    following = first.tree.xpath("//a[@rel='next']/@href")[0]
    assert "Ward 069" in alice.get(following).words
    found = alice.get("/locations/?q=ward+010")
    assert "Ward 010" in found.words
    assert "Ward 119" not in found.words
    assert "No location" in alice.get("/locations/?q=%25").words


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_sheet_holds_every_whole_address(alice: Administrator, clinic: int, kind: str) -> None:
    types(alice, **LEEDS)
    types(alice, name="Half", street1="1 Main St", later="1")
    answer = alice.client.get(f"/locations/address-book.{kind}")
    head, *rows = read_sheet(answer.data)
    assert [row[head.index("Street address")] for row in rows] == ["1420 Harbor Avenue SW", "12 Park Row"]
    assert [row[head.index("Full name")] for row in rows] == ["Alpha Clinics", "Alpha Clinics"]
    assert [row[head.index("Phone number")] for row in rows] == ["1 (206) 555-0142", "0113 496 0000"]
    assert f"addresses.{kind}" in answer.headers["Content-Disposition"]


def test_amazons_template_is_filled_by_its_headings(alice: Administrator, clinic: int) -> None:
    template = write_xlsx([["ZIP", "Address line 1", "Theirs"]])
    answer = fills(alice, template)
    assert answer.status_code == 200
    assert read_sheet(answer.data) == [
        ["ZIP", "Address line 1", "Theirs"],
        ["98116", "1420 Harbor Avenue SW"],
    ]


@pytest.mark.parametrize("template", [b"", b"a,b\n1,2\n", b"%PDF-"])
def test_a_template_it_cannot_read_is_refused_with_a_reason(
    alice: Administrator, clinic: int, template: bytes
) -> None:
    page = Page(fills(alice, template))
    assert page.status == 422
    assert page.tree.xpath("//*[@id='template-error']//*[@data-code='address_book.unreadable']")


def test_the_sheet_that_was_downloaded_passes_the_step(alice: Administrator, clinic: int) -> None:
    types(alice, **{**LEEDS, "name": "=2+5", "street2": "+1 floor"})
    alice.walks_up_to("address-book")
    for kind in ("xlsx", "csv"):
        sheet = alice.client.get(f"/locations/address-book.{kind}").data
        fields = alice.looks_at("address-book").fields()
        fields.pop("uploaded", None)
        sent = {**fields, "uploaded": (io.BytesIO(sheet), f"addresses.{kind}")}
        assert alice.client.post(alice.at("address-book"), data=sent).status_code == 303
        assert all(check["passed"] for check in alice.step("address-book")["checks"])


def test_a_thousand_locations_are_split_into_sheets_and_compared(
    alice: Administrator, database: Database
) -> None:
    with database.transaction() as session:
        session.add_all(
            Location(
                organisation_id=1,
                name=f"Ward {n}",
                country="GB",
                street1=f"{n} Park Row",
                city="Leeds",
                postal_code="LS1 5HN",
                phone="0113 496 0000",
            )
            for n in range(1, 1_003)
        )
    alice.walks_up_to("address-book")
    first, second = (
        read_sheet(alice.client.get(f"/locations/address-book.csv?part={part}").data) for part in (1, 2)
    )
    assert (len(first), len(second)) == (1_001, 3)
    page = alice.looks_at("address-book")
    assert len(page.tree.xpath("//input[starts-with(@name, 'same_')]")) == 50
    assert "952 more" in page.words
    fields = page.fields()
    fields.pop("uploaded", None)
    whole = write_csv([*first, *second[1:]])
    sent = {**fields, "uploaded": (io.BytesIO(whole), "all.csv")}
    assert alice.client.post(alice.at("address-book"), data=sent).status_code == 303
    ticked = alice.looks_at("address-book").fields()["also_same"].split(",")
    assert len(ticked) == 952
    assert alice.submit(alice.at("address-book")).status == 303, "the ticks that are not shown travel along"


def fills(person: Person, template: bytes) -> Any:
    token = person.get("/locations/").fields("//form[@enctype]")["csrf_token"]
    sent = {"csrf_token": token, "template": (io.BytesIO(template), "template.xlsx")}
    return person.client.post("/locations/address-book", data=sent)
