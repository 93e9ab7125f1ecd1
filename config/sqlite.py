"""A current SQLite for everybody.

Debian 12 ships 3.40.1, inside the range in which a WAL reset can corrupt a database (3.7.0 to 3.51.2).
The `pysqlite3` wheel brings a newer one with FTS5; this module puts it in the place of the standard library's.
Import it before Django does.
"""

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
