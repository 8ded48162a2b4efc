"""The fuse of a call."""

import socket
import threading

import pytest

from wizard.outside.call import Call


def test_a_connection_made_too_late_is_shut_at_once():
    ours, theirs = socket.socketpair()
    with ours, theirs, Call(0) as call:
        while not call.expired:
            threading.Event().wait(0.001)
        call.watch(ours)
        theirs.settimeout(5)
        assert theirs.recv(1) == b""


def test_there_is_no_time_left_after_the_deadline():
    with Call(0) as call, pytest.raises(TimeoutError):
        call.left()


def test_a_fuse_that_blows_after_the_call_does_nothing():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with Call(30) as call:
            call.watch(ours)
        call._blow()
        theirs.sendall(b"x")
        assert ours.recv(1) == b"x"
