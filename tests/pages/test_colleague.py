"""Ask a colleague: one step, one person, some days; taken back at any moment, and it opens nothing else."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import update

from tests.administrator import HOST_SLUGS, SECRET, Administrator, Page, Person
from tests.attacks.trying import dump, paths, tabs
from tests.conftest import PersonMaker
from tests.fakes import FixedClock, ScriptedSupplier, shop_opens
from tests.pages.handing import DANA, Colleague, asks, by_link, link_on, takes_back
from wizard import accounts
from wizard.handover import MOST_A_DAY
from wizard.models import Handover, Mail, User
from wizard.models.database import Database
from wizard.outside import Answer
from wizard.settings import Settings
from wizard.steps import STEPS

ALONE = {step.slug for step in STEPS if step.alone}


@pytest.fixture
def walked(alice: Administrator, clock: FixedClock) -> Administrator:
    """Alice stands in front of the credentials, some minutes later."""
    alice.passes("group", "purchasing-system")
    clock.forward(minutes=5)
    return alice


@pytest.fixture
def dana(app: Flask, walked: Administrator) -> Colleague:
    """Dana was asked for the credentials and has opened the link."""
    return by_link(app, walked, "credentials")


def test_a_colleague_does_the_step_and_the_record_says_who(
    walked: Administrator, dana: Colleague, clock: FixedClock
) -> None:
    clock.forward(hours=1)
    page = dana.answers("credentials")
    assert page.location == "/asked/"
    thanks = dana.get("/asked/")
    assert "Thank you, Dana Field" in thanks.words
    assert thanks.codes() == {"handover.done"}

    assert walked.stands("credentials") == "passed"
    overview = walked.get(f"{walked.setup}/").words
    assert "Dana Field, asked by Alice Archer" in overview
    assert "Waiting for" not in overview
    page = walked.looks_at("credentials")
    assert "Passed. Dana Field, asked by Alice Archer" in page.words
    assert "Dana Field, asked by Alice Archer" in walked.get(f"{walked.setup}/evidence").words


def test_what_a_colleague_only_said_is_told_by_her_name(
    app: Flask, alice: Administrator, person: PersonMaker, clock: FixedClock
) -> None:
    clock.forward(minutes=1)
    dana = by_link(app, alice, "group")
    clock.forward(minutes=1)
    dana.passes("group")

    robin = person("robin@host.example", None, ["specialist"], "Robin Reed")
    assert {check["evidence"] for check in alice.step("group")["checks"]} == {"told"}
    assert "Told by Dana Field, asked by Alice Archer, not proved yet." in alice.looks_at("group").words
    assert "Dana Field, asked by Alice Archer" in robin.get(f"/review/{alice.setup_id}").words


def test_the_asker_sees_the_link_once_and_whom_everybody_waits_for(walked: Administrator) -> None:
    page = asks(walked, "credentials")
    here = f"{walked.at('credentials')}/colleague"

    assert link_on(page).startswith("/asked/")
    assert not walked.get(here).tree.xpath("//input[@id='link']")  # type: ignore[union-attr]
    for address in (here, f"{walked.setup}/", walked.at("credentials")):
        assert "Waiting for Dana Field, until Friday, 6 March" in walked.get(address).words
    waiting = walked.step("credentials")["waiting"]
    assert (waiting["name"], waiting["asked_by"], waiting["until"][:10]) == (
        "Dana Field",
        "Alice Archer",
        "2026-03-06",
    )
    assert walked.step("ordering")["waiting"] is None


def test_without_a_mail_server_the_mail_is_there_to_copy(walked: Administrator) -> None:
    page = asks(walked, "credentials")

    assert "mail.no_server" in page.codes()
    mail = page.tree.xpath("//textarea[@id='mail']")[0].text  # type: ignore[union-attr]
    assert link_on(page) in mail
    for words in (
        "Hello Dana Field,",
        "Alice Archer of Alpha Clinics",
        "Step 3 of 12",
        "> Business Settings.",
    ):
        assert words in mail
    assert max(map(len, mail.splitlines())) <= 110


def test_neither_the_database_nor_the_log_keeps_the_link(
    walked: Administrator, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    token = link_on(asks(walked, "credentials")).rpartition("/")[2]

    assert len(token) >= 43
    assert token not in dump(settings) + caplog.text


def test_looking_at_the_link_signs_nobody_in(app: Flask, walked: Administrator, settings: Settings) -> None:
    link = link_on(asks(walked, "credentials"))
    scanner = Person(app.test_client(), "")
    before = dump(settings)

    for _ in range(3):
        page = scanner.get(link)
        assert page.status == 200
    assert "Alice Archer" in page.words
    assert page.response.headers["Referrer-Policy"] == "same-origin"
    assert scanner.get(walked.at("credentials")).location.startswith("/sign-in")
    assert dump(settings) == before


def test_a_colleague_types_a_secret_and_never_reads_one(
    app: Flask, walked: Administrator, clock: FixedClock
) -> None:
    walked.passes("credentials")
    clock.forward(minutes=1)
    dana = by_link(app, walked, "credentials")

    page = dana.looks_at("credentials")
    assert SECRET not in page.text
    assert "Alice Archer asked you for this step" in page.words
    assert not page.tree.xpath("//*[@data-step]")  # type: ignore[union-attr]
    clock.forward(minutes=1)
    assert dana.answers("credentials", shared_secret="N" + SECRET[1:]).location == "/asked/"
    assert (
        "replaced" in walked.looks_at("credentials").words
        or "Dana Field" in walked.looks_at("credentials").words
    )


def test_a_refused_try_shows_her_what_to_do_and_she_goes_on(
    walked: Administrator, dana: Colleague, clock: FixedClock
) -> None:
    clock.forward(minutes=1)
    page = dana.answers("credentials", from_identity="")
    assert page.status == 422
    assert "credentials.missing" in page.codes()
    assert not page.tree.xpath("//a[contains(@href, '/exchanges/')]")  # type: ignore[union-attr]

    assert dana.answers("credentials").location == "/asked/"


def test_she_leaves_and_comes_back_by_the_same_link(
    app: Flask, walked: Administrator, dana: Colleague
) -> None:
    assert dana.get("/").location == "/asked/"
    assert dana.get("/asked/").location == walked.at("credentials")
    elsewhere = Colleague(app, walked, dana.link)
    assert elsewhere.opens().status == 303
    assert elsewhere.looks_at("credentials").status == 200

    dana.post("/sign-out")
    assert dana.looks_at("credentials").status == 302
    assert elsewhere.looks_at("credentials").location == "/asked/"
    assert "Open your link again" in elsewhere.get("/asked/").words
    assert elsewhere.opens().status == 303


def test_taking_it_back_ends_it_in_the_middle(
    walked: Administrator, dana: Colleague, person: PersonMaker
) -> None:
    typed = dana.looks_at("credentials").fields()
    assert takes_back(walked).location == f"{walked.setup}/"

    sent = Page(
        dana.client.post(walked.at("credentials"), data={**typed, **dana.right_answers("credentials")})
    )
    assert sent.location == "/asked/"
    over = dana.get("/asked/")
    assert over.codes() == {"handover.taken_back"}
    assert "This step was taken back" in over.words
    assert "ask Alice Archer" in over.words
    assert over.tree.xpath("//a[@href='/sign-in']")  # type: ignore[union-attr]
    assert dana.get(dana.link).status == dana.post(dana.link).status == 410
    assert walked.stands("credentials") == "open"
    assert "Waiting for" not in walked.get(f"{walked.setup}/").words
    robin = person("robin@host.example", None, ["specialist"])
    told = robin.get(f"/review/{walked.setup_id}").words
    assert "Alice Archer: Asked Dana Field to do “Paste the credentials”." in told
    assert "“Paste the credentials” was taken back from Dana Field." in told


def test_taking_it_back_counts_while_the_supplier_is_being_asked(
    walked: Administrator, dana: Colleague, supplier: ScriptedSupplier
) -> None:
    def meanwhile(url: str, document: bytes) -> Answer:
        alice = threading.Thread(target=takes_back, args=(walked,))
        alice.start()
        alice.join()
        return shop_opens(url, document)

    supplier.react = meanwhile

    assert dana.answers("credentials").location == "/asked/"
    assert dana.get("/asked/").codes() == {"handover.taken_back"}
    assert walked.stands("credentials") == "open"
    assert walked.step("credentials")["checks"] == []


def test_it_ends_with_the_account_of_whoever_asked(dana: Colleague, database: Database) -> None:
    with database.transaction() as session:
        session.execute(update(User).where(User.name == "Alice Archer").values(active=False))

    assert dana.looks_at("credentials").location == "/asked/"
    assert dana.get(dana.link).codes() == {"handover.taken_back"}


def test_it_ends_by_itself(walked: Administrator, dana: Colleague, clock: FixedClock) -> None:
    clock.forward(days=4, seconds=1)

    assert dana.looks_at("credentials").location == "/asked/"
    assert dana.get("/asked/").codes() == {"handover.expired"}
    assert dana.get(dana.link).status == 410
    overview = walked.get(f"{walked.setup}/").words
    assert "Dana Field had time until Friday, 6 March. Ask again" in overview
    assert walked.step("credentials")["waiting"] is None


def test_it_ends_when_somebody_else_does_the_step(
    walked: Administrator, dana: Colleague, clock: FixedClock
) -> None:
    clock.forward(minutes=1)
    walked.passes("credentials")

    assert dana.looks_at("credentials").location == "/asked/"
    page = dana.get("/asked/")
    assert page.codes() == {"handover.done"}
    assert "Thank you" not in page.words


def test_when_both_save_the_later_one_is_asked(
    walked: Administrator, dana: Colleague, clock: FixedClock, database: Database
) -> None:
    typed = {**dana.looks_at("credentials").fields(), **dana.right_answers("credentials"), "version": "7"}

    page = Page(dana.client.post(walked.at("credentials"), data=typed))

    assert page.status == 409
    assert SECRET not in page.text


def test_a_step_that_closed_again_says_so(walked: Administrator, dana: Colleague, clock: FixedClock) -> None:
    clock.forward(minutes=1)
    walked.answers("group", group_name="Another group")

    assert dana.looks_at("credentials").location == "/asked/"
    page = dana.get("/asked/")
    assert page.codes() == {"handover.waits"}
    assert "Alice Archer" in page.words


def test_asking_again_ends_the_first_link(app: Flask, walked: Administrator, dana: Colleague) -> None:
    second = by_link(app, walked, "credentials", name="Eli Stone", email="eli@example.org")

    assert second.looks_at("credentials").status == 200
    assert dana.looks_at("credentials").location == "/asked/"
    assert "Waiting for Eli Stone" in walked.get(f"{walked.setup}/").words


def test_pressing_twice_asks_once(walked: Administrator, database: Database) -> None:
    here = f"{walked.at('credentials')}/colleague"
    typed = {**walked.get(here).fields("//form[@id='ask-form']"), **DANA, "action": "ask"}

    for _ in range(2):
        assert walked.client.post(here, data=typed).status_code == 303

    with database.read_only() as session:
        assert session.query(Handover).count() == 1
        assert session.query(Mail).count() == 1


BAD = (
    ("name", ""),
    ("name", "x" * 81),
    ("name", "Dana\u202efield"),
    ("email", "dana"),
    ("email", "dana@example.org, eve@example.org"),
    ("email", "dänä@example.org"),
    ("message", "x" * 1001),
    ("days", "6"),
)


def test_a_form_that_cannot_be_used_asks_nobody(walked: Administrator, database: Database) -> None:
    for field, value in BAD:
        page = asks(walked, "credentials", **{field: value})

        assert (page.status, "form.invalid" in page.codes()) == (422, True), field
    with database.read_only() as session:
        assert session.query(Handover).count() == 0


def test_nobody_is_flooded_with_mail(walked: Administrator, database: Database, clock: FixedClock) -> None:
    asks(walked, "credentials")
    with database.transaction() as session:
        known = session.query(Handover).one()
        for number in range(MOST_A_DAY):
            guest = User(
                email=known.email,
                email_key=f"guest:{number}",
                name="x",
                active=False,
                session_key="x",
                created=clock.now(),
            )
            session.add(
                Handover(
                    setup_id=known.setup_id,
                    slug="group",
                    name="x",
                    email=known.email,
                    guest=guest,
                    asked_by_id=known.asked_by_id,
                    token_hash=str(number),
                    created=clock.now(),
                    expires=clock.now(),
                )
            )

    page = asks(walked, "credentials")
    assert page.status == 429
    assert "handover.too_many" in page.codes()


@pytest.mark.parametrize("slug", ["locations", "test-order"])
def test_steps_only_own_people_can_do_are_not_handed_over(
    alice: Administrator, clinic: int, slug: str, database: Database
) -> None:
    alice.walks_up_to(slug)
    assert "Ask a colleague" not in alice.looks_at(slug).words

    page = alice.get(f"{alice.at(slug)}/colleague")
    assert "This step cannot be handed over." in page.words
    assert alice.post(f"{alice.at(slug)}/colleague", {**DANA, "action": "ask"}).status == 422
    with database.read_only() as session:
        assert session.query(Handover).count() == 0


def test_nobody_is_asked_for_a_step_that_is_locked(alice: Administrator) -> None:
    assert alice.get(f"{alice.at('people')}/colleague").location == alice.at("group")


def test_links_that_open_nothing_are_counted(app: Flask, walked: Administrator) -> None:
    guesser = Person(app.test_client(), "")
    assert guesser.get("/asked/" + "x" * 43).codes() == {"handover.unknown_link"}

    met = [guesser.post(f"{where}/{'x' * 43}").status for where in ("/asked", "/sign-in") for _ in range(21)]

    assert met == [410] * accounts.TRIES_PER_ADDRESS + [429] * 2
    assert Colleague(app, walked, link_on(asks(walked, "credentials"))).opens().status == 303


def test_a_user_who_opens_a_link_is_told_and_sees_that_step_only(
    app: Flask, walked: Administrator, charlie: Administrator
) -> None:
    link = link_on(asks(walked, "credentials"))

    assert "The button signs you out in this browser." in charlie.get(link).words
    charlie.submit(link, form="//main//form")
    assert charlie.get("/setup/").status == 403
    assert charlie.get(walked.at("credentials")).status == 200


@pytest.mark.parametrize("slug", ["group", "credentials", "people"])
def test_every_other_address_is_closed_to_a_colleague(
    app: Flask, alice: Administrator, clinic: int, clock: FixedClock, slug: str
) -> None:
    alice.walks_up_to(slug)
    clock.forward(minutes=1)
    dana = by_link(app, alice, slug)
    public = (
        "/healthz",
        "/readyz",
        "/metrics",
        "/static/",
        "/help/",
        "/cxml",
        "/punchout/return",
        "/asked",
        "/sign-",
        "/told/",
    )
    own = {alice.at(slug), *({f"{alice.setup}/people.csv"} if slug == "people" else ())}

    sent = {"csrf_token": dana._token(), "setup": alice.setup_id}
    for method in ("GET", "POST"):
        for path in sorted(set(paths(app, method))):
            if path.startswith(public) or path == "/":
                continue
            page = Page(dana.client.open(path, method=method, data=sent if method == "POST" else None))
            expected = (200, 422, 409, 303) if path in own else (403,)
            assert page.status in expected, (method, path, page.status)
    assert "Your link opens that step and nothing else." in dana.get(f"{alice.setup}/").words


@pytest.mark.parametrize("slug", [slug for slug in HOST_SLUGS[:9] if slug not in ALONE])
def test_her_page_leads_nowhere_she_may_not_go(
    app: Flask, alice: Administrator, clinic: int, clock: FixedClock, slug: str
) -> None:
    alice.walks_up_to(slug)
    clock.forward(minutes=1)
    dana = by_link(app, alice, slug)

    page = dana.looks_at(slug)
    assert page.tree is not None
    for href in set(page.tree.xpath("//main//a/@href[starts-with(., '/')] | //form/@action")):
        if href != "/sign-out":
            assert dana.client.get(href).status_code in (200, 302, 405), href
    dana.passes(slug)
    assert alice.stands(slug) == "passed"


def test_a_copied_cookie_ends_with_it(app: Flask, walked: Administrator, dana: Colleague) -> None:
    copies = tabs(app, dana)
    takes_back(walked)

    assert {copy.get(walked.at("credentials")).status_code for copy in copies} == {303}


def test_a_mail_that_failed_is_told_to_the_asker(walked: Administrator, database: Database) -> None:
    asks(walked, "credentials")
    with database.transaction() as session:
        session.execute(update(Mail).values(problem="mail.unreachable", attempts=1))

    page = walked.get(f"{walked.at('credentials')}/colleague")
    assert "mail.unreachable" in page.codes()
    assert page.tree.xpath("//textarea[@id='mail']")  # type: ignore[union-attr]
