"""Values of trades beside the counter: the lab, the school, the alarm, the till, the claim."""

import string

from tests.screen.corpus.harmless import Harmless

trade_types: dict[str, str] = {
    "term": "password", "termn": "password", "motto": "password",
    "withuser": "username_with_password", "otp": "other_secret", "gcode": "other_secret", "alarm": "other_secret",
    "door": "other_secret", "cvv": "other_secret", "psk": "other_secret", "snmp": "other_secret",
}  # fmt: skip

_UPPER = string.ascii_uppercase


# fmt: off
class Trades(Harmless):
    """A seeded source of what these trades write down, secret or not."""

    def _term(self) -> str:
        lang = self.lang if self.rng.random() < 0.85 else self.rng.choice(["en", "de", "es", "fr"])
        return self._from(f"terms {lang}")

    def _tail_of_digits(self) -> str:
        r = self.rng
        return r.choice([str(r.randint(1, 99)), str(r.randint(1940, 2026)), f"{r.randint(1, 99)}!", "1", "123", "!"])

    def x_term(self) -> str:
        word = self._term()
        return self.rng.choice([word, word, word, word.capitalize(), word.upper()])

    def x_termn(self) -> str:
        word = self._term()
        return self.rng.choice([word, word.capitalize()]) + self._tail_of_digits()

    def x_motto(self) -> str:
        r = self.rng
        said = self._from(f"mottos {self.lang}")
        return r.choice([said, said, said, said.capitalize()]) + r.choice(["", "", "", "", "!", f" {r.randint(1, 99)}"])

    def x_withuser(self) -> str:
        return self.make(self.rng.choice(["pw", "pw", "term", "termn", "word", "pin"]))

    def x_otp(self) -> str:
        r, d = self.rng, self._digits
        return r.choice([d(6), d(6), d(6), d(4), d(5), d(8), f"{d(3)} {d(3)}", f"{d(3)}-{d(3)}", " ".join(d(6)), f"{d(2)} {d(2)} {d(2)}"])

    def x_gcode(self) -> str:
        return self._digits(6)

    def x_alarm(self) -> str:
        d = self._digits
        return self.rng.choice([d(4), d(4), d(4), d(5), d(6), d(6), " ".join(d(4)), f"A{d(4)}", f"{d(2)}-{d(2)}"])

    def x_door(self) -> str:
        d = self._digits
        return self.rng.choice([d(4), d(4), d(5), f"{d(4)}#", f"*{d(4)}#", f"{d(2)}{self.rng.choice('ABX')}{d(2)}", f"C{d(4)}Y", f"{d(4)}A", f"{d(4)}*", f"{d(2)} {d(2)}"])

    def x_cvv(self) -> str:
        return self._digits(self.rng.choice([3, 3, 3, 4]))

    def x_psk(self) -> str:
        r = self.rng
        alnum = string.ascii_letters + string.digits
        return r.choice([
            self.make("pw"), self.make("termn"), self._chars(alnum, r.randint(12, 32)), self._chars(alnum, 20) + "!", self._hex(32),
            "-".join([self._term(), self._term(), self._digits(2)]), self._term() + self._term().capitalize() + self._digits(2),
        ])

    def x_snmp(self) -> str:
        r, word = self.rng, self._term()
        return r.choice([word, word + r.choice(["RO", "-ro", "_rw", "RW"]), self.make("termn"), self._chars(string.ascii_letters + string.digits, 10), "r34d" + word])

    def x_motif(self) -> str:
        """Return a word that somebody could have chosen, where it is none."""
        word = self._from(f"{self.rng.choice(['terms', 'words'])} {self.lang}")
        return self.rng.choice([word, word.capitalize()])

    def x_pet(self) -> str:
        name = self._from(self.rng.choice(["pets", "names"]))
        return self.rng.choice([name.capitalize(), name.capitalize(), name])

    def _letters(self, size: int) -> str:
        return self._chars(_UPPER, size)

    def x_tag(self) -> str:
        """Return a model number as the makers print them."""
        r, d, up = self.rng, self._digits, self._letters
        return r.choice([
            f"{up(2)}-{d(4)}", f"{up(3)}{d(3)}{up(1)}", f"{up(1)}{d(2)}{up(2)}", f"{d(2)}{up(2)}{d(3)}", f"{up(2)}{d(2)}{up(1)}-{d(1)}",
            f"{up(2)}.{d(5)}.{d(3)}", f"{up(4)}{d(4)}", f"{d(4)}-{d(2)}{up(1)}", f"{up(2)}{d(4)}/{d(2)}", f"{up(1)}{d(4)}{up(3)}{d(1)}", f"{up(2)}-{up(1)}{d(3)}{up(1)}",
        ])

    def x_fw(self) -> str:
        r, d = self.rng, self._digits
        return r.choice([f"V{r.randint(1, 6)}.{r.randint(0, 9)}.{r.randint(0, 30)} build 2{d(5)}", f"{r.randint(1, 9)}.{d(2)}.{d(3)}", f"CC{d(2)}", f"{d(4)}.{r.choice('ABC')}{d(2)}", f"v{r.randint(1, 9)}.{d(1)}b{d(1)}", f"0001SD{d(1)}R", f"2.{d(3)}.0000000.{d(1)}.R"])

    def x_volt(self) -> str:
        r = self.rng
        return r.choice(["3.3 V", "3,3V", "5V", "5.02 V", "12V", "11.8 V", "19.5V", "1.05 V", "230 V", "13.7V", f"{r.randint(3, 19)}.{r.randint(0, 9)} V", f"{r.randint(100, 900)} mV"])

    def x_claim(self) -> str:
        d = self._digits
        return self.rng.choice([f"CLM-{d(7)}", f"S{d(2)}/{d(6)}", f"{d(2)}-{d(3)}-{d(5)}", f"SIN{d(8)}", d(9), f"{self._chars(_UPPER, 2)}{d(6)}-{d(2)}"])

    def x_policy(self) -> str:
        d = self._digits
        return self.rng.choice([f"POL{d(7)}", f"{d(3)}.{d(3)}.{d(3)}", f"{self._chars(_UPPER, 3)}-{d(6)}", f"HG{d(8)}", d(10)])

    def x_plate(self) -> str:
        d, up = self._digits, self._chars
        return self.rng.choice([f"{d(4)} {up('BCDFGHJKL', 3)}", f"{up(_UPPER, 2)}-{d(3)}-{up(_UPPER, 2)}", f"M-{up(_UPPER, 2)} {d(4)}", f"{up(_UPPER, 2)}{d(2)} {up(_UPPER, 3)}", f"HH {up(_UPPER, 2)} {d(3)}"])

    def x_fault(self) -> str:
        d = self._digits
        return self.rng.choice([f"F{d(2)}", f"E{d(3)}", f"0x{d(2)}", f"TRB-{d(1)}", f"{d(3)}", f"AC{d(1)}", "LOBAT", f"FC {d(2)}"])
