"""Several editions in one command; chapters as tasks that any executor may run, here or elsewhere."""

import dataclasses
import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import EPOCH, ROOT, command, digest, pages_of_the_book, surroundings
from jupyter_client.provisioning import KernelProvisionerFactory

from strategy import publishing
from strategy.data import areas
from strategy.edition.highlight import highlighted
from strategy.engine import kernels, tasks, worker
from strategy.engine.execute import ChapterFailed
from strategy.engine.inputs import Inputs
from strategy.engine.results import Results
from strategy.engine.store import Store
from strategy.faults import Faults

PAGE = "clean-growth"
AREAS = ("Halton", "Knowsley", "Liverpool", "Sefton", "St Helens", "Wirral", "Liverpool City Region")


def editions_of(page, many, store, **changes):
    """A task for each of so many editions of a chapter, no two alike, with the results they go to."""
    book = publishing.project().with_changes(store=store, **changes)
    found, now = next(p for p in pages_of_the_book() if p.stem == page), Inputs(book)
    asked = {}
    for number in range(many):
        project = book.with_changes(clock=str(int(EPOCH) + number))
        mine = Inputs(project)
        mine.known, mine.stamps = now.known, now.stamps
        results, given = Results(Store(store), mine), {"area": AREAS[number % len(AREAS)]}
        asked[tasks.Task(project, found, given, results.address(found, given))] = results
    return asked, Inputs(book)


def taken(asked, pool):
    """What became of every task, by address, and the hash of what each shows."""
    done = {}
    for task, one in tasks.run_all(asked, pool):
        done[task.address] = one, asked[task].take(task.page, dict(task.parameters), one).hash
    return done


def test_several_editions_are_each_what_it_is_alone_and_what_they_share_runs_once(small, tmp_path):
    text = (small / "book/chapters/jobs.md").read_text(encoding="utf-8")
    tagged = text.index("```{code-cell} python\n:tags: [parameters")
    shared = text[:tagged] + text[text.index("```\n", tagged + 5) + 4 :].replace("highlight=area", "highlight=None")
    (small / "book/chapters/jobs.md").write_text(shared, encoding="utf-8")
    store = tmp_path / "store"
    done = command(
        "build.py", "--out", tmp_path / "all", "--area", "Wirral", "St Helens", root=small, STRATEGY_STORE=store
    )
    assert done.returncode == 0, done.stderr
    told = json.loads((store / "run.json").read_text())
    assert told["tasks"] == {"all": 4, "ran": 3, "known": 1, "known to a worker": 0}
    assert sorted(p.name for p in (tmp_path / "all").iterdir() if not p.name.startswith(".")) == ["st-helens", "wirral"]
    done = command("build.py", "--out", tmp_path / "one", "--area", "Wirral", root=small, STRATEGY_STORE=store)
    assert done.returncode == 0 and "ran 0 of 2 chapters" in done.stdout, done.stderr
    assert digest(tmp_path / "one") == digest(tmp_path / "all/wirral")
    again = command(
        "build.py", "--out", tmp_path / "all", "--area", "wirral", "--area", "Halton", root=small, STRATEGY_STORE=store
    )
    assert again.returncode == 0 and again.stdout.count("nothing changed") == 1, again.stderr
    assert json.loads((store / "run.json").read_text())["tasks"]["ran"] == 1  # the area that is new
    assert (tmp_path / "all/halton/index.html").is_file() and (tmp_path / "all/st-helens/index.html").is_file()
    before = digest(tmp_path / "one")
    done = command("build.py", "--out", tmp_path / "one", "--area", "all", root=small, STRATEGY_STORE=store)
    assert done.returncode == 2 and "one: this is a site; expected --out to be a folder for several" in done.stderr
    assert digest(tmp_path / "one") == before


def test_all_are_the_members_and_the_whole():
    assert [p.parameters["area"] for p in publishing.editions(None, ["all"]).values()] == list(AREAS)
    assert list(publishing.editions(None, ["wirral", "Wirral"])) == ["wirral"]


def test_each_member_has_a_front_page_of_its_own_and_nobody_else(site):
    from strategy.edition import check, names
    from strategy.engine import chapters
    from strategy.engine.store import Memory

    for name in AREAS:
        book = publishing.Publishing(publishing.project(area=name))
        front = next(p for p in chapters.pages(book.project.book, book.instances) if p.docname == "index")
        with book.at_hand():
            assert list(check.check_page(front, Memory())) == []
            about = names.page_area("index")
        if name == AREAS[-1]:
            assert about is None and front.path.name == "index.md"
        else:
            assert about.name == name and f"# {name}: what became of a plan" in front.text
            assert "{{" not in front.text
        assert names.page_area("index") is None  # outside
    assert "Interactive edition</small>" in (site / "index.html").read_text(encoding="utf-8")


def test_a_mark_is_switched_on_in_figures_that_have_it():
    area = next(a for a in areas.members() if a.name == "Wirral")
    drawn = '<figure class="fig" id="a"><div class="card"><svg class="wide"><desc>Bars.</desc>{}</svg></div></figure>'
    own = drawn.format('<path data-a="wirral" d="M0"/><path data-a="halton"/><text class="t" data-a="wirral">W</text>')
    found = highlighted(f'{own}<p data-a="wirral">{drawn.format("<path/>")}', area)
    first, _, second = found.partition("</figure>")
    assert first.startswith('<figure class="fig has-mine" id="a">') and "Bars. Wirral is highlighted.</desc>" in first
    assert '<path data-a="wirral" d="M0" class="on"/><path data-a="halton"/><text class="t on"' in first
    assert second == f'<p data-a="wirral">{drawn.format("<path/>")}'


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--area", "Wirral", "Atlantis"], "--area is 'Atlantis'; expected Halton, Knowsley, Liverpool, Sefton, "),
        (["--area", "Wirral", "England"], "--area is 'England'; expected Halton, "),
        (["--area", "Wirral", "Halton", "--chapter", "nosuch"], "there is no chapter 'nosuch'; expected one such as"),
    ],
)
def test_one_wrong_edition_among_several_is_exit_2_and_publishes_nothing(arguments, told, small, tmp_path):
    done = command("build.py", "--out", tmp_path / "all", *arguments, root=small)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1) and told in done.stderr, done.stderr
    assert not (tmp_path / "all/wirral").exists()


