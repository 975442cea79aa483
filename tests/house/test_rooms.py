"""The page of operations has a word for whatever the worker, the outbox and the registers can tell it of."""

from app.admin import mail_words, queries, words
from app.admin.mail_list import MailState
from app.issues.history import SENTENCES
from app.notices.truth import Untrue
from app.worker import ROOMS


def test_every_room_that_the_worker_asks_has_a_name_on_the_page_of_operations():
    assert set(words.ROOMS) == set(ROOMS)


def test_a_room_of_another_version_is_called_by_its_own_name():
    assert words.room("a_room_that_was_taken_out") == "a_room_that_was_taken_out"


def test_every_reason_for_not_sending_a_mail_has_words(app):
    assert set(mail_words.REASONS) == set(Untrue)
    assert set(mail_words.STATES) == set(MailState)


def test_every_kind_in_the_log_has_a_sentence():
    assert set(queries.LOGGED) <= set(SENTENCES)


def test_every_register_that_is_counted_has_a_name(make):
    assert {register.name for register in queries.registers()} == set(words.REGISTERS)
