"""A wire between client and server that can be cut, frozen, listened to and tampered with."""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Callable


@dataclasses.dataclass
class Wire:
    """``heard`` is what the client said; ``tamper`` changes what the server says."""

    port: int = 0
    heard: bytearray = dataclasses.field(default_factory=bytearray)
    tamper: Callable[[bytes], bytes] = bytes
    connections: int = 0
    flows: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    ends: list[asyncio.StreamWriter] = dataclasses.field(default_factory=list)

    def cut(self) -> None:
        """Break all connections."""
        for end in self.ends:
            end.transport.abort()
        self.ends.clear()

    def freeze(self) -> None:
        """From now on the server says nothing, on connections that stay open."""
        self.flows.clear()

    def thaw(self) -> None:
        """Let it speak again."""
        self.flows.set()


@contextlib.asynccontextmanager
async def wire_to(port: int) -> AsyncIterator[Wire]:
    """Lay a wire to a server on loopback."""
    wire = Wire()
    wire.thaw()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire.connections += 1
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        wire.ends += [writer, far_writer]
        with contextlib.suppress(OSError, ExceptionGroup):
            async with asyncio.TaskGroup() as group:
                group.create_task(_there(reader, far_writer, wire))
                group.create_task(_back(far_reader, writer, wire))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        wire.thaw()
        wire.cut()
        server.close()
        await asyncio.sleep(0.01)


async def _there(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wire: Wire) -> None:
    while data := await reader.read(65_536):
        wire.heard += data
        writer.write(data)
    writer.close()


async def _back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wire: Wire) -> None:
    while data := await reader.read(65_536):
        await wire.flows.wait()
        writer.write(wire.tamper(data))
    writer.close()
