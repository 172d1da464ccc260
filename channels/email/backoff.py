"""How long to wait before the next try: pure."""

_FIRST, _LONGEST = 1.0, 300.0  # seconds


def seconds(failures: int, chance: float) -> float:
    """Give the wait after so many failures in a row; ``chance`` is in [0, 1).

    >>> [seconds(n, 0.5) for n in (1, 2, 3, 20)]
    [0.75, 1.5, 3.0, 225.0]
    """
    whole = min(_FIRST * (1 << min(failures - 1, 20)), _LONGEST)
    return whole * (0.5 + chance / 2)
