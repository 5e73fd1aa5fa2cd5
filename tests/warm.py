"""A Python that has imported what is slow to import; it forks for every command that it is told, a line of JSON each.

It knows nothing of the library: each child imports it from the copy of the project that its environment names.
"""

import importlib
import json
import os
import runpy
import sys

for name in ("pandas", "pydantic", "yaml", "altair", "jupytext", "nbformat", "papermill", "starlette", "watchfiles"):
    importlib.import_module(name)
importlib.import_module("pydantic").create_model(
    "Model", number=(int, 1)
)  # the first model looks for plugins everywhere
answers = os.fdopen(os.dup(1), "w")
for line in iter(sys.stdin.readline, ""):
    asked = json.loads(line)
    child = os.fork()
    if child == 0:
        answers.close()
        break
    print(child, file=answers, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answers, flush=True)
else:
    sys.exit()

os.chdir(asked["cwd"])
os.environ.clear()
os.environ.update(asked["env"])
for number, path in enumerate((os.devnull, asked["out"], asked["err"])):
    opened = os.open(path, os.O_RDWR | os.O_CREAT)
    os.dup2(opened, number)
    os.close(opened)
sys.argv = asked["argv"]
sys.path[:0] = [os.path.dirname(sys.argv[0]), *filter(None, asked["env"].get("PYTHONPATH", "").split(os.pathsep))]
runpy.run_path(sys.argv[0], run_name="__main__")
