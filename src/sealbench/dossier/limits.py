"""What a dossier cannot show, in the words that stand everywhere (DESIGN 10)."""

LIMITS = (
    "What happened after this dossier was made is not in it.",
    (
        "A login is revealed to nobody but the technicians whom the client named; the software "
        "records each opening first."
    ),
    (
        "Somebody who controls the server could tamper with future pages or withhold a record; "
        "what is witnessed can't be rewritten."
    ),
    (
        "This checkpoint carries the signature of the shop's log alone: that others saw the same "
        "ledger is not shown here."
    ),
    "Times are those of the shop's clock.",
    "A revocation that the shop held back from this dossier does not show in it.",
    "The pages offer no copy, print or export; cameras and developer tools exist.",
    (
        "After a destruction nothing comes back provided every registered key holder overwrote: "
        "flash remapping and copies that nobody registered excepted."
    ),
)
