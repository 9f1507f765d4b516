"""Floors point down only: who may include whom."""

import re

from .tree import Source, Tree, rule

# Floors and rooms by height: a file may include what is lower, and its own room or floor.
FLOORS = {
    **{"core": 1, "platform": 2, "services": 3, "functions": 3, "apps": 4, "sim": 4},
    **{"bench": 5, "fuzz": 5, "tests": 5},
}
CORE_ROOMS = {
    **{"base": 0, "domain": 1, "book": 2, "ledger": 2, "wire": 2},
    **{"matching": 3, "exchange": 4, "market": 4},
}
CORE_ROOMS_FOR_PLATFORM = ("base", "domain", "wire")
SIM_ROOMS_FOR_APPS = ("market",)  # the others are for tests
FREE_FLOORS = ("sim", "bench", "fuzz", "tests")
C_HEADERS = re.compile(r"(std(arg|bool|def|int|io|lib)|string|limits|assert|errno|inttypes)\.h$")


def _core_fault(source: Source, included: str, quoted: bool) -> str | None:
    room = source.path.split("/")[1]
    if not quoted:
        standard = C_HEADERS.match(included) or not re.search(r"[/.]", included)
        return None if standard else f"core includes <{included}>; allowed: core, <standard>"
    if not included.startswith("core/"):
        return f'core includes "{included}"; allowed: core, <standard>'
    target = included.split("/")[1]
    height = CORE_ROOMS.get(room, 0)
    allowed = [room, *(name for name, its_height in CORE_ROOMS.items() if its_height < height)]
    if target in allowed:
        return None
    return f"core/{room} includes core/{target}; allowed: {', '.join(allowed)}"


def _fault(source: Source, floor: str, included: str, quoted: bool) -> str | None:
    if floor == "core":
        return _core_fault(source, included, quoted)
    target, _, rest = included.partition("/")
    if not quoted or target not in FLOORS:
        return None
    if FLOORS[target] > FLOORS[floor]:
        allowed = ", ".join(name for name, level in FLOORS.items() if level <= FLOORS[floor])
        return f"{floor} includes {target}; allowed: {allowed}"
    room = rest.split("/")[0]
    if floor == "platform" and target == "core" and room not in CORE_ROOMS_FOR_PLATFORM:
        allowed = ", ".join(CORE_ROOMS_FOR_PLATFORM)
        return f"platform includes core/{room}; allowed of core: {allowed}"
    if floor == "apps" and target == "sim" and room not in SIM_ROOMS_FOR_APPS:
        return f"apps includes sim/{room}; allowed of sim: {', '.join(SIM_ROOMS_FOR_APPS)}"
    return None


@rule("floors", "includes point down: apps > services, functions > platform > core > its rooms")
def check_floors(tree: Tree):
    for source in tree.select("cpp"):
        floor = source.path.split("/")[0]
        if floor not in FLOORS or floor in FREE_FLOORS or source.is_test:
            continue
        for line, included, quoted in source.includes:
            fault = _fault(source, floor, included, quoted)
            if fault:
                yield source.path, line, fault
