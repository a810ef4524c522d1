"""What a certificate of erasure cannot promise, in the words that stand everywhere (DESIGN 10)."""

LIMITS = (
    (
        "After a destruction nothing comes back provided every registered key holder overwrote: "
        "flash remapping and copies that nobody registered excepted."
    ),
    (
        "On flash, the old page of an overwritten key may live until the disk collects it.  To use "
        "it somebody would need that chip, an old copy of the data, and luck."
    ),
    (
        "File systems that copy on writing, and snapshots of virtual machines or of their memory, "
        "may keep an old key; so may a copy of the key folder that an administrator made."
    ),
    (
        "Out of reach are photographs of a screen, what people remember, mail that was sent, and "
        "what was handed over before."
    ),
    (
        "What we could read was returned or offered; sealed logins, which we cannot read, were "
        "destroyed."
    ),
    (
        "What stays: the number and the times of events in the ledger and the numbers of epochs, "
        "which name nobody, and this certificate without the name of the client."
    ),
    (
        "Somebody who controls the server could withhold a record; what is witnessed can't be "
        "rewritten."
    ),
)
