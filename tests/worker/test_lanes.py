"""The bell: who hears it, and who goes on sleeping."""

from tridesk.worker.lanes import Bell


def test_a_ring_for_one_lane_wakes_nobody_else():
    bell = Bell()
    before = {lane: bell.wait(lane, -1, 0) for lane in ("mail", "intake")}
    bell.ring({"mail"})
    assert bell.wait("mail", before["mail"], 0) != before["mail"]
    assert bell.wait("intake", before["intake"], 0) == before["intake"]


def test_a_ring_for_no_lane_by_name_wakes_all():
    bell = Bell()
    before = {lane: bell.wait(lane, -1, 0) for lane in ("mail", "intake")}
    bell.ring()
    assert all(bell.wait(lane, heard, 0) != heard for lane, heard in before.items())


def test_a_ring_between_two_waits_is_not_lost():
    bell = Bell()
    heard = bell.wait("mail", -1, 0)
    bell.ring({"mail"})
    bell.ring({"mail"})
    assert bell.wait("mail", heard, 60) == heard + 2
