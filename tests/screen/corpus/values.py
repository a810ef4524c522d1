"""Values that stand in the slots of the templates: secrets, and what is none."""

import string

from tests.screen.corpus.harmless import listed, sections
from tests.screen.corpus.trades import Trades, trade_types

from sealbench.screen.formats import luhn

_UPPER_DIGITS = string.ascii_uppercase + string.digits
_KEY_LETTERS = "BCDFGHJKMPQRTVWXY2346789"

type_of: dict[str, str] = {
    "pw": "password", "word": "password", "any": "password", "phrase": "password", "saying": "password",
    "spaced": "password", "tvpw": "password", "pin": "pin", "pin6": "pin", "puk": "pin",
    "spin": "pin", "combo": "pin", "wifi": "wifi_key", "pair": "username_with_password",
    "blk": "recovery_key", "fvk": "recovery_key", "bcode": "recovery_key", "seed": "recovery_key",
    "totp": "api_key", "lic": "licence_key", "lic20": "licence_key", "adobe": "licence_key",
    "api": "api_key", "pem": "private_key", "card": "card_number", "iban": "other_secret",
    "pat": "pattern", "apppw": "password", "lone": "password", "leet": "password",
    "wide": "password", "hint": "hint",
} | trade_types  # fmt: skip


class Values(Trades):
    """A seeded source of values, secret ones too, for notes in *lang*."""

    def _bare(self) -> str:
        lang = self.lang if self.rng.random() < 0.7 else self.rng.choice(["en", "de", "es", "fr"])
        return self._from(f"words {lang}")

    def x_word(self) -> str:
        word = self._bare() if self.rng.random() < 0.8 else self._from("names")
        return self.rng.choice([word, word, word, word.capitalize(), word.upper()])

    def _tail(self) -> str:
        r = self.rng
        year = str(r.choice([r.randint(1940, 2012), r.randint(2018, 2026)]))
        return r.choice([
            year, year, year[2:], str(r.randint(0, 9)), str(r.randint(10, 99)), "123", "1", "1234",
            str(r.randint(100, 999)), year + "!", "!", str(r.randint(1, 99)) + r.choice("!?#*$%+."),
            r.choice("!#*$_") + str(r.randint(1, 99)), "!!", "_" + str(r.randint(1, 99)),
        ])  # fmt: skip

    def x_pw(self) -> str:
        r = self.rng
        base = self._bare() if r.random() < 0.65 else self._from(r.choice(["names", "surnames"]))
        cap = base.capitalize()
        roll = r.random()
        if roll < 0.44:
            tail = self._tail()
            found = r.choice([base, base, cap, cap, base.upper()]) + (tail if tail != "." else "7")
        elif roll < 0.52:
            found = r.choice([
                self._from("topics") + self._from("things") + r.choice(["", "", str(r.randint(1, 99)), "!"]),
                (self._from("topics") + self._from("things")).lower() + str(r.randint(1, 999)),
                self._bare() + self._bare() + str(r.randint(1, 99)),
            ])  # fmt: skip
        elif roll < 0.60:
            found = r.choice("-_.+&*").join(
                [base, r.choice([self._bare(), self._digits(r.randint(2, 4))])]
            )
            found = found if r.random() < 0.6 else found.title()
            found += r.choice(["", "", str(r.randint(1, 99)), "!"])
        elif roll < 0.68:
            table = str.maketrans(
                {
                    "a": r.choice("4@a"),
                    "o": "0",
                    "e": r.choice("3e"),
                    "i": r.choice("1!i"),
                    "s": r.choice("5$s"),
                }
            )
            found = r.choice([base, cap]).translate(table) + r.choice(["", self._tail()])
            found = found if any(not c.isalpha() for c in found) else found + "1"
        elif roll < 0.74:
            found = self._from("walks")
        elif roll < 0.81:
            found = self._from("common")
        elif roll < 0.90:
            letters = string.ascii_letters + string.digits + r.choice(["", "", "!#$%&*?+-_@"])
            found = self._chars(letters, r.randint(8, 14))
            found = (
                found if any(c.isdigit() for c in found) and found[-1].isalnum() else found + "7x"
            )
            found = found.lstrip("-_&?*+%") or "kT7xw2Qp"
        elif roll < 0.94:
            found = str(r.randint(1, 99)) + r.choice(["", "!", "x", "-"]) + r.choice([base, cap])
        elif roll < 0.97:
            found = r.choice("!#*$") + r.choice([base, cap]) + r.choice(["", str(r.randint(1, 99))])
        else:
            found = (
                r.choice([cap, base])
                + r.choice("&+@*")
                + self._from("names").capitalize()
                + r.choice(["", str(r.randint(1, 99))])
            )
        return found

    def x_any(self) -> str:
        return self.make(self.rng.choices(["pw", "word", "pin", "birth"], [62, 22, 12, 4])[0])

    def x_birth(self) -> str:
        r = self.rng
        return f"{r.randint(1, 28):02d}{r.randint(1, 12):02d}{r.randint(1940, 2015)}"

    def x_pin(self) -> str:
        r = self.rng
        year = str(r.randint(1935, 2012))
        return r.choice([
            self._digits(4), self._digits(4), self._digits(6), year, self._digits(r.choice([4, 5, 6, 8])),
            r.choice(["1234", "0000", "1111", "2580", "123456", "000000", "1212", "4321", "5683", "8520", "7777", "121212", "654321"]),
            f"{r.randint(1, 28):02d}{r.randint(1, 12):02d}" + r.choice(["", "85", "62", "04"]),
        ])  # fmt: skip

    def x_pin6(self) -> str:
        return self._digits(6)

    def x_puk(self) -> str:
        return self._digits(8)

    def x_spin(self) -> str:
        pin = self._digits(self.rng.choice([4, 4, 6]))
        if len(pin) == 6 and self.rng.random() < 0.5:
            return f"{pin[:3]} {pin[3:]}"
        return self.rng.choice([" ", " ", "-", "."]).join(pin)

    def x_combo(self) -> str:
        r = self.rng
        parts = [f"{r.randint(1, 60)}" for _ in range(3)]
        return r.choice([self._digits(4), "-".join(parts), self._digits(3) + "-" + self._digits(3)])

    def x_wifi(self) -> str:
        r = self.rng
        return r.choice([
            self._digits(16), self._digits(20), self._chars(_UPPER_DIGITS, 10), self._chars(string.ascii_lowercase + string.digits, 12),
            self.make("pw"), self.make("pw"), self._bare() + self._bare(), "-".join([self._bare(), self._bare(), self._bare()]),
            "-".join([self._bare(), self._bare(), str(r.randint(1, 9999))]), self._bare() + str(r.randint(100, 999)), self._hex(16), self._hex(10).upper(),
            "-".join(self._digits(4) for _ in range(4)), self._from("topics") + self._from("things") + str(r.randint(1, 99)),
        ])  # fmt: skip

    def x_phrase(self) -> str:
        r = self.rng
        words = [self._bare() for _ in range(r.randint(3, 6))]
        found = r.choice([" ", " ", "-", "."]).join(words)
        return found + r.choice(["", "", " " + str(r.randint(1, 99)), "!"])

    def x_saying(self) -> str:
        r = self.rng
        said: str = r.choice(sections("sayings.txt")[self.lang])
        said = r.choice([said, said, said.lower(), said.capitalize(), said.title()])
        said = said.replace(" ", r.choice([" ", " ", " ", " ", "-", "", "_"]))
        return said + r.choice(["", "", "", "!", "?", str(r.randint(1, 99)), f" {r.randint(2, 9)}"])

    def x_spaced(self) -> str:
        r = self.rng
        word = self._bare()[:10] + r.choice(["", str(r.randint(1, 99)), str(r.randint(1950, 2020))])
        return r.choice([" ", " ", "-", "."]).join(word)

    def x_lone(self) -> str:
        """Return a plain word of the dictionary, of more words than `x_word` has."""
        r = self.rng
        lang = self.lang if r.random() < 0.85 else r.choice(["en", "de", "es", "fr"])
        found = self._from(f"lone {lang}") if r.random() < 0.7 else self.make("word")
        return r.choice([found, found, found, found, found.capitalize()])

    def x_leet(self) -> str:
        r = self.rng
        word = self._from(f"lone {self.lang}")
        table = str.maketrans({"a": r.choice("4@"), "o": "0", "e": "3", "i": "1", "s": "5"})
        return word.translate(table) + r.choice(["", "", str(r.randint(1, 99)), "!"])

    def x_wide(self) -> str:
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in self.make("pw"))

    def x_tvpw(self) -> str:
        return self._chars(string.ascii_lowercase + string.digits, 7) + self.rng.choice("2345")

    def x_pair(self) -> str:
        return "".join(self.pair())

    def pair(self) -> tuple[str, str, str]:
        """Return a user, a sign and a password."""
        r = self.rng
        user = r.choice(
            ["admin", "admin", "root", "administrator", "tech", "service", "owner", self.x_user()]
        )
        return (
            user,
            r.choice([" / ", "/", " : ", ":", " "]),
            self.make(r.choice(["pw", "pw", "word"])),
        )

    def x_blk(self) -> str:
        join = self.rng.choice(["-", "-", "-", " "])
        return join.join(f"{self.rng.randint(900, 65535) * 11:06d}" for _ in range(8))

    def x_fvk(self) -> str:
        return "-".join(self._chars(_UPPER_DIGITS, 4) for _ in range(6))

    def x_bcode(self) -> str:
        return self.rng.choice([
            self._digits(8), f"{self._digits(4)} {self._digits(4)}", self._hex(5) + "-" + self._hex(5), self._chars(string.ascii_lowercase + string.digits, 10)
        ])  # fmt: skip

    def x_seed(self) -> str:
        return " ".join(self.rng.sample(listed("seedwords"), 12))

    def x_totp(self) -> str:
        return self._chars("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", self.rng.choice([16, 32]))

    def x_lic(self) -> str:
        return "-".join(self._chars(_KEY_LETTERS, 5) for _ in range(5))

    def x_lic20(self) -> str:
        return "-".join(self._chars(_UPPER_DIGITS, self.rng.choice([4, 5])) for _ in range(4))

    def x_adobe(self) -> str:
        r = self.rng
        return r.choice([
            "-".join(self._digits(4) for _ in range(6)), f"{self._digits(3)}-{self._digits(8)}", "-".join(self._chars(_UPPER_DIGITS, 4) for _ in range(4))
        ])  # fmt: skip

    def x_api(self) -> str:
        alnum = string.ascii_letters + string.digits
        return self.rng.choice([
            "AKIA" + self._chars(_UPPER_DIGITS, 16), "ghp_" + self._chars(alnum, 36), "sk_live_" + self._chars(alnum, 24),
            "sk-proj-" + self._chars(alnum, 40), "AIza" + self._chars(alnum, 35), "glpat-" + self._chars(alnum, 20),
            "xoxb-" + self._digits(12) + "-" + self._chars(alnum, 24), self._hex(32), self._hex(40), self._chars(alnum, 32),
            "SG." + self._chars(alnum, 22) + "." + self._chars(alnum, 43), "eyJ" + self._chars(alnum, 17) + ".eyJ" + self._chars(alnum, 30) + "." + self._chars(alnum, 43),
            "npm_" + self._chars(alnum, 36), "hf_" + self._chars(alnum, 34), "dop_v1_" + self._hex(64), self._hex(8) + "-" + self._hex(24),
        ])  # fmt: skip

    def x_pem(self) -> str:
        name = self.rng.choice(["RSA ", "OPENSSH ", "EC ", ""])
        alnum = string.ascii_letters + string.digits + "+/"
        body = "\n".join(self._chars(alnum, 64) for _ in range(self.rng.randint(1, 3)))
        return f"-----BEGIN {name}PRIVATE KEY-----\n{body}\n-----END {name}PRIVATE KEY-----"

    def x_card(self) -> str:
        prefix, size = self.rng.choice(
            [("4", 16), ("51", 16), ("53", 16), ("55", 16), ("37", 15), ("4", 16)]
        )
        body = prefix + self._digits(size - len(prefix) - 1)
        found = next(body + d for d in string.digits if luhn(body + d))
        if size == 15:
            return found
        join = self.rng.choice(["", " ", " ", "-"])
        return join.join(found[i : i + 4] for i in range(0, 16, 4))

    def x_iban(self) -> str:
        land, size, code = self.rng.choice([("DE", 18, "1314"), ("ES", 20, "1428")])
        account = self._digits(size)
        check = 98 - int(account + code + "00") % 97
        found = f"{land}{check:02d}{account}"
        if self.rng.random() < 0.5:
            return found
        return " ".join(found[i : i + 4] for i in range(0, len(found), 4))

    def x_hint(self) -> str:
        return self.rng.choice(sections("hints.txt")[self.lang])

    def x_pat(self) -> str:
        return self.rng.choice(sections("gestures.txt")[self.lang])
