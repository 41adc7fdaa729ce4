"""What a child that meets hostile bytes may use: no core file, no writing, so much memory.

Set once, in the child, before it is given anything, by both: the one that reads sources and the one
that verifies. Nothing else of the program is imported here.
"""

import resource


def confine(memory: int, open_files: int | None = None) -> None:
    """Lower the limits of this process, for good.

    `memory`: address space in bytes; `open_files`: at most so many at a time, None for as before.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold keys and plain text
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _at_most(resource.RLIMIT_AS, memory)
    if open_files is not None:
        _at_most(resource.RLIMIT_NOFILE, open_files)


def _at_most(what: int, most: int) -> None:
    """A limit that is lower already stays; the hard one goes down too, so that none goes up."""
    _, hard = resource.getrlimit(what)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (least, least))
