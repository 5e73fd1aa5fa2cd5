"""A build: nothing where nothing changed; else check, run, render, verify, and put in place in one step.

This module reads in little, so that a build with nothing to do is quick; the work is in `edition`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

from strategy.engine import forkserver, inputs, manifest, site
from strategy.engine.environment import environment
from strategy.engine.folders import ROOT, store_folder
from strategy.engine.inputs import Inputs
from strategy.engine.locks import turn
from strategy.engine.record import Record, say
from strategy.engine.store import Store, digest, hash_of
from strategy.faults import Faults, Unpublishable

DEFAULT_OUT = ROOT / "site"
JOBS = (os.cpu_count() or 1) + 1  # a chapter waits now and then: its kernel starts, answers, stops


def build(
    out: Path | None = None,
    area: str | None = None,
    stems: list[str] = (),
    jobs: int | None = None,
    force: bool = False,
    verbose: bool = False,
    warmed: forkserver.Address | None = None,
) -> int:
    """Build into `out`. Returns the exit code; what went wrong is on standard error, a line each.

    `warmed` is a process that has Jupyter Book in memory already; without one a build starts its own.
    """
    told = environment() | {"STRATEGY_PUBLISHING": "1", "STRATEGY_AREA": ""}
    os.environ.clear()
    os.environ.update(told)
    out = Path(out or DEFAULT_OUT).resolve()
    store = Store(store_folder())
    record = Record(verbose)
    try:
        if not told.get("SOURCE_DATE_EPOCH", "0").isdecimal():
            print(f"SOURCE_DATE_EPOCH is {told['SOURCE_DATE_EPOCH']}; expected a number of seconds", file=sys.stderr)
            return 2
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
        store.prune_daily()
        record.done(out, store)
        return 0
    except Faults as error:
        code, said = 2, str(error)
    except Unpublishable as error:
        code, said = 1, f"{error}\n{record.outcome()}"
    except KeyboardInterrupt:
        code, said = 1, f"Stopped. {record.outcome()}"
    except PermissionError as error:
        hint = "; expected --out in a folder that can be written to" if own(error.filename, out) else ""
        code, said = 2, f"{error.filename or out}: {error.strerror}{hint}. {record.outcome()}"
    except shutil.Error as error:  # a folder could not be copied; of many files, the first
        code, said = 1, f"{out}: {error.args[0][0][2]}. {record.outcome()}"
    except OSError as error:
        code, said = 1, f"{error.filename or out}: {error.strerror or error}. {record.outcome()}"
    except Exception as error:  # noqa: BLE001 whatever it is, a user meets a line
        code, said = 1, f"{unforeseen(error, store)} {record.outcome()}"
    say(said, sys.stderr)
    return code


def own(path: str | None, out: Path) -> bool:
    """Whether a path is of the folder that is published to, or beside it."""
    return path is None or Path(path).absolute().is_relative_to(out.parent)


def unforeseen(error: Exception, store: Store) -> str:
    """One line on an error that nobody thought of; its traceback is kept for whoever mends it."""
    log = store.folder / "error.log"
    with contextlib.suppress(OSError):
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    last = (str(error).strip().splitlines() or [""])[0]
    return f"The build itself went wrong: {type(error).__name__}: {last}. Its traceback is in {log}."


def publish(
    out: Path,
    store: Store,
    now: Inputs,
    record: Record,
    area: str | None,
    stems: list[str],
    jobs: int,
    force: bool,
    warmed: forkserver.Address | None,
) -> dict:
    """Make the edition and put it in place; what it is and what it stands on beside the inputs, for `is_published`."""
    with contextlib.ExitStack() as closing:
        if warmed is None and forkserver.possible():
            warmed = closing.enter_context(forkserver.Warm(forkserver.PACKAGES))  # it imports while this process does
        from strategy.engine.steps import Edition

        work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        closing.callback(shutil.rmtree, work, ignore_errors=True)
        edition = closing.enter_context(Edition(store, now, record, area, stems, warmed))
        html = edition.make(work, jobs, force)
        made = {"manifest": edition.describe(html), "read": edition.elsewhere()}
        if moved := now.moved():
            raise Unpublishable(f"{moved[0]}: changed while the build ran; expected it to stay still; build again")
        site.replace(html, out)
        record.published = True
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
