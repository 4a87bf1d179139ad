"""Writes src/tables.rs, the tables that tanh and exp look up, to the last bit: `python3 tests/tables.py`
in this folder, with mpmath."""

import struct

from mpmath import mp, mpf

mp.prec = 200


def word(value):
    """The bits of the double nearest to value, as a literal."""
    digits = struct.pack(">d", float(value)).hex()
    return "0x" + "_".join(digits[i : i + 4] for i in range(0, 16, 4))


def table(name, doc, values):
    words = [word(value) for value in values]
    lines = ["#[rustfmt::skip]", f"/// {doc}", f"const {name}: [u64; {len(words)}] = ["]
    lines += ["    " + ", ".join(words[i : i + 4]) + "," for i in range(0, len(words), 4)]
    return "\n".join(lines + ["];"])


TANH = [mp.tanh(mpf(k) / 64) for k in range(2048)]
RISING = next(k for k, value in enumerate(TANH) if float(value) == 1.0)

TEXT = "\n\n".join(
    [
        "//! Tables written by `tests/tables.py`: the doubles nearest to each value.",
        """/// 2^(k/32) for k from 0.
pub(crate) static EXP2: [f64; 32] = longer(&EXP2_BITS);

/// tanh (k/64) for k from 0.
pub(crate) static TANH: [f64; 2048] = longer(&TANH_BITS);

/// The numbers with these bits, and then 1.
const fn longer<const SHORT: usize, const LONG: usize>(bits: &[u64; SHORT]) -> [f64; LONG] {
    let mut table = [1.0; LONG];
    let mut k = 0;
    while k < SHORT {
        table[k] = f64::from_bits(bits[k]);
        k += 1;
    }
    table
}""",
        table("EXP2_BITS", "2^(k/32) for k from 0.", [mpf(2) ** (mpf(k) / 32) for k in range(32)]),
        table("TANH_BITS", "tanh (k/64) for k from 0, as long as it is below 1.", TANH[:RISING]),
    ]
)
with open("src/tables.rs", "w", encoding="utf-8") as file:
    file.write(TEXT + "\n")
