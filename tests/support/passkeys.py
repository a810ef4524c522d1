"""The sample shop's passkeys, which are the tests' passkeys too."""

from sealbench.shop.commands.sample.passkey import UP_UV, SoftwarePasskey

__all__ = ["UP_UV", "SoftwarePasskey"]
