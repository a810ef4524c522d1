"""Values that are no secret, in the slots of the templates; and what every slot draws from."""

import random
import string
from collections.abc import Callable
from functools import cache
from pathlib import Path

from sealbench.screen.formats import luhn

_FOLDER = Path(__file__).parent
_UPPER_DIGITS = string.ascii_uppercase + string.digits


_LISTED = {
    "dev": "devices",
    "model": "models",
    "cpu": "cpus",
    "gpu": "gpus",
    "ssd": "ssds",
    "ssdmodel": "ssdmodels",
    "ssid": "ssids",
    "host": "hosts",
    "domain": "domains",
    "file": "files",
    "virus": "viruses",
    "stop": "stops",
    "soft": "soft",
    "ram": "ram",
    "unit": "units",
    "panel": "panels",
    "cam": "cams",
    "lock": "locks",
    "bulb": "bulbs",
    "terminal": "terminals",
    "slip": "slips",
    "reader": "readers",
    "net": "nets",
    "board": "boards",
    "drive": "drives",
    "copier": "copiers",
    "app": "apps",
    "street": "streets",
    "key": "keys",
    "campaign": "campaigns",
    "handset": "phones",
}
_NUMBERS = {
    "n": (1, 60),
    "n1": (1, 9),
    "n2": (10, 99),
    "n3": (100, 999),
    "n4": (1000, 9999),
    "n5": (10000, 99999),
    "n6": (100000, 999999),
    "n8": (10000000, 99999999),
    "n10": (1000000000, 9999999999),
    "n12": (100000000000, 999999999999),
}
_HEXES = {"sha": 64, "md5": 32, "hex8": 8, "hex6": 6}


