"""The commands, in a case, as in tests of the command line."""

from tests.cli.conftest import command as command
from tests.cli.conftest import in_case as in_case
