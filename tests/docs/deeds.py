"""The procedures as their source says them: which there are, and what each records."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sealbench

PACKAGE = "sealbench.shop.procedures"
_FOLDER = Path(sealbench.__file__).parent / "shop" / "procedures"


@dataclass(frozen=True, slots=True)
class Function:
    """One function: the functions that it names, the events, and for whom it is."""

    name: str
    module: str
    names: frozenset[str]
    events: frozenset[str]
    who: str
    is_procedure: bool


def procedures() -> list[Function]:
    """Return what is done: the public function of a module that bears the module's name."""
    return [each for each in functions().values() if each.is_procedure]


def events_of(name: str) -> frozenset[str]:
    """Return the names of all events that the procedure *name* can record."""
    known = functions()
    seen: set[str] = set()
    todo = [f"{name}.{name}"]
    while todo:
        place = todo.pop()
        if place in known and place not in seen:
            seen.add(place)
            todo += known[place].names
    return frozenset().union(*(known[place].events for place in seen))


@cache
def functions() -> dict[str, Function]:
    """Return every function and method of the procedures' modules, by `module.name`."""
    return {
        f"{each.module}.{each.name}": each
        for path in sorted(_FOLDER.glob("*.py"))
        for each in _functions(path)
    }


def _functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text("utf-8"))
    places = dict(_imported(tree))
    own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    places |= {name: f"{path.stem}.{name}" for name in own}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield _function(node, path.stem, places)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE + "."):
            for each in node.names:
                yield (
                    each.asname or each.name,
                    f"{node.module}.{each.name}".removeprefix(PACKAGE + "."),
                )


def _function(node: ast.FunctionDef, module: str, places: dict[str, str]) -> Function:
    parts = list(ast.walk(node))
    compared = {
        id(part) for each in parts if isinstance(each, ast.Compare) for part in ast.walk(each)
    }
    names = {part.id for part in parts if isinstance(part, ast.Name)} & places.keys()
    events = {
        part.attr
        for part in parts
        if isinstance(part, ast.Attribute)
        and isinstance(part.value, ast.Name)
        and part.value.id == "Event"
        and part.attr.isupper()  # no row of the table of events
        and id(part) not in compared  # looked for, not recorded
    }
    for_whom = (each.annotation for each in node.args.kwonlyargs if each.arg == "who")
    return Function(
        node.name,
        module,
        frozenset(places[name] for name in names),
        frozenset(events),
        "".join(ast.unparse(each) for each in for_whom if each),
        node.name == module and _is_done(node),
    )


def _is_done(node: ast.FunctionDef) -> bool:
    """Tell whether *node* is run by the executor, or runs others on a bench."""
    first = node.args.args[0].arg
    returned = ast.unparse(node.returns or ast.Constant(None))
    return first == "bench" or (first == "work" and returned.startswith("Outcome"))