@cache
def sections(name: str) -> dict[str, list[str]]:
    """Read the file *name*: ``[section]`` lines, then one entry a line."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (_FOLDER / name).read_text().splitlines():
        if line.startswith("[") and line.endswith("]") and " {" not in line and "{" not in line:
            current = found.setdefault(line[1:-1], [])
        elif line:
            current.append(line)
    return found


@cache
def listed(name: str) -> list[str]:
    lines = sections("values.txt").get(name) or sections("voice_c/values.txt")[name]
    return [item for line in lines for item in (line.split("|") if "|" in line else line.split())]


# fmt: off
class Harmless:
    """A seeded source of values for notes in *lang*."""

    def __init__(self, rng: random.Random, lang: str) -> None:
        self.rng = rng
        self.lang = lang if lang != "mixed" else rng.choice(["en", "de", "es", "fr"])

    def make(self, slot: str) -> str:
        """Return a value for *slot*."""
        if slot in _LISTED:
            return self._from(_LISTED[slot])
        if slot in _NUMBERS:
            return str(self.rng.randint(*_NUMBERS[slot]))
        if slot in _HEXES:
            return self._hex(_HEXES[slot])
        maker: Callable[[], str] = getattr(self, f"x_{slot}")
        return maker()

    def _from(self, name: str) -> str:
        return self.rng.choice(listed(name))

    def _digits(self, size: int) -> str:
        return "".join(self.rng.choices(string.digits, k=size))

    def _chars(self, letters: str, size: int) -> str:
        return "".join(self.rng.choices(letters, k=size))

    def _hex(self, size: int) -> str:
        return self._chars("0123456789abcdef", size)

    def x_user(self) -> str:
        r = self.rng
        first, last = self._from("names"), self._from("surnames")
        return r.choice([first[0] + last, f"{first}.{last}", first, last, f"{first}{last[0]}", first.capitalize(), f"{first[0]}.{last}", "admin", "user", "office", "info", "empfang", "recepcion", "accueil", "buero", "kasse", "tech", "guest", f"{last}{r.randint(1, 9)}", f"CORP\\{first}", f"{first}_{last}", r.choice(["mjones", "pschmidt", "office2", "kiosk"])])  # fmt: skip

    def x_email(self) -> str:
        user = self.rng.choice([f"{self._from('names')}.{self._from('surnames')}", self._from("names") + self._digits(2), "info", "office"] )
        host = self.rng.choice(["gmail.com", "outlook.com", "web.de", "gmx.de", "orange.fr", "hotmail.es", "icloud.com", "example.com", "yahoo.com", "t-online.de"] )
        return f"{user}@{host}"

    def x_name(self) -> str:
        last = self._from("surnames").capitalize()
        return self.rng.choice([last, last, self._from("names").capitalize(), f"{self._from('names').capitalize()} {last}"] )

    def x_noun(self) -> str:
        return self._from(f"nouns {self.lang}")

    def x_thing(self) -> str:
        return self._from(f"lone {self.lang}")

    def x_adj(self) -> str:
        return self._from(f"adjs {self.lang}")

    def x_apppw(self) -> str:
        return " ".join(self._chars(string.ascii_lowercase, 4) for _ in range(4))

    def x_phone(self) -> str:
        r, d = self.rng, self._digits
        return r.choice([f"{d(3)}-{d(3)}-{d(4)}", f"({d(3)}) {d(3)}-{d(4)}", f"07{d(3)} {d(6)}", f"+49 1{d(2)} {d(7)}", f"0{d(3)}/{d(6)}", f"0{d(3)} {d(7)}", f"6{d(2)} {d(3)} {d(3)}", f"6{d(8)}", f"06 {d(2)} {d(2)} {d(2)} {d(2)}", f"06{d(8)}", f"+33 6 {d(2)} {d(2)} {d(2)} {d(2)}", f"555-{d(4)}", f"0{d(4)}-{d(5)}"])  # fmt: skip

    def x_price(self) -> str:
        r = self.rng
        n = r.randint(15, 900)
        return r.choice([f"{n}", f"${n}", f"{n}.50", f"{n},90 €", f"{n} EUR", f"£{n}", f"{n}€", f"{n}.00", f"{n} euros", f"1{n}.00"] )

    def x_date(self) -> str:
        r = self.rng
        day, month, year = r.randint(1, 28), r.randint(1, 12), r.randint(2018, 2026)
        return r.choice([f"{day:02d}.{month:02d}.{year}", f"{day}/{month}/{year}", f"{year}-{month:02d}-{day:02d}", f"{day}.{month}.", f"{day:02d}/{month:02d}", f"{month}/{day}/{str(year)[2:]}", f"{day} Nov {year}", f"{day:02d}-{month:02d}-{year}"] )

    def x_time(self) -> str:
        r = self.rng
        h, m = r.randint(8, 18), r.choice([0, 15, 30, 45])
        return r.choice([f"{h}:{m:02d}", f"{h}h{m:02d}", f"{h % 12 or 12}pm", f"{h}.{m:02d}", f"{h} Uhr" if self.lang == "de" else f"{h}:00"] )

    def x_ticket(self) -> str:
        d = self._digits
        return self.rng.choice([f"INC{d(7)}", f"#{d(5)}", f"T-{d(4)}", f"WO-{d(5)}", f"WO{d(6)}", f"SR{d(6)}", f"CS{d(7)}", f"JOB-{d(4)}", f"R{d(5)}", d(5), f"2024-{d(4)}", f"TK{d(5)}", f"A-{d(3)}/24", f"REQ{d(6)}"] )

    def x_order(self) -> str:
        d = self._digits
        return self.rng.choice([f"{d(3)}-{d(7)}-{d(7)}", f"PO{d(5)}", f"4500{d(6)}", f"AB{d(6)}", f"ORD-{d(6)}", f"W{d(8)}", f"2024/{d(4)}", f"B{d(5)}"] )

    def x_rma(self) -> str:
        d = self._digits
        return self.rng.choice([f"RMA{d(6)}", f"R{d(7)}", d(8), f"RM-{d(5)}", f"US{d(7)}", f"RMA-{d(4)}-{self._chars(string.ascii_uppercase, 2)}"] )

    def x_track(self) -> str:
        d = self._digits
        return self.rng.choice([f"1Z{self._chars(_UPPER_DIGITS, 16)}", f"00340{d(15)}", d(12), f"RR{d(9)}DE", f"JD{d(16)}", f"9400{d(18)}", f"6A{d(11)}", f"CX{d(9)}ES"] )

    def x_serial(self) -> str:
        up = self._chars
        return self.rng.choice([f"C02{up(_UPPER_DIGITS, 9)}", f"PF{up(_UPPER_DIGITS, 6)}", f"5CD{up(_UPPER_DIGITS, 7)}", f"R58{up(_UPPER_DIGITS, 8)}", up(_UPPER_DIGITS, 10), up(_UPPER_DIGITS, 7), f"{up(string.ascii_uppercase, 2)}{self._digits(8)}", f"F{up(_UPPER_DIGITS, 11)}", self._digits(11), f"NXH{up(_UPPER_DIGITS, 15)}", f"MP1{up(_UPPER_DIGITS, 5)}", f"E{self._digits(5)}J{self._digits(9)}"] )

    def x_stag(self) -> str:
        return self._chars(_UPPER_DIGITS, 7)

    def x_asset(self) -> str:
        d = self._digits
        return self.rng.choice([f"IT-{d(5)}", f"NB{d(4)}", f"A{d(5)}", f"LT-{d(4)}", f"PC-{d(3)}", d(6), f"INV-{d(4)}"] )

    def x_part(self) -> str:
        d, up = self._digits, self._chars
        return self.rng.choice([f"L{d(5)}-001", f"661-{d(5)}", f"0{up(_UPPER_DIGITS, 5)}", f"BA92-{d(5)}A", f"{d(2)}HN{d(3)}", f"5B20{up(string.ascii_uppercase, 1)}{d(5)}", f"{d(6)}-B21", f"90NB{up(_UPPER_DIGITS, 4)}-R{d(5)}", f"NK.I{d(4)}.{d(3)}", f"GH82-{d(5)}A", f"A00{d(7)}", f"KT.00{d(3)}.{d(3)}", f"{d(2)}Y{d(4)}"] )

    def x_sku(self) -> str:
        d = self._digits
        return self.rng.choice([f"SKU-{d(6)}", d(8), f"AC-{d(4)}-BK", f"{d(3)}.{d(3)}.{d(2)}"])

    def x_ean(self) -> str:
        return "40" + self._digits(11)

    def x_imei(self) -> str:
        body = "35" + self._digits(12)
        return next(body + d for d in string.digits if luhn(body + d))

    def x_iccid(self) -> str:
        return "8949" + self._digits(15)

    def x_mac(self) -> str:
        join = self.rng.choice([":", "-", ":"])
        found = join.join(self._hex(2) for _ in range(6))
        return found.upper() if self.rng.random() < 0.5 else found

    def x_guid(self) -> str:
        found = "-".join(self._hex(n) for n in (8, 4, 4, 4, 12))
        return self.rng.choice([found, found.upper(), "{" + found.upper() + "}"])

    def x_keyid(self) -> str:
        return self._hex(8).upper()

    def x_sha1(self) -> str:
        return self._hex(self.rng.choice([40, 7]))

    def x_hex4(self) -> str:
        return self._hex(4).upper()

    def x_err(self) -> str:
        return self.rng.choice([f"0x8007{self._hex(4)}", f"0xc00000{self._hex(2)}", "0x0000007b", "1603", "0x80070643", "-50", "4013", f"E{self._digits(4)}", f"M{self._digits(4)}", self._digits(4), "80070005", f"0x{self._hex(8).upper()}"] )

    def x_dtc(self) -> str:
        return f"P0{self._digits(3)}"

    def x_perr(self) -> str:
        return self.rng.choice(["E3", "0x97", "5B00", "C7990", "49.4C02", "5100", "B200", "13.20.00", "E-01", "W-12", "SC542"] )

    def x_http(self) -> str:
        return self.rng.choice(["401", "403", "404", "500", "502", "503"])

    def x_ver(self) -> str:
        r = self.rng
        return r.choice([f"{r.randint(1, 20)}.{r.randint(0, 9)}", f"v{r.randint(1, 9)}.{r.randint(0, 30)}", f"{r.randint(1, 20)}.{r.randint(0, 9)}.{r.randint(0, 9)}", f"{r.randint(10, 31)}.0.{self._digits(3)}.{self._digits(4)}", f"1.{self._digits(2)}", f"R{r.randint(1, 9)}.{r.randint(1, 9)}b"] )

    def x_bios(self) -> str:
        r = self.rng
        return r.choice([f"F{r.randint(2, 40)}", f"N1CET{r.randint(10, 90)}W", f"A{r.randint(10, 30)}", f"7C02v{r.randint(10, 39)}", f"X555LAB.{self._digits(3)}", f"{self._digits(4)}", f"T93 v{r.randint(1, 9)}.{r.randint(10, 30)}", f"G7CN{r.randint(10, 40)}WW"] )

    def x_build(self) -> str:
        return self.rng.choice(["22H2", "23H2", "24H2", "21H2", f"22621.{self._digits(4)}", f"19045.{self._digits(4)}", "1909"] )

    def x_kb(self) -> str:
        return f"KB50{self._digits(5)}"

    def x_voucher(self) -> str:
        r = self.rng
        return r.choice(["SAVE20", "SPRING-2024", "WELCOME10", f"GC-{self._chars(_UPPER_DIGITS, 4)}-{self._chars(_UPPER_DIGITS, 4)}", f"SUMMER{r.randint(10, 30)}", "HERBST2023", f"XMAS{r.randint(15, 25)}", "NEU10", "VERANO15", "RENTREE20", f"FRIEND{r.randint(5, 50)}", f"V{self._digits(6)}", "BACK2SCHOOL", "FIX25", "Loyal2024"] )

    def x_shelf(self) -> str:
        r = self.rng
        return r.choice([f"{r.choice('ABCDEF')}{r.randint(1, 30)}", f"{r.choice('ABCDEF')}-{r.randint(1, 30)}", f"R{r.randint(1, 9)}/{r.randint(1, 9)}", f"{r.randint(1, 40)}", f"B2-{r.randint(10, 40)}", f"{r.choice('ABC')}{r.randint(100, 400)}"] )

    def x_anydesk(self) -> str:
        return self.rng.choice([f"{self._digits(3)} {self._digits(3)} {self._digits(3)}", self._digits(9), f"1 {self._digits(3)} {self._digits(3)} {self._digits(3)}"] )

    def x_ip(self) -> str:
        r = self.rng
        return r.choice([f"192.168.{r.randint(0, 2)}.{r.randint(1, 254)}", f"10.0.{r.randint(0, 9)}.{r.randint(1, 254)}", f"172.16.0.{r.randint(1, 254)}:8080"] )

    def x_temp(self) -> str:
        return self.rng.choice(["95C", "88 degrees", "72°C", "101C"])

    def x_zip(self) -> str:
        return self.rng.choice([self._digits(5), "SW1A 1AA", f"{self._digits(5)}-{self._digits(4)}", f"BS{self.rng.randint(1, 9)} {self.rng.randint(1, 9)}QT"] )
