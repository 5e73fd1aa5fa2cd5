"""Kernels that start warm: forked from a process that has imported pandas, altair and ipykernel.

To papermill they are kernels like any other: jupyter_client asks a provisioner to start one, and ours forks instead
of starting Python anew. Where that cannot be, kernels start cold.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from strategy.engine import forkserver

NAME = "strategy-forked"
COLD = "local-provisioner"


class ForkedProvisioner(LocalProvisioner):
    """Starts a kernel by asking the warm process for a fork."""

    parent_process: forkserver.Address

    async def launch_kernel(self, cmd, **kwargs):
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        self.process = self.parent_process.ask(":kernel", *arguments, env=kwargs.get("env"), cwd=kwargs.get("cwd"))
        self.process.group = True
        self.pid = self.pgid = self.process.pid
        return self.connection_info


@contextmanager
def warmed(parent: forkserver.Address | None) -> Iterator[str]:
    """Kernels started inside the `with` are forked from `parent`, if there is one; says which they are, `warm` or `cold`."""
    if parent is None:
        yield "cold"
        return
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:ForkedProvisioner", factory.GROUP_NAME)
    ForkedProvisioner.parent_process = parent
    factory.default_provisioner_name = NAME
    try:
        yield "warm"
    finally:
        factory.default_provisioner_name = COLD
