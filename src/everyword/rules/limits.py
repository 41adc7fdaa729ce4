"""What a process that meets a hostile PDF may use: no core file, no writing, so much of the rest.

Set in that process, before it is given anything.
"""

import resource


def limit(memory: int, seconds: int) -> None:
    """Lower the limits of this process, for good: address space in bytes, work in seconds."""
    limits = ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0))
    for what, most in (*limits, (resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))


def more_time(seconds: int) -> None:
    """This process is ended when it has worked for so long from now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(usage.ru_utime + usage.ru_stime) + seconds
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
