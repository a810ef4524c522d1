"""Time the decisions of the hot path: microseconds at the median and the 99th percentile.

Usage: python -m bench.decide [ROUNDS]
"""

import sys
from time import perf_counter_ns

from sealbench.policy import (
    Action,
    HouseRule,
    Moment,
    Policy,
    Principal,
    PrincipalKind,
    Request,
    gather_house_rules,
)
from sealbench.policy.house_rules import Names
from sealbench.policy.matrix import CLIENT, ON_JOB, requests

TECHNICIAN = Principal(
    PrincipalKind.PERSON, ON_JOB, frozenset({"technician"}), active=True, listed=True
)
OWNER = Principal(PrincipalKind.CLIENT, CLIENT, active=True)
HOT = {Action.OPEN_LOGIN: TECHNICIAN, Action.SEAL_LOGIN: OWNER, Action.VIEW_JOB: TECHNICIAN}
NOON = Moment("Friday", 12 * 60)
DEEDS = {Action.OPEN_LOGIN: "open-logins", Action.VIEW_JOB: "look-at-jobs"}


def tightened(policy: Policy, count: int) -> Policy:
    """Return *policy* with *count* house rules for each timed act of staff; none refuses."""
    rules = [
        HouseRule(deed, role="technician", place="on site", start=20 * 60 + at, end=7 * 60)
        for deed in DEEDS.values()
        for at in range(count)
    ]
    sources = [
        ("A4", rule.source(number, rule.sentence(Names()))) for number, rule in enumerate(rules, 1)
    ]
    return policy.under(gather_house_rules(sources, policy.schema))


def times(policy: Policy, request: Request, rounds: int) -> list[int]:
    """Return the sorted nanoseconds of *rounds* decisions."""
    if not policy.decide(request, NOON):
        raise SystemExit("the request to be timed is refused")
    found = []
    for _ in range(rounds):
        start = perf_counter_ns()
        policy.decide(request, NOON)
        found.append(perf_counter_ns() - start)
    return sorted(found)


def main() -> None:
    """Print one line for each action of the hot path, without house rules and with ten."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    policy = Policy.load()
    print(f"{'action':<14}{'rules':>6}{'p50 us':>8}{'p99 us':>8}")
    for count in (0, 10):
        for action, principal in HOT.items():
            request = next(requests(action, [principal], deviations=0))
            found = times(tightened(policy, count), request, rounds)
            p50, p99 = found[rounds // 2], found[rounds * 99 // 100]
            print(f"{action.text:<14}{count:>6}{p50 / 1000:>8.0f}{p99 / 1000:>8.0f}")


if __name__ == "__main__":
    main()
