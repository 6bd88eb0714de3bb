from __future__ import annotations

import contextvars
import gc
import threading
import weakref

from fw_context import Endings


class Thing:
    pass


def test_an_ending_is_remembered_and_forgotten() -> None:
    endings = Endings()
    assert endings.describe() == ""
    endings.record(Thing())
    assert endings.last is not None
    assert endings.last.kind == "Thing"
    assert endings.describe().startswith(
        f"A Thing was bound here earlier and has ended: at {__file__}:"
    )
    assert endings.describe().endswith(
        "in test_an_ending_is_remembered_and_forgotten(), in thread 'MainThread'."
    )
    endings.forget()
    assert endings.last is None


def test_an_ending_is_seen_only_where_it_happened() -> None:
    endings = Endings()
    thread = threading.Thread(target=endings.record, args=(Thing(),))
    thread.start()
    thread.join()
    assert endings.last is None
    contextvars.copy_context().run(endings.record, Thing())
    assert endings.last is None


def test_an_ending_keeps_nothing_alive() -> None:
    endings = Endings()
    thing = Thing()
    reference = weakref.ref(thing)
    endings.record(thing)
    del thing
    gc.collect()
    assert reference() is None


def test_skipped_modules_are_not_shown() -> None:
    everything_skipped = Endings(skip=("",))
    everything_skipped.record(Thing())
    assert everything_skipped.last is not None  # there is no frame outside; the nearest one is told