def test_any_executor_gives_what_the_local_pool_gives(tmp_path, monkeypatch):
    """In threads here, each a worker: from the store where it is the same, else by what the future brings."""
    asked, _ = editions_of(PAGE, 2, tmp_path / "here")
    # as a worker leaves it in its process, whose kernels are forked
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", kernels.NAME)
    with tasks.local(None, 1) as pool:
        here = taken(asked, pool)
    with ThreadPoolExecutor(2) as threads:
        asked, now = editions_of(PAGE, 2, tmp_path / "there")
        there = taken(asked, tasks.elsewhere(threads, now))
        again = taken(asked, tasks.elsewhere(threads, now))
        pool = tasks.elsewhere(threads, now)
        strangers = {
            t: Results(Store(tmp_path / "apart"), r.now) for t, r in asked.items()
        }  # the build's store is another: the worker has to send what it found
        shutil.rmtree(tmp_path / "there/entries")
        apart = taken(strangers, pool)
    hashes = [{address: shown for address, (_, shown) in done.items()} for done in (here, there, again, apart)]
    assert hashes[0] == hashes[1] == hashes[2] == hashes[3] and len(set(hashes[0].values())) == 2
    assert all(one.ran and not one.result.shown for one, _ in there.values())  # by the store
    assert not any(one.ran for one, _ in again.values())  # done once
    assert all(one.ran and one.result.shown for one, _ in apart.values())  # by the future
    for task, results in strangers.items():
        assert results.known(task.page, dict(task.parameters)).hash == hashes[0][task.address]


def test_a_worker_of_another_state_is_refused_in_a_line(tmp_path):
    asked, now = editions_of(PAGE, 1, tmp_path)
    [task] = asked
    sent, expected = worker.written(task, worker.token(Store(tmp_path))), worker.state(now)
    for name in expected:
        answer = worker.run(expected | {name: "another"}, sent)
        assert answer["differs"] == name
        with (
            ThreadPoolExecutor(1) as threads,
            pytest.raises(Faults, match=r"on the worker .* not what it is here; exp"),
        ):
            pool = tasks.elsewhere(threads, now)
            next(tasks.run_all(asked, dataclasses.replace(pool, submit=lambda _, a=answer: threads.submit(lambda: a))))
    assert worker.run(expected, sent.replace(task.address, "0" * 64))["differs"] == f"book/chapters/{PAGE}.md"
    done = tasks.Done(None, True, {"data/gva.csv": "another"})
    with pytest.raises(Faults, match=r"data/gva\.csv: a worker read this in another state when it ran chapter clean"):
        asked[task].take(task.page, {}, done)


def test_what_a_worker_cannot_do_is_told_by_its_chapter(tmp_path):
    asked, now = editions_of(PAGE, 1, tmp_path)

    def lost():
        raise ModuleNotFoundError("No module named 'strategy'")

    with ThreadPoolExecutor(1) as threads:
        pool = dataclasses.replace(tasks.elsewhere(threads, now), submit=lambda _: threads.submit(lost))
        with pytest.raises(
            ChapterFailed, match=r"clean-growth\.md: chapter clean-growth could not be run .*'strategy'"
        ):
            next(tasks.run_all(asked, pool))


def test_a_project_lies_where_the_workers_checkout_does(tmp_path):
    project = publishing.project(tmp_path / "tables").with_changes(store=ROOT / ".cache/strategy")
    moved = worker.moved(project, tmp_path / "checkout")
    assert moved.book == tmp_path / "checkout/book" and moved.store == tmp_path / "checkout/.cache/strategy"
    assert moved.data == tmp_path / "tables" and moved.variables["STRATEGY_DATA"] == str(tmp_path / "tables")
    own = publishing.project(ROOT / "data")
    assert worker.moved(own, tmp_path).variables["STRATEGY_DATA"] == str(tmp_path / "data")


def test_a_scheduler_that_nobody_is_at_is_told_at_once(tmp_path):
    for address, told in {
        "tcp://127.0.0.1:1": "tcp://127.0.0.1:1: Connection refused; expected the address of a Dask scheduler",
        "tcp://nosuch.invalid:8786": "tcp://nosuch.invalid:8786: ",
        "somewhere": "'somewhere'; expected the address of a Dask scheduler, such as tcp://host:8786",
    }.items():
        done = command("build.py", "--out", tmp_path / "site", "--scheduler", address)
        assert done.returncode == 2 and done.stderr.startswith(f"--scheduler is {told}"), done.stderr
        assert done.stderr.count("\n") == 1 and not (tmp_path / "site").exists()


def test_without_dask_nothing_of_ours_needs_it():
    from subprocess import run as call
    from sys import executable

    code = "import sys; sys.modules.update(dask=None, distributed=None); import strategy.publishing, strategy.engine.editions, strategy.engine.tasks, strategy.engine.cluster"
    assert call([executable, "-c", code], env=surroundings()).returncode == 0
    engine = ROOT / "scripts/strategy/engine"
    naming = {p.name for p in engine.rglob("*.py") if "import distributed" in p.read_text(encoding="utf-8")}
    assert naming == {"cluster.py"}
