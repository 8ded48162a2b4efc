"""The pre-flight: who is asked as, what an answer says of them, and for how long."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.fakes import cxml_answer, shop_opens
from tests.procurement.clinic import SECRET, Clinic
from tests.procurement.flights import answers, asked, crowd, everybody, is_over, lists, round_of, starts
from wizard.cxml.envelope import new_stamp, open_envelope
from wizard.cxml.order import write_response
from wizard.cxml.setup import read_setup_request
from wizard.cxml.status import Status
from wizard.models import Exchange, Preflight, PreflightResult, Setup, StepRecord
from wizard.outside import Answer, CallFailed
from wizard.procurement.housekeeping import hold_everything, prune_exchanges, prune_preflights
from wizard.procurement.lanes import fly
from wizard.procurement.preflight import begin, people_asked, progress_of, stop, subjects, unfinished


def flies(clinic: Clinic, preflight: Preflight, lane: int = 1) -> int:
    """One lane to its end, as a worker would."""
    return fly(clinic.hands, preflight.id, lane, lambda: False)


def refuses(clinic: Clinic, name: str, code: int = 403, content: str = "Not in the group.") -> None:
    """The shop opens, but not for the person of this name."""

    def react(url: str, document: bytes) -> Answer:
        if asked(document) != name:
            return shop_opens(url, document)
        stamp = new_stamp("supplier.example", clinic.clock.now())
        return cxml_answer(write_response(Status(code, "failure", content), stamp=stamp))

    clinic.supplier.react = react


def requests(clinic: Clinic) -> list[tuple[str, str]]:
    """As whom and to which city the supplier was asked, in order."""
    found = []
    for _, document in clinic.supplier.received:
        request = read_setup_request(open_envelope(document))
        found.append((asked(document), request.ship_to.city if request.ship_to else ""))
    return found


def standing(clinic: Clinic) -> dict[str, str | None]:
    """The code that still speaks of each person and place."""
    return {one.about.name: one.result.code if one.result else None for one in everybody(clinic)}


def test_every_listed_person_and_every_location_is_asked_about_once(clinic: Clinic) -> None:
    clinic.opens("Portland clinic", city="Portland")
    lists(clinic, clinic.rita, clinic.paul)
    assert flies(clinic, starts(clinic)) == 4
    assert requests(clinic) == [
        ("Rita Requester", ""),
        ("Paul Purchaser", ""),
        ("Rita Requester", "Seattle"),
        ("Rita Requester", "Portland"),
    ]
    assert standing(clinic) == {
        "Rita Requester": "ok",
        "Paul Purchaser": "ok",
        "Seattle clinic": "ok",
        "Portland clinic": "ok",
    }


def test_nobody_is_asked_as_who_is_no_active_user_of_the_host(clinic: Clinic) -> None:
    gone = clinic.employs("Gone Gardner")
    gone.active = False
    lists(clinic, clinic.rita, gone, email_only="accounting@northwind.example")
    assert [one.about.name for one in people_asked(clinic.session, clinic.setup)] == ["Rita Requester"]


def test_a_location_that_takes_no_deliveries_is_not_asked_for(clinic: Clinic) -> None:
    clinic.opens("Closed clinic", active=False)
    clinic.opens("Clinic without a phone", phone="")
    lists(clinic, clinic.rita)
    assert list(standing(clinic)) == ["Rita Requester", "Seattle clinic"]


def test_without_people_or_locations_there_is_nothing_to_begin(clinic: Clinic) -> None:
    assert begin(clinic.session, clinic.setup, clinic.paul, clinic.clock.now(), []) is None


def test_a_refusal_keeps_code_words_status_and_exchange(clinic: Clinic) -> None:
    lists(clinic, clinic.rita, clinic.paul)
    refuses(clinic, "Paul Purchaser")
    preflight = starts(clinic)
    flies(clinic, preflight)
    row = round_of(clinic, preflight)["Paul Purchaser"]
    assert (row.code, row.cxml_status) == ("supplier.not_permitted", 403)
    assert row.seen == "Status 403 failure: Not in the group."
    with clinic.database.read_only() as session:
        exchange = session.get_one(Exchange, row.exchange_id)
    assert (exchange.user_id, exchange.outcome) == (clinic.paul.id, "supplier.not_permitted")
    assert "paul.purchaser@northwind.example" in exchange.request


def test_a_supplier_that_does_not_answer_is_an_answer_too(clinic: Clinic) -> None:
    lists(clinic, clinic.rita)
    clinic.supplier.fails("supplier.timed_out", "nothing for 15 s")
    flies(clinic, starts(clinic))
    assert standing(clinic) == {
        "Rita Requester": "supplier.timed_out",
        "Seattle clinic": "supplier.timed_out",
    }


def test_a_later_good_answer_clears_a_refusal_and_only_that_one_is_asked_again(clinic: Clinic) -> None:
    lists(clinic, clinic.rita, clinic.paul)
    refuses(clinic, "Paul Purchaser")
    flies(clinic, starts(clinic))
    clinic.supplier.recovers()
    clinic.supplier.received.clear()
    flies(clinic, starts(clinic, [one for one in everybody(clinic) if not one.passed]))
    assert requests(clinic) == [("Paul Purchaser", "")]
    assert standing(clinic)["Paul Purchaser"] == "ok"


def test_a_location_is_asked_for_as_somebody_the_supplier_took(clinic: Clinic) -> None:
    lists(clinic, clinic.rita, clinic.paul)
    refuses(clinic, "Rita Requester")
    flies(clinic, starts(clinic))
    assert requests(clinic)[-1] == ("Paul Purchaser", "Seattle")


def test_new_credentials_make_older_answers_say_nothing(clinic: Clinic) -> None:
    lists(clinic, clinic.rita)
    flies(clinic, starts(clinic))
    clinic.clock.forward(hours=1)
    clinic.session.add(StepRecord(setup_id=clinic.setup.id, slug="credentials", changed=clinic.clock.now()))
    clinic.session.commit()
    assert standing(clinic) == {"Rita Requester": None, "Seattle clinic": None}


def test_another_e_mail_address_and_another_address_have_to_be_asked_about_anew(clinic: Clinic) -> None:
    lists(clinic, clinic.rita)
    flies(clinic, starts(clinic))
    clinic.rita.email = "rita@northwind.example"
    clinic.location.street1 = "1 New Road"
    clinic.session.commit()
    assert standing(clinic) == {"Rita Requester": None, "Seattle clinic": None}


def test_progress_counts_answers_and_names_who_is_being_asked(clinic: Clinic) -> None:
    lists(clinic, clinic.rita, clinic.paul)
    preflight = starts(clinic)
    seen = []

    def look(url: str, document: bytes) -> Answer:
        with clinic.database.read_only() as session:
            seen.append(progress_of(session, session.get_one(Preflight, preflight.id)))
        return shop_opens(url, document)

    clinic.supplier.react = look
    flies(clinic, preflight)
    assert [(one.done, one.total, list(one.names)) for one in seen] == [
        (0, 3, ["Rita Requester"]),
        (1, 3, ["Paul Purchaser"]),
        (2, 3, ["Seattle clinic"]),
    ]
    assert is_over(clinic)


def test_a_lane_that_was_interrupted_asks_again_only_whom_it_was_asking(clinic: Clinic) -> None:
    people = crowd(clinic, 3)
    preflight = starts(clinic)

    def break_down(url: str, document: bytes) -> Answer:
        if asked(document) == people[1].name:
            raise RuntimeError("the machine went off")
        return shop_opens(url, document)

    clinic.supplier.react = break_down
    with pytest.raises(RuntimeError, match="the machine went off"):
        flies(clinic, preflight)
    clinic.supplier.recovers()
    flies(clinic, preflight)
    names = [name for name, city in requests(clinic) if not city]
    assert names == ["Person 01", "Person 02", "Person 02", "Person 03"]
    assert set(answers(clinic).values()) == {"ok"}


def test_a_lane_leaves_alone_whom_another_is_asking(clinic: Clinic) -> None:
    crowd(clinic, 3)
    preflight = starts(clinic)
    others: list[int] = []

    def another_lane_works_meanwhile(url: str, document: bytes) -> Answer:
        clinic.supplier.react = shop_opens
        others.append(flies(clinic, preflight, lane=2))
        return shop_opens(url, document)

    clinic.supplier.react = another_lane_works_meanwhile
    assert flies(clinic, preflight) == 1
    assert others == [3]
    assert len(clinic.supplier.received) == 4


def test_four_lanes_at_once_ask_each_person_once(clinic: Clinic) -> None:
    crowd(clinic, 24)
    preflight = starts(clinic)
    lanes = [threading.Thread(target=flies, args=(clinic, preflight, lane)) for lane in (1, 2, 3, 4)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    assert len(clinic.supplier.received) == len(set(requests(clinic))) == 25
    assert set(answers(clinic).values()) == {"ok"}


def test_a_worker_that_has_to_end_leaves_the_rest_waiting(clinic: Clinic) -> None:
    crowd(clinic, 3)
    preflight = starts(clinic)
    assert fly(clinic.hands, preflight.id, 1, lambda: len(clinic.supplier.received) == 2) == 2
    assert not is_over(clinic)
    assert flies(clinic, preflight) == 2


def test_a_stopped_round_asks_nobody_else(clinic: Clinic) -> None:
    crowd(clinic, 3)
    preflight = starts(clinic)

    def stop_it(url: str, document: bytes) -> Answer:
        with clinic.database.transaction() as session:
            stop(session.get_one(Preflight, preflight.id), clinic.clock.now())
        return shop_opens(url, document)

    clinic.supplier.react = stop_it
    assert flies(clinic, preflight) == 1
    assert is_over(clinic)
    assert list(standing(clinic).values()) == ["ok", None, None, None]


def test_a_second_round_waits_for_the_first(clinic: Clinic) -> None:
    lists(clinic, clinic.rita)
    whom, now = everybody(clinic), clinic.clock.now()
    first = starts(clinic)
    assert begin(clinic.session, clinic.setup, clinic.paul, now, whom) is None
    clinic.session.commit()
    flies(clinic, first)
    assert begin(clinic.session, clinic.setup, clinic.paul, now, whom) is not None


def test_eight_presses_at_once_begin_one_round(clinic: Clinic) -> None:
    lists(clinic, clinic.rita)
    setup, paul = clinic.setup.id, clinic.paul
    clinic.session.commit()

    def press() -> None:
        with clinic.database.transaction() as session:
            row = session.get_one(Setup, setup)
            begin(session, row, paul, clinic.clock.now(), subjects(session, row))

    presses = [threading.Thread(target=press) for _ in range(8)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    with clinic.database.read_only() as session:
        assert session.scalar(select(func.count()).select_from(Preflight)) == 1


def test_a_secret_the_supplier_sends_back_is_not_kept(clinic: Clinic) -> None:
    lists(clinic, clinic.rita)
    refuses(clinic, "Rita Requester", content=f"SharedSecret {SECRET} is unknown")
    preflight = starts(clinic)
    flies(clinic, preflight)
    row = round_of(clinic, preflight)["Rita Requester"]
    assert "is unknown" in row.seen
    assert SECRET not in row.seen


def test_a_lost_key_is_named_and_nothing_is_sent(clinic: Clinic) -> None:
    lists(clinic, clinic.rita)
    clinic.setup.sealed_secret = b"sealed by nobody we know"
    preflight = starts(clinic)
    flies(clinic, preflight)
    row = round_of(clinic, preflight)["Rita Requester"]
    assert (row.code, row.exchange_id) == ("credentials.secret_lost", None)
    assert clinic.supplier.received == []


def test_an_answer_outlives_its_documents(clinic: Clinic) -> None:
    lists(clinic, clinic.rita)
    preflight = starts(clinic)
    flies(clinic, preflight)
    clinic.clock.forward(days=91)
    with clinic.database.transaction() as session:
        prune_exchanges(session, clinic.clock.now())
    row = round_of(clinic, preflight)["Rita Requester"]
    assert (row.code, row.exchange_id) == ("ok", None)


def test_a_round_of_which_nothing_is_kept_any_more_is_forgotten(clinic: Clinic) -> None:
    lists(clinic, clinic.rita)
    flies(clinic, starts(clinic))
    ended = starts(clinic)
    stop(ended, clinic.clock.now())
    clinic.session.commit()
    clinic.clock.forward(days=91)
    young = starts(clinic)
    with clinic.database.transaction() as session:
        prune_preflights(session, clinic.clock.now() - timedelta(days=90))
    with clinic.database.read_only() as session:
        assert list(session.scalars(select(Preflight.id))) == [young.id]
        assert set(session.scalars(select(PreflightResult.preflight_id))) == {young.id}


def test_after_a_restore_nobody_is_asked_until_somebody_begins_anew(clinic: Clinic) -> None:
    lists(clinic, clinic.rita)
    flies(clinic, starts(clinic))
    waiting = starts(clinic)
    with clinic.database.transaction() as session:
        hold_everything(session, clinic.clock.now())
    sent = len(clinic.supplier.received)
    flies(clinic, waiting)
    with clinic.database.read_only() as session:
        assert unfinished(session) == []
        stopped = session.scalars(select(Preflight.id).where(Preflight.stopped.is_not(None)))
        assert list(stopped) == [waiting.id]
    assert len(clinic.supplier.received) == sent
    assert starts(clinic).id > waiting.id


def test_each_mode_is_asked_at_its_own_address(clinic: Clinic) -> None:
    lists(clinic, clinic.rita)
    flies(clinic, starts(clinic))
    clinic.setup.mode = "active"
    flies(clinic, starts(clinic))
    assert [url for url, _ in clinic.supplier.received[1:3]] == [
        "http://127.0.0.1:9/punchout/test",
        "http://127.0.0.1:9/punchout",
    ]


def test_an_answer_that_comes_after_another_run_took_over_is_not_written_twice(clinic: Clinic) -> None:
    lists(clinic, clinic.rita)
    preflight = starts(clinic)

    def another_run_answers_first(url: str, document: bytes) -> Answer:
        clinic.supplier.recovers()
        flies(clinic, preflight)
        raise CallFailed("supplier.timed_out", "too late", may_have_left=True, seconds=15.0)

    clinic.supplier.react = another_run_answers_first
    flies(clinic, preflight)
    assert answers(clinic) == {"Rita Requester": "ok", "Seattle clinic": "ok"}
