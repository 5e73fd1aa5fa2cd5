"""A build: nothing where nothing changed; else check, run, render, verify, and put in place in one step.

This module reads in little, so that a build with nothing to do is quick; the work is in `edition`.
"""

from __future__ import annotations

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
    work = None
    try:
        site.refuse_strangers(out)
        with turn(out.parent / f".{out.name}.lock"):
            site.tidy(out)
            now = Inputs()
            key = digest(
                "site", inputs.FORMAT, now.everything(), inputs.told(), inputs.environment(), area, list(stems)
            )
            if not force and published(store, key, out, now):
                record.nothing(out)
                return 0
            work = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
            from strategy.publish.edition import Edition

            with Edition(store, now, record, area, list(stems), warmed) as edition:
                html = edition.make(work, jobs or JOBS, force)
                made = edition.describe(html)
                if moved := now.moved():
                    raise Unpublishable(
                        f"{moved[0]}: changed while the build ran; expected it to stay still. Build again"
                    )
                site.replace(html, out)
                try:
                    edition.workspace.keep()
                except OSError as error:  # it is published all the same
                    store.trouble = error
            store.put_json(digest("published", key), {"manifest": made, "read": edition.elsewhere()})
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
    finally:
        if work:
            shutil.rmtree(work, ignore_errors=True)
    store.prune_daily()
    record.done(out, store)
    return 0


def published(store: Store, key: str, out: Path, now: Inputs) -> bool:
    """Whether `out` is, byte for byte, what these inputs made before, and what its chapters read elsewhere is what it was."""
    made = store.get_json(digest("published", key))
    return (
        bool(made)
        and now.of(made["read"]) == made["read"]
        and hash_of(out / manifest.NAME) == made["manifest"]
        and not any(manifest.faults(out))
    )
