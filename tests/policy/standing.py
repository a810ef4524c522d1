"""What the table may call whoever asks: by role, standing and place in the matter."""

from typing import Any

from sealbench.policy import Request


def words_for(request: Request) -> set[str]:
    """Return all that the table may call the principal of *request*."""
    who, it = request.principal, request.resource.attributes
    if who.kind == "Client":
        if it.get("client", who.id) != who.id:
            return set()
        if not who.active:
            return {"client with a dead link"}
        return {"client"} | _words_by_level(request)
    if who.kind != "Person":
        return {who.kind.lower()}
    return _words_for_person(request)


def _words_by_level(request: Request) -> set[str]:
    it, known = request.resource.attributes, request.context
    if known.get("level") == "settled":
        return {"settled client"}
    if known.get("level") != "in person":
        return set()
    in_person = {"client in person"} if it.get("handed") else set()
    draws = {"client who draws"} if known.get("drawn") else set()
    return {"client at the counter"} | in_person | draws


def _words_for_person(request: Request) -> set[str]:
    who, it = request.principal, request.resource.attributes
    words: set[str] = set()
    if who.active:
        words |= {"active person"} | ({"active manager"} if "management" in who.roles else set())
    if who.active and who.listed:
        words |= set(who.roles) | ({"oneself"} if it.get("person") == who.id else set())
        assigned: Any = it.get("assigned", ())
        if "technician" in who.roles and who.id in assigned:
            words.add("technician on it")
        words |= _words_for_a_signer(request, words)
        if "workers" in it and words & {"front desk", "management"}:
            words |= _words_for_a_case(request)
    return words


def _words_for_a_signer(request: Request, words: set[str]) -> set[str]:
    known = request.context
    found: set[str] = set()
    if "management" in words and known.get("confirmed") == "passkey":
        found.add("manager with a passkey")
    if "management" in words and known.get("role") == "management":
        found |= {"manager who signs"} | (
            {"manager who signs again"} if known.get("again") else set()
        )
    if words & {"management", "front desk"} and known.get("role") == "witness" and known["drawn"]:
        found.add("witness")
    return found


def _words_for_a_case(request: Request) -> set[str]:
    it, known = request.resource.attributes, request.context
    workers: Any = it["workers"]
    runners: Any = it["runners"]
    stranger = request.principal.id not in workers
    words = {"runner"} if stranger or it["alone"] else set()
    if stranger and request.principal.id not in runners:
        words.add("second person")
    if words and known.get("compared") and it["handed"]:
        words.add("runner who compared")
    return words
