"""Computes the hash with C, as often as a line of the standard input says, and prints the CPU nanoseconds it took.

Usage: libargon2.py [FOLDER]    the system's libargon2, or the one that argon2-cffi in FOLDER contains
"""

import ctypes
import sys
import time

PASSWORD, SALT = b"correct horse", b"0123456789abcdef"
HASH = "ae4d8c8b713876044c8347c76986a9b5655944aaacfffe9bea4dff9e7b6a1899"


def system():
    function = ctypes.CDLL("libargon2.so.1").argon2id_hash_raw
    output = ctypes.create_string_buffer(32)
    sizes = [ctypes.c_size_t(len(part)) for part in (PASSWORD, SALT, output)]

    def digest():
        status = function(2, 19456, 1, PASSWORD, sizes[0], SALT, sizes[1], output, sizes[2])
        assert status == 0, status
        return output.raw

    return digest


def bundled(folder):
    sys.path.insert(0, folder)
    from argon2.low_level import Type, hash_secret_raw

    return lambda: hash_secret_raw(PASSWORD, SALT, 2, 19456, 1, 32, Type.ID)


digest = bundled(sys.argv[1]) if len(sys.argv) > 1 else system()
for line in sys.stdin:
    start = time.process_time_ns()
    for _ in range(int(line)):
        assert digest().hex() == HASH
    print(time.process_time_ns() - start, flush=True)
