"""A connection to Neo4j whose failures are one line each that says what to do."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import neo4j
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from paperweft.errors import StoreError

_OLDEST = (5, 26)
_RETRY_SECONDS = 30.0  # how long the driver repeats a transaction that met a deadlock or a lost connection
# The driver tells of each retry; without a handler that would land on stderr, before the one line that says what failed.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Connection:
    """An open driver on one database of the server at ``uri``; ``database`` None is the user's own.

    Raises StoreError where the server does not answer, is older than 5.26, refuses the user or lacks the database.
    """

    def __init__(self, uri: str, *, user: str, password: str, database: str | None) -> None:
        self.uri, self.database = uri, database
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()  # in a cluster, each session sees what the last wrote
        self._working = False  # whether anything has gone well yet
        with self.explained():
            self._driver = neo4j.GraphDatabase.driver(
                uri,
                auth=(user, password),
                user_agent="paperweft",
                max_transaction_retry_time=_RETRY_SECONDS,
                notifications_min_severity="OFF",  # an unknown label is no fault in a graph that has none of them
            )
        try:
            with self.explained(), self.session() as session:
                # What is wrong with password, database or version shows here, not amid a write.
                self._refuse_older(session.run("RETURN 1").consume().server.agent)
        except BaseException:
            self._driver.close()
            raise
        self._working = True

    def session(self, *, reading: bool = False) -> neo4j.Session:
        """A session; one for reading refuses writes."""
        access = neo4j.READ_ACCESS if reading else neo4j.WRITE_ACCESS
        return self._driver.session(
            database=self.database, default_access_mode=access, bookmark_manager=self._bookmarks
        )

    def close(self) -> None:
        """Closes the driver."""
        self._driver.close()

    def _refuse_older(self, agent: str) -> None:
        version = re.search(r"(\d+)\.(\d+)", agent)
        if version and (int(version[1]), int(version[2])) < _OLDEST:
            raise StoreError(f"{self.uri} is {agent}; paperweft needs Neo4j {'.'.join(map(str, _OLDEST))} or later")

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turns the driver's failures into StoreErrors."""
        try:
            yield
        except AuthError as error:
            raise StoreError(
                f"Neo4j at {self.uri} refuses the user or password; set NEO4J_USERNAME and NEO4J_PASSWORD"
            ) from error
        except (ServiceUnavailable, SessionExpired) as error:
            if self._working:
                raise StoreError(
                    f"the connection to Neo4j at {self.uri} was lost; run the same again when the server answers,"
                    " it takes up what is left"
                ) from error
            raise StoreError(
                f"Neo4j does not answer at {self.uri}; start it, or give another address to --store"
            ) from error
        except (ConfigurationError, ValueError) as error:
            raise StoreError(f"{self.uri!r} is no address of Neo4j: {error}") from error
        except Neo4jError as error:
            if error.code == "Neo.ClientError.Database.DatabaseNotFound":
                raise StoreError(
                    f"Neo4j at {self.uri} has no database {self.database!r}; set NEO4J_DATABASE"
                ) from error
            if error.code and error.code.startswith("Neo.DatabaseError."):
                raise StoreError(
                    f"Neo4j at {self.uri} failed ({error.code}); the server's debug.log says why, often a full disk: mend"
                    " that, start the server again and run the same again"
                ) from error
            raise StoreError(
                f"Neo4j at {self.uri} could not do it ({error.code}): {one_line(error.message)}; mend that and run the"
                " same again"
            ) from error
        except DriverError as error:
            raise StoreError(f"the connection to Neo4j at {self.uri} failed: {one_line(str(error))}") from error


def one_line(text: str | None) -> str:
    """A message of the server in one line, without its full stop."""
    return " ".join((text or "no reason given").split()).rstrip(".")
