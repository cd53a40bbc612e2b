"""Workers are killed (SIGKILL) at random points while events flow: nothing is lost, doubled or out of order.

`TRIDESK_TEST_KILLS` sets how many kills (default 5), `TRIDESK_TEST_SEED` which.
"""

import os
import random
import signal
import time

from tests.journeys.harness import Installation, installation

KILLS = int(os.environ.get("TRIDESK_TEST_KILLS") or "5")
SEED = int(os.environ.get("TRIDESK_TEST_SEED") or "20260310")
ROOMS, ROUNDS = 10, 12 * KILLS
VICTIM = ["-m", "tests.infra.outbox.victim"]
WRITTEN = "SELECT cache_key, value FROM infra_cache WHERE cache_key LIKE 'count|%'"


def written(desk: Installation) -> int:
    return len(desk.rows(WRITTEN))


def test_killed_workers_lose_nothing_and_do_nothing_twice():
    chance = random.Random(SEED)
    with installation() as desk:
        tellers = [desk.start_python([*VICTIM, str(ROOMS), "0", str(ROUNDS)])]
        workers = [desk.start_python(VICTIM), desk.start_python(VICTIM)]
        in_work = 0
        for _ in range(KILLS):
            before = written(desk)
            desk.wait_until(lambda before=before: written(desk) > before or before == ROOMS * ROUNDS)
            time.sleep(chance.uniform(0, 0.25))  # the point at which it dies is what is random here
            workers.pop(chance.randrange(2)).kill()
            in_work += len(desk.rows("SELECT 1 FROM infra_job WHERE claim <> ''")) > 0
            workers.append(desk.start_python(VICTIM))
        desk.wait_until(lambda: tellers[0].code == 0 and written(desk) == ROOMS * ROUNDS, seconds=120)
        desk.wait_until(lambda: not desk.rows("SELECT 1 FROM infra_job"))
        for worker in workers:
            # The last one may still be starting; Python may lose an interrupt (SIGINT) in the middle of an import.
            assert worker.end(signal.SIGTERM) in (0, -signal.SIGTERM)
        told = dict(desk.rows(WRITTEN))
        tried_again = sum(process.output.count("failed (try") for process in desk._processes)
        print(f"{KILLS} kills, {in_work} while jobs were claimed; {len(told)} events; {tried_again} tries failed")
        assert told == {f"count|r{room}|{number}": str(number) for room in range(ROOMS) for number in range(ROUNDS)}
        assert tried_again == 0
