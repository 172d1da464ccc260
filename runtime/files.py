"""How many files and sockets this process may have open."""

import contextlib
import resource

MOST = 65_536  # what no process of ours needs more of; some systems allow a billion


def allow_many_files(most: int = MOST) -> int:
    """Raise the soft limit as far as the system lets us; how many it is now.

    The usual soft limit is 1,024, and a live chat holds one socket for each visitor.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if hard == resource.RLIM_INFINITY else min(hard, most)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):  # then it stays as it was
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
