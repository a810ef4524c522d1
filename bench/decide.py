"""Time the decisions of the hot path: microseconds at the median and the 99th percentile.

Usage: python bench/decide.py [ROUNDS]
"""

import sys
from time import perf_counter_ns

from sealbench.policy import Action, Policy, Principal, PrincipalKind, Request
from sealbench.policy.matrix import CLIENT, ON_JOB, requests

TECHNICIAN = Principal(
    PrincipalKind.PERSON, ON_JOB, frozenset({"technician"}), active=True, listed=True
)
OWNER = Principal(PrincipalKind.CLIENT, CLIENT, active=True)
HOT = {Action.OPEN_LOGIN: TECHNICIAN, Action.SEAL_LOGIN: OWNER, Action.VIEW_JOB: TECHNICIAN}


def times(policy: Policy, request: Request, rounds: int) -> list[int]:
    """Return the sorted nanoseconds of *rounds* decisions."""
    if not policy.decide(request):
        raise SystemExit("the request to be timed is refused")
    found = []
    for _ in range(rounds):
        start = perf_counter_ns()
        policy.decide(request)
        found.append(perf_counter_ns() - start)
    return sorted(found)


def main() -> None:
    """Print one line for each action of the hot path."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    policy = Policy.load()
    print(f"{'action':<14}{'p50 us':>8}{'p99 us':>8}")
    for action, principal in HOT.items():
        request = next(requests(action, [principal], deviations=0))
        found = times(policy, request, rounds)
        p50, p99 = found[rounds // 2], found[rounds * 99 // 100]
        print(f"{action.text:<14}{p50 / 1000:>8.0f}{p99 / 1000:>8.0f}")


if __name__ == "__main__":
    main()
