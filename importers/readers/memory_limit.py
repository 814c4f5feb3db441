"""A door to the limit on a process's memory, where the system has one: POSIX has, Windows has not."""

import contextlib


def limit_memory(size: int) -> None:
    """Let this process have at most `size` bytes of address space; without a limit of the system, do nothing."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
