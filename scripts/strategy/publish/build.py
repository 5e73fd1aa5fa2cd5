"""A build: nothing where nothing changed; else check, run, render, verify, and put in place in one step.

This module reads in little, so that a build with nothing to do is quick; the work is in `edition`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from strategy.faults import Faults, Unpublishable
from strategy.folders import ROOT, store_folder
from strategy.publish import inputs, manifest, site, warm
from strategy.publish.inputs import Inputs
from strategy.publish.record import Record
from strategy.publish.turns import turn
from strategy.store import Store, digest, hash_of

DEFAULT_OUT = ROOT / "site"
JOBS = (os.cpu_count() or 1) + 1  # a chapter waits now and then: its kernel starts, answers, stops


def build(
    out: Path | None = None,
    area: str | None = None,
    stems: list[str] = (),
    jobs: int | None = None,
    force: bool = False,
    verbose: bool = False,
    warmed: warm.Address | None = None,
) -> int:
    """Build into `out`. Returns the exit code; what went wrong is on standard error, a line each.

    `warmed` is a process that has Jupyter Book in memory already; without one a build starts its own.
    """
    out = Path(out or DEFAULT_OUT).absolute()
    told = warm.environment() | {"STRATEGY_PUBLISHING": "1", "STRATEGY_AREA": ""}
    os.environ.clear()
    os.environ.update(told)
    store = Store(store_folder())
    record = Record(verbose)
    try:
        site.refuse_strangers(out)
        with turn(out.parent / f".{out.name}.lock"):
            site.tidy(out)
            now = Inputs()
            asked = inputs.told(), inputs.environment(), area, list(stems)
            key = digest("published", "site", inputs.FORMAT, now.everything(), *asked)
            if not force and is_published(out, store.get_json(key), now):
                record.nothing(out)
                return 0
            made = publish(out, store, now, record, area, list(stems), jobs or JOBS, force, warmed)
            store.put_json(key, made)
    except Faults as error:
        print(error, file=sys.stderr)
        return 2
    except Unpublishable as error:
        print(error, file=sys.stderr)
        print("Nothing was published.", file=sys.stderr)
        return 1
    except PermissionError as error:
        print(
            f"{error.filename or out}: {error.strerror}; expected --out in a folder that can be written to",
            file=sys.stderr,
        )
        return 2
    except shutil.Error as error:  # a folder could not be copied; of many files, the first
        print(f"{out}: {error.args[0][0][2]}; nothing was published", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or out}: {error.strerror or error}; nothing was published", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; nothing was published.", file=sys.stderr)
        return 1
    store.prune_daily()
    record.done(out, store)
    return 0


def publish(
    out: Path,
    store: Store,
    now: Inputs,
    record: Record,
    area: str | None,
    stems: list[str],
    jobs: int,
    force: bool,
    warmed: warm.Address | None,
) -> dict:
    """Make the edition and put it in place; what it is and what it stands on beside the inputs, for `is_published`."""
    with contextlib.ExitStack() as closing:
        if warmed is None and warm.possible():
            warmed = closing.enter_context(warm.Warm(warm.PACKAGES))  # it imports while this process does
        from strategy.publish.edition import Edition

        work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        closing.callback(shutil.rmtree, work, ignore_errors=True)
        edition = closing.enter_context(Edition(store, now, record, area, stems, warmed))
        html = edition.make(work, jobs, force)
        made = {"manifest": edition.describe(html), "read": edition.elsewhere()}
        if moved := now.moved():
            raise Unpublishable(f"{moved[0]}: changed while the build ran; expected it to stay still. Build again")
        site.replace(html, out)
        try:
            edition.workspace.keep()
        except OSError as error:  # it is published all the same
            store.trouble = error
    return made


def is_published(out: Path, made: dict | None, now: Inputs) -> bool:
    """Whether `out` is, byte for byte, what these inputs made before, and what was read elsewhere is what it was."""
    return (
        made is not None
        and now.of(made["read"]) == made["read"]
        and hash_of(out / manifest.NAME) == made["manifest"]
        and not any(manifest.faults(out))
    )
