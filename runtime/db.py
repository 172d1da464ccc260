"""One database, two engines; one way to write and one way to read.

A transaction is a plain function that is given the connection.  It cannot await, so no peer on
the network can ever hold a lock of ours, and it cannot open another transaction.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias, TypeVar

import sqlalchemy as sa

T = TypeVar("T")
Ring: TypeAlias = Callable[[Iterable[str]], None]


class Tx:
    """One open transaction, and the bells to ring once it is committed."""

    def __init__(self, conn: sa.Connection) -> None:
        self.conn = conn
        self.rings: set[str] = set()

    def ring(self, topic: str) -> None:
        """Ring this bell after COMMIT, and only then."""
        self.rings.add(topic)

    def run(self, statement: sa.Executable, values: Any = None) -> sa.CursorResult[Any]:  # noqa: ANN401
        """Execute, for the effect or the rows."""
        return self.conn.execute(statement, values)

    def one(self, statement: sa.Executable) -> sa.Row[Any] | None:
        """The first row, if there is one."""
        return self.conn.execute(statement).first()

    def all(self, statement: sa.Executable) -> list[sa.Row[Any]]:
        """Every row."""
        return list(self.conn.execute(statement).all())

    def value(self, statement: sa.Executable) -> Any:  # noqa: ANN401
        """The first column of the first row."""
        return self.conn.execute(statement).scalar()


Work: TypeAlias = Callable[[Tx], T]


class Database(Protocol):
    """A place to keep things."""

    dialect: str
    url: str

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in one transaction; return its value after COMMIT."""

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` on a snapshot; whatever it changes is undone."""

    async def close(self) -> None:
        """Finish what was begun, and let go."""


class DatabaseDown(Exception):
    """The database cannot be reached or opened."""
