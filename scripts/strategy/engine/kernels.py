"""Kernels that are forked from a process that has imported pandas, altair and ipykernel.

To papermill they are kernels like any other: jupyter_client asks a provisioner to start one, which it knows by an entry
point of this project (`pyproject.toml`), and ours has a fork server fork. Where that cannot be, kernels start cold.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets import Integer, Unicode
from traitlets.config import Config

from strategy.engine import forkserver

NAME = "strategy-forked"  # as the entry point has it


class ForkedProvisioner(LocalProvisioner):
    """Starts a kernel by asking a fork server for a child; cold where no settings name one, as another pool of this process
    may have made this the usual provisioner."""

    requests = Integer(help="The descriptor by which the fork server is asked.").tag(config=True)
    folder = Unicode(help="Where the kernel may write, and is told how it is confined.").tag(config=True)

    async def launch_kernel(self, cmd, **kwargs):
        if not self.requests:
            return await super().launch_kernel(cmd, **kwargs)
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        server = forkserver.Requests(self.requests)
        self.process = server.ask(
            forkserver.KERNEL, self.folder, *arguments, env=kwargs.get("env"), cwd=kwargs.get("cwd")
        )
        self.pid = self.pgid = self.process.pid
        return self.connection_info


@contextmanager
def forked(server: forkserver.Requests | None) -> Iterator[Config]:
    """Kernels started inside the `with`, with the settings it gives, are forked by `server`.

    Without a server, or where this project is installed without its entry points, there are no settings, and kernels
    start cold.
    """
    factory = KernelProvisionerFactory.instance()
    if server is None or NAME not in factory.get_provisioner_entries():
        yield Config()
        return
    usual, factory.default_provisioner_name = factory.default_provisioner_name, NAME
    try:
        yield Config({"ForkedProvisioner": {"requests": server.descriptor}})
    finally:
        factory.default_provisioner_name = usual
